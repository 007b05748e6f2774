"""Which words to offer for a mistyped or unfinished one: how close they are, and which spelling is shown."""

import math
from collections.abc import Collection, Iterable

from rapidfuzz.distance import OSA

from documents.search import spelling

MOST_EDITS = 2
_SHORTEST_WITH_TWO_EDITS = 5
_SHORTEST, _LONGEST = 3, 40


def edits_allowed(folded: str) -> int:
    """How many typing errors a word of this length may have; 0 for numbers and for what is too short or too long."""
    if not _SHORTEST <= len(folded) <= _LONGEST or not folded.isalpha():
        return 0
    return MOST_EDITS if len(folded) >= _SHORTEST_WITH_TWO_EDITS else 1


def distance(one: str, other: str) -> int:
    """Edits from one word to the other; two neighbouring letters exchanged are one edit."""
    return int(OSA.distance(one, other))


def signature(folded: str) -> int:
    """Sixty bits: one for every letter that occurs, another if it occurs twice; an edit changes at most two of them.

    So most words are ruled out by comparing two numbers.
    """
    once = twice = 0
    for letter in folded:
        bit = 1 << ord(letter) % 30
        twice |= once & bit
        once |= bit
    return once | twice << 30


def closest(folded: str, entries: Iterable[tuple[str, int]], *, most: int) -> tuple[str, ...]:
    """The spellings closest to a mistyped word, of those the more frequent first, each word once.

    `entries` are vocabulary entries (folded word, tabulator, spelling) and how many documents have them.
    """
    counted = _by_word(entries)
    ranked = sorted(counted, key=lambda word: (distance(folded, word), -sum(counted[word].values()), word))
    return tuple(_commonest(counted[word]) for word in ranked[:most])


def most_frequent(entries: Iterable[tuple[str, int]], *, most: int) -> tuple[str, ...]:
    """The spellings found in most documents, each word once; entries as in `closest`."""
    counted = _by_word(entries)
    ranked = sorted(counted, key=lambda word: (-sum(counted[word].values()), word))
    return tuple(_commonest(counted[word]) for word in ranked[:most])


def as_typed(word: str, entries: Collection[str]) -> list[str]:
    """Those of the entries of one folded word that are spelled as it was typed; all where none is.

    `gedrueckt` is "gedrückt" and not "gedruckt", though both are folded to the same.
    """
    typed = spelling.written_out(word)
    same = [entry for entry in entries if spelling.written_out(entry.partition("\t")[2]) == typed]
    return same or list(entries)


def exactness(documents: int, *, having: int) -> float:
    """What it counts that a word stands as typed in a document, where so many of all documents have it so."""
    return math.log(1 + documents / (having + 1))


def _by_word(entries: Iterable[tuple[str, int]]) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for entry, documents in entries:
        folded, spelling = entry.split("\t", 1)
        spellings = counted.setdefault(folded, {})
        spellings[spelling] = spellings.get(spelling, 0) + documents
    return counted


def _commonest(spellings: dict[str, int]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
