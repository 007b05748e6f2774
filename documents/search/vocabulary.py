"""Which words to offer for a mistyped or unfinished one: how close they are, and which spelling is shown."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

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


class Vocabulary:
    """Entries (folded word, tabulator, spelling) kept so that those close to a word are found without looking at all.

    Words are sorted by length, each with a signature: a bit for every letter that occurs, another if it occurs twice.
    An edit changes at most two of the bits, so most words are ruled out by comparing two numbers.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._by_length: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for entry in entries:
            folded = entry.partition("\t")[0]
            if edits_allowed(folded):
                self._by_length[len(folded)].append((signature(folded), entry))

    def close_to(self, folded: str, *, edits: int) -> Iterator[str]:
        """Entries so many edits away at most, the closest first."""
        wanted = signature(folded)
        found = [
            (away, entry)
            for length in range(len(folded) - edits, len(folded) + edits + 1)
            for mark, entry in self._by_length.get(length, ())
            if (mark ^ wanted).bit_count() <= 2 * edits and (away := distance(folded, entry[:length])) <= edits
        ]
        return (entry for _, entry in sorted(found))


def signature(folded: str) -> int:
    """Sixty bits: one for every letter that occurs, another if it occurs twice; an edit changes at most two of them."""
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
