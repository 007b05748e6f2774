"""The terms and postings of a field as they lie in a file, and how a term is found among them."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal
from zlib import crc32

import numpy as np
from django.utils.functional import cached_property

from documents.search.flat.postings import WEIGHT_UNIT, Array, Numbers, Postings, bounds

_STRIDE = 8
_UNSIGNED: dict[int, Literal["B", "H", "I", "Q"]] = {1: "B", 2: "H", 4: "I", 8: "Q"}
_TAB = b"\t"
_OF_A_REMAINDER = 4  # terms or fewer, on average
_MOST_REMEMBERED = 20_000  # look-ups
_AFTER_ALL = b"\xff"  # is in no UTF-8


def hashed(terms: list[bytes]) -> dict[str, Numbers]:
    """Where to find a term: the numbers of those with the same remainder of their head's checksum lie together.

    The head is what stands before a tabulator, or all of it; of those with the same head the first is found.
    """
    heads = [term.partition(_TAB)[0] for term in terms]
    firsts = np.array([number for number, (before, head) in enumerate(pairwise([b"\n", *heads])) if head != before])
    size = 1 << (len(firsts) // _OF_A_REMAINDER).bit_length()
    remainders = np.array([crc32(heads[number]) for number in firsts.tolist()], np.int64) & (size - 1)
    order = np.argsort(remainders, kind="stable")
    return {"buckets": bounds(np.bincount(remainders, minlength=size)), "members": firsts.astype(np.int64)[order]}


class Field:
    """The terms and postings of a field, read where they lie. Terms have numbers in their order."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._arrays = arrays
        self._texts = memoryview(self._arrays["texts"].data).cast("B")
        self._bounds, self._buckets, self._members = map(self._integers, ("bounds", "buckets", "members"))
        self._found: dict[bytes, int | None] = {}
        self._firsts: Array = self._arrays["firsts"]
        self.count = len(self._firsts) - 1

    def term(self, number: int) -> bytes:
        """A term by its number."""
        return bytes(self._texts[self._bounds[number] : self._bounds[number + 1]])

    @cached_property
    def _milestones(self) -> list[bytes]:
        """Every eighth term: most of the way to a term leads along them."""
        texts, bounds = bytes(self._texts), self._arrays["bounds"]
        begins, ends = bounds[:-1:_STRIDE].tolist(), bounds[1::_STRIDE].tolist()
        return [texts[begin:end] for begin, end in zip(begins, ends, strict=True)]

    def find(self, term: bytes) -> int | None:
        """The number of a term; None if there is none."""
        return next((number for number in self.headed(term.partition(_TAB)[0]) if self.term(number) == term), None)

    def headed(self, head: bytes) -> Iterator[int]:
        """The numbers of the terms that are this, or have it before a tabulator."""
        number = self._first(head)
        while number is not None:
            yield number
            number = number + 1 if number + 1 < self.count and self._head(number + 1) == head else None

    def _first(self, head: bytes) -> int | None:
        if head not in self._found:
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            bucket = crc32(head) & (len(self._buckets) - 2)
            members = self._members[self._buckets[bucket] : self._buckets[bucket + 1]]
            self._found[head] = next((number for number in members if self._head(number) == head), None)
        return self._found[head]

    def _head(self, number: int) -> bytes:
        return self.term(number).partition(_TAB)[0]

    def span(self, start: bytes) -> tuple[int, int]:
        """The numbers of the terms that begin like this: the first, and one more than the last."""
        return self._place(start), self._place(start + _AFTER_ALL)

    def frequency(self, number: int) -> int:
        """In how many documents a term is, deleted ones counted too."""
        return int(self._firsts[number + 1]) - int(self._firsts[number])

    def frequency_of(self, term: str) -> int:
        """The same for a term that may not be there."""
        number = self.find(term.encode())
        return 0 if number is None else self.frequency(number)

    def frequencies(self, first: int, last: int) -> Numbers:
        """The same for the terms from one number to before another."""
        bounds: Numbers = self._firsts[first : last + 1].astype(np.int64)
        return bounds[1:] - bounds[:-1]

    def ids(self, first: int, last: int) -> Numbers:
        """The documents of these terms, one list after the other."""
        return self._part("ids", int(self._firsts[first]), int(self._firsts[last])).astype(np.int64)

    def weights(self, number: int) -> Array:
        """The weights of a term, in the order of its documents."""
        units = self._part("weights", int(self._firsts[number]), int(self._firsts[number + 1]))
        return units.astype(np.float32) * np.float32(WEIGHT_UNIT)

    def places(self, number: int) -> tuple[Numbers, Array]:
        """How many places a term has in each of its documents, and all of them one after the other."""
        counts = self._part("counts", int(self._firsts[number]), int(self._firsts[number + 1])).astype(np.int64)
        firsts = self._arrays["place_firsts"]
        return counts, self._part("places", int(firsts[number]), int(firsts[number + 1]))

    @property
    def has_weights(self) -> bool:
        return "weights" in self._arrays

    def texts(self) -> tuple[Array, Numbers]:
        """All terms as bytes one after the other, and where each begins; the last number is where all end."""
        return self._arrays["texts"], self._arrays["bounds"].astype(np.int64)

    def terms(self) -> list[bytes]:
        """All terms in their order."""
        texts, bounds = bytes(self._texts), self._bounds.tolist()
        return [texts[begin:end] for begin, end in pairwise(bounds)]

    def postings(self) -> Postings:
        """Everything, to be merged."""
        weights, counts, places = (self._arrays.get(name) for name in ("weights", "counts", "places"))
        wide = None if counts is None else counts.astype(np.int64)
        return Postings(self.terms(), self._firsts.astype(np.int64), self._arrays["ids"], weights, wide, places)

    def _integers(self, name: str) -> memoryview:
        """An array that gives plain integers."""
        values = self._arrays[name]
        return memoryview(values.data).cast("B").cast(_UNSIGNED[values.dtype.itemsize])

    def _place(self, term: bytes) -> int:
        """The number of the first term that is not before this one."""
        passed = bisect_left(self._milestones, term)
        first, last = max(0, passed - 1) * _STRIDE, min(passed * _STRIDE, self.count)
        return first + bisect_left(range(first, last), term, key=self.term)

    def _part(self, name: str, first: int, last: int) -> Array:
        return self._arrays[name][first:last]
