"""Which words to offer for a mistyped or unfinished one: how close they are, and which spelling is shown."""

from collections.abc import Iterable

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
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


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


def _by_word(entries: Iterable[tuple[str, int]]) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for entry, documents in entries:
        folded, spelling = entry.split("\t", 1)
        spellings = counted.setdefault(folded, {})
        spellings[spelling] = spellings.get(spelling, 0) + documents
    return counted


def _commonest(spellings: dict[str, int]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
