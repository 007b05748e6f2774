"""One segment of an index, with all that is kept of it in memory: it never changes, but for what is deleted in it."""

from collections.abc import Iterable, Iterator

import numpy as np
from django.utils.functional import cached_property
from whoosh.reading import SegmentReader

from documents.search import engine, vocabulary
from documents.search.flat import codec
from documents.search.flat.facts import Facts, Mask
from documents.search.flat.postings import Array, Numbers

_K1, _B = 1.2, 0.75  # as usual for BM25
_FEW = 32  # keys that are looked up one by one
_TAB = 9
_CONTINUED = 0b1100_0000, 0b1000_0000  # in UTF-8, a byte that begins no letter
_NOT_ASCII = 31  # the bit of all letters beyond ASCII


class Leaf:
    """A segment. Its file stays readable as long as this does, also when Whoosh has deleted it meanwhile."""

    def __init__(self, reader: SegmentReader) -> None:
        self.size: int = reader.doc_count_all()
        terms = codec.terms_of(reader)
        self.terms, self.spellings, self._keys = (terms.field(name) for name in ("terms", "spellings", "key"))
        column = reader.column_reader("facts", translate=False)
        self._rows = [column[number] for number in range(self.size)]
        self._deleted = -1
        self._norms: tuple[float, Array] | None = None
        self.bury(reader)

    def bury(self, reader: SegmentReader) -> None:
        """Take note of what is deleted."""
        deleted = np.fromiter(reader.segment().deleted_docs(), np.int64)
        if len(deleted) != self._deleted:
            self.living: Mask = np.ones(self.size, np.bool_)
            self.living[deleted] = False
            self._deleted = len(deleted)
            self._words = -1

    @property
    def count(self) -> int:
        """How many documents live in it."""
        return self.size - self._deleted

    @cached_property
    def facts(self) -> Facts:
        """Read at the first question."""
        return Facts(self.__dict__.pop("_rows"))

    @property
    def words(self) -> int:
        """How many words the living documents have."""
        if self._words < 0:
            self._words = int(self.facts.words @ self.living)
        return self._words

    def admitted(self, only: engine.Filter) -> Mask:
        """Which living documents the filter admits."""
        return self.facts.admitted(only) & self.living

    def norms(self, *, average: float) -> Array:
        """BM25's share of each document's length, against the average number of words."""
        if self._norms is None or self._norms[0] != average:
            norms = _K1 * (1 - _B + _B * self.facts.words / average)
            self._norms = (average, norms.astype(np.float32))
        return self._norms[1]

    def scores(self, number: int, *, rarity: float, average: float, among: Mask) -> tuple[Numbers, Array]:
        """BM25 of a term for those of its documents that are in `among`."""
        ids = self.terms.ids(number, number + 1)
        kept = among[ids]
        ids, weights = ids[kept], self.terms.weights(number)[kept]
        return ids, weights * np.float32(rarity * (_K1 + 1)) / (weights + self.norms(average=average)[ids])

    # Keys

    def numbers(self, keys: list[str]) -> Iterator[int]:
        """Numbers of the living documents with these keys."""
        for key in keys:
            number = self._number(key.encode()) if len(keys) <= _FEW else self._by_key.get(key.encode())
            if number is not None and self.living[number]:
                yield number

    def _number(self, key: bytes) -> int | None:
        at = self._keys.find(key)
        return None if at is None else int(self._keys.ids(at, at + 1)[0])

    @cached_property
    def _by_key(self) -> dict[bytes, int]:
        return dict(zip(self._keys.terms(), self._keys.ids(0, self._keys.count).tolist(), strict=True))

    # Vocabulary

    def starting(self, start: str, *, most: int) -> list[int]:
        """Numbers of the vocabulary entries that begin like this, those in most documents first."""
        first, last = self.spellings.span(start.encode())
        frequent = np.argsort(-self.spellings.frequencies(first, last), kind="stable")[:most]
        return [int(first + number) for number in frequent]

    def close_to(self, folded: str, *, edits: int) -> Iterator[int]:
        """Numbers of the vocabulary entries so many edits away at most, the closest first."""
        wanted = np.bitwise_or.reduce(_bits(np.frombuffer(folded.encode(), np.uint8)))
        letters, signatures = self._signatures
        near = np.abs(letters - len(folded)) <= edits
        near &= np.bitwise_count(signatures ^ wanted) <= 2 * edits
        words = {number: self._word(number) for number in np.flatnonzero(near).tolist()}
        away = {number: vocabulary.distance(folded, word) for number, word in words.items()}
        found = [number for number, word in words.items() if away[number] <= edits and vocabulary.edits_allowed(word)]
        return iter(sorted(found, key=lambda number: (away[number], number)))

    def counted(self, numbers: Iterable[int], *, audiences: frozenset[str]) -> Iterator[tuple[str, int]]:
        """Vocabulary entries and in how many living documents of the audiences they are; none that is in no such."""
        readable = self.facts.of(audiences) & self.living
        for number in numbers:
            count = int(readable[self.spellings.ids(number, number + 1)].sum())
            if count:
                yield self.spellings.term(number).decode(), count

    def _word(self, number: int) -> str:
        return self.spellings.term(number).decode().partition("\t")[0]

    @cached_property
    def _signatures(self) -> tuple[Array, Array]:
        """Of each vocabulary entry the number of letters before the tabulator, and a bit for every one that occurs.

        An edit changes at most two of the bits, so most words are ruled out by comparing two numbers.
        """
        texts, bounds = self.spellings.texts()
        if not len(texts):
            return np.empty(0, np.int64), np.empty(0, np.uint32)
        starts = bounds[:-1]
        in_word = np.cumsum(texts == _TAB)
        is_word = in_word == np.repeat(in_word[starts] - (texts[starts] == _TAB), np.diff(bounds))
        begins = (texts & _CONTINUED[0]) != _CONTINUED[1]
        letters = np.add.reduceat((is_word & begins).astype(np.int64), starts)
        signatures = np.bitwise_or.reduceat(np.where(is_word, _bits(texts), np.uint32(0)), starts)
        return letters, signatures


def _bits(texts: Array) -> Array:
    places = np.where(texts < 128, texts % 31, _NOT_ASCII).astype(np.uint32)
    return np.left_shift(np.uint32(1), places)
