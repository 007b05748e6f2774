"""German texts made up for measuring: any number of them, the same every time, never all in memory at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from documents.search import lexicon
from documents.search.engine import PUBLIC, Document

SEED = 20260601
WORDS = 250  # of a text, on average
_TYPES = 400_000  # different words
_ZIPF = 1.05
_ENDINGS = ("", "e", "en", "er", "es", "s", "n", "ung", "ungen", "lich", "liche", "lichen", "isch", "ische")
_LINKS = ("", "s", "n", "en", "")
_CLOSED = ("members", "body:1", "body:2", "faction:3")
_KINDS = ("paper", "file", "file", "file", "item")
_SENTENCE = 14  # words


class Vocabulary:
    """Words by rank, common words first: those of the lexicon, inflected and put together."""

    def __init__(self) -> None:
        chance = np.random.default_rng(SEED)
        stop = sorted(lexicon.STOP_WORDS)
        nouns = sorted(word.capitalize() for word in lexicon.NOUNS if len(word) > 2)
        fronts = sorted(word.capitalize() for word in lexicon.MODIFIERS) + nouns
        words = dict.fromkeys(stop[:120])
        words |= dict.fromkeys(chance.permutation(nouns).tolist())
        while len(words) < _TYPES:
            for front, link, middle, end, ending in chance.random((10_000, 5)).tolist():
                between = _one_of(nouns, middle * 4).lower() if middle < 0.25 else ""
                tail = _one_of(nouns, end).lower() + _one_of(_ENDINGS, ending)
                words[_one_of(fronts, front) + _one_of(_LINKS, link) + between + tail] = None
        self.words = np.array(list(words)[:_TYPES], dtype=object)
        shares = 1 / np.arange(1, _TYPES + 1) ** _ZIPF
        self.reach = np.cumsum(shares) / shares.sum()

    def some(self, chance: np.random.Generator, count: int) -> list[str]:
        """So many words, common ones often."""
        places = np.searchsorted(self.reach, chance.random(count))
        found: list[str] = self.words[np.minimum(places, len(self.words) - 1)].tolist()
        return found


def _one_of(values: Sequence[str], share: float) -> str:
    """The value at this share of the list."""
    return values[int(share * len(values))]


class Made(NamedTuple):
    """A document, and the words of its text in their order."""

    document: Document
    words: list[str]


def made(count: int, vocabulary: Vocabulary) -> Iterator[Made]:
    """So many documents of a city council, one after the other."""
    first = datetime.date(2004, 1, 1)
    for number in range(count):
        chance = np.random.default_rng((SEED, number))
        words = vocabulary.some(chance, max(20, int(chance.lognormal(np.log(WORDS * 0.8), 0.65))))
        day = first + datetime.timedelta(days=int(chance.integers(0, 8_000)))
        audience = PUBLIC if chance.random() < 0.85 else _CLOSED[number % len(_CLOSED)]
        yield Made(
            Document(
                key=f"file:{number}:1",
                kind=_KINDS[number % len(_KINDS)],
                title=" ".join(words[:6]),
                text=_sentences(words),
                audience=audience,
                group=f"paper:{number // 4}",
                date=day,
                year=day.year,
                bodies=(f"gremium-{number % 23}",),
                reference=f"101.{18 + number % 3}.{number}",
                factions=(f"fraktion-{number % 7}",),
                districts=(f"bezirk-{number % 21}",) if number % 3 else (),
                paper_type="motion" if number % 2 else "report",
                state="decided",
            ),
            words,
        )


def _sentences(words: list[str]) -> str:
    pieces = [" ".join(words[at : at + _SENTENCE]) for at in range(0, len(words), _SENTENCE)]
    return ". ".join(pieces) + "."
