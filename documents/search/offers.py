"""Words this person can find instead of what they typed, or to finish it; never from what they may not read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice, product
from typing import NamedTuple

from council.audiences import Standing
from documents.search import analysis, proposing, shelf, sources
from documents.search import query as queries
from documents.search.engine import Filter, Hit, IndexUnusable

MOST_CORRECTED = 4  # words for which others are offered
MOST_TRIED = 3  # corrected searches that are tried
ENOUGH = 50  # documents looked at to see whether a word may be offered


class Nearest(NamedTuple):
    """A word that occurs instead of one that does not, and what to type then."""

    word: str
    instead: str
    typed: str


def nearest(query: queries.Query, *, standing: Standing) -> list[Nearest]:
    """Words that this person can find instead of those that do not occur, at most one look at the database for all."""
    whispered = sources.whispered_to(standing)
    words = [clause for clause in query.wanted if isinstance(clause, queries.Word)][:MOST_CORRECTED]
    offers = [(word.text, other) for word in words for other in shelf.engine().suggest(word.text, audiences=whispered)]
    findable = _findable({other for _, other in offers}, standing=standing)
    kept = {(word, _term(other)): other for word, other in reversed(offers) if other in findable}
    return [
        Nearest(word, other, replaced(query.text, word, other))
        for word, other in offers
        if kept.get((word, _term(other))) == other
    ]


def corrections(query: queries.Query, offers: list[Nearest]) -> Iterator[str]:
    """What may have been meant: the search with a word offered for each that does not occur, the closest first."""
    others: dict[str, list[str]] = {}
    for word, other, _ in offers:
        others.setdefault(word, []).append(other)
    for chosen in islice(product(*others.values()), MOST_TRIED if others else 0):
        typed = query.text
        for word, other in zip(others, chosen, strict=True):
            typed = replaced(typed, word, other)
        yield typed


def replaced(text: str, word: str, other: str) -> str:
    """The text with another word in the place of one, where it stands as a whole word."""
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _: other, text, count=1)


def complete(start: str, *, standing: Standing) -> list[str]:
    """Words this person can find that begin like this, the most frequent first; none while nothing can be searched."""
    try:
        offers = shelf.engine().complete(start, audiences=sources.whispered_to(standing))
        findable = _findable(offers, standing=standing)
    except IndexUnusable:
        return []
    kept = {_term(word): word for word in reversed(offers) if word in findable}
    return [word for word in offers if kept.get(_term(word)) == word]


def _findable(words: Collection[str], *, standing: Standing) -> set[str]:
    """Those of the words that occur, as they are, in something this person may read."""
    hits = {word: tuple(_occurrences(word, standing=standing)) for word in words}
    every = {hit.key: hit for found in hits.values() for hit in found}
    readable = {hit.key for hit in proposing.disposed(tuple(every.values()), standing=standing)}
    return {word for word, found in hits.items() if any(hit.key in readable for hit in found)}


def _term(word: str) -> str:
    """What all inflections of a word have in common; one of them is enough to offer."""
    return analysis.form(word).term


def _occurrences(word: str, *, standing: Standing) -> Iterator[Hit]:
    only = Filter(sources.whispered_to(standing))
    yield from shelf.engine().query(queries.parse(f'"{word}"'), only=only, limit=ENOUGH).hits
