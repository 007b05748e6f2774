"""What the PostgreSQL engine keeps of one document.

A `tsvector` is given as text, so the position and label of a lexeme are ours to use: they hold the weight of a term,
and `ts_rank` gives it back. PostgreSQL takes at most a megabyte of lexemes for one document; of a longer one the last
words, in the order of the alphabet, are left out.
"""

import bisect
from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from documents.search import engine, inversion

FACTS = engine.Hit._fields[:-1]
RANKS = (0.3, 0.46, 0.73, 1.0)  # of the labels D, C, B, A
_LABELS = ("", "C", "B", "A")
_MOST_PLACES = 4
_SATURATION = 1.2  # the k1 of BM25
_MOST_BYTES = 900_000
_MOST_BYTES_OF_ONE = 2_000
_BETWEEN_SECTIONS = "\n"
_IN_A_TERM = str.maketrans({" ": "\x02", "\n": "\x02"})


class Row(NamedTuple):
    """A document analysed before anything is locked."""

    document: engine.Document
    words: int
    terms: dict[str, str]
    spellings: tuple[str, ...]
    sequence: str

    @property
    def is_public(self) -> bool:
        return self.document.audience == engine.PUBLIC

    @classmethod
    def of(cls, document: engine.Document) -> Self:
        """Analyse the document."""
        entries = inversion.invert(document)
        names = _fitting(entries.places.keys() | entries.weights.keys())
        terms = {name: _LEVELS.written(entries.weights.get(name, 0.0)) for name in names}
        return cls(document, entries.length, terms, tuple(_fitting(entries.spellings)), _sequence(entries))

    def values(self) -> list[Any]:
        """What is copied into the table of documents."""
        facts = [getattr(self.document, name) for name in FACTS]
        lists = [list(value) if isinstance(value, tuple) else value for value in facts]
        terms = " ".join(f"{lexeme(term)}{places}" for term, places in self.terms.items())
        spellings = " ".join(map(lexeme, self.spellings))
        return [*lists, self.document.audience, self.words, terms, spellings, self.sequence]


class _Levels:
    """Weights as places and labels of a lexeme: of all that `ts_rank` can tell apart, the one nearest to BM25's."""

    def __init__(self) -> None:
        sums = [sum(1 / place**2 for place in range(1, count + 1)) for count in range(1, _MOST_PLACES + 1)]
        levels = sorted(
            (rank * sum_, label, count)
            for rank, label in zip(RANKS, _LABELS, strict=True)
            for count, sum_ in enumerate(sums, start=1)
        )
        self._ranks = [rank for rank, _, _ in levels]
        self._texts = [_places(label, count) for _, label, count in levels]

    def written(self, weight: float) -> str:
        wanted = self._ranks[-1] * weight / (weight + _SATURATION)
        above = bisect.bisect(self._ranks, wanted)
        nearest = min(
            range(max(0, above - 1), min(above + 1, len(self._ranks))), key=lambda at: abs(self._ranks[at] - wanted)
        )
        return self._texts[nearest]


def _places(label: str, count: int) -> str:
    return ":" + ",".join(f"{place}{label}" for place in range(1, count + 1))


_LEVELS = _Levels()


def fits(term: str) -> bool:
    """Whether PostgreSQL takes a term; one that it does not take is in no row, and no question may name it."""
    return 0 < len(term.encode()) < _MOST_BYTES_OF_ONE


def lexeme(term: str) -> str:
    """A term in a `tsvector` or `tsquery` written as text."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def in_sequence(term: str) -> str:
    """A term as it stands between two blanks in the sequence of a document."""
    return term.translate(_IN_A_TERM)


def _sequence(entries: inversion.Entries) -> str:
    """The exact terms in their order between blanks; nothing spans what lies between sections."""
    last = max((places[-1] for places in entries.places.values()), default=-1)
    row = [_BETWEEN_SECTIONS] * (last + 1)
    for term, places in entries.places.items():
        for place in places:
            row[place] = in_sequence(term)
    return f" {' '.join(row)} "


def _fitting(names: Iterable[str]) -> list[str]:
    """As many as PostgreSQL takes."""
    sizes = {name: len(name.encode()) for name in filter(fits, names)}
    if sum(sizes.values()) + 16 * len(sizes) < _MOST_BYTES:
        return list(sizes)
    kept, left = [], _MOST_BYTES
    for name in sorted(sizes):
        left -= sizes[name] + 16
        if left > 0:
            kept.append(name)
    return kept
