"""How posting lists lie in the file of a segment, and how Whoosh's own searcher reads them.

The file holds arrays, each beginning at a multiple of eight bytes, then a table of contents in JSON, then the length of
that table. Nothing in it is a pickle. Numbers are as narrow as the largest of their array allows.
"""

import json
import mmap
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
from whoosh import fields, formats, matching, reading
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec

from documents.search.flat.postings import WEIGHT_UNIT, Array, Numbers, Postings

_EXTENSION = ".flat"
_LENGTH = 8  # bytes in which the length of the table of contents is written
_STRIDE = 8
_UNSIGNED: dict[int, Literal["B", "H", "I", "Q"]] = {1: "B", 2: "H", 4: "I", 8: "Q"}
_AFTER_ALL = b"\xff"  # is in no UTF-8


class Codec(W3Codec):  # type: ignore[misc]  # whoosh has no types
    """Whoosh's own format, but for the terms and their postings."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> "FieldWriter":
        """See W3Codec."""
        return FieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> "Terms":
        """See W3Codec."""
        return Terms(_mapped(storage, segment))


class FieldWriter:
    """Writes whole fields, one after the other; `close` completes the file."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._file = segment.create_file(storage, _EXTENSION)
        self._contents: dict[str, dict[str, tuple[str, int, int]]] = {}
        self._end = 0
        self.is_closed = False

    def write(self, name: str, postings: Postings) -> None:
        """Write all postings of a field."""
        bounds = np.cumsum([0, *map(len, postings.terms)])
        place_firsts = None
        if postings.counts is not None:
            place_firsts = np.concatenate(([0], np.cumsum(postings.counts)))[postings.firsts]
        arrays = {
            "texts": np.frombuffer(b"".join(postings.terms), np.uint8),
            "bounds": bounds,
            "firsts": postings.firsts,
            "ids": postings.ids,
            "weights": postings.weights,
            "counts": postings.counts,
            "places": postings.places,
            "place_firsts": place_firsts,
        }
        self._contents[name] = {key: self._write(values) for key, values in arrays.items() if values is not None}

    def close(self) -> None:
        """Write the table of contents."""
        packed = json.dumps(self._contents).encode()
        self._file.write(packed)
        self._file.write(len(packed).to_bytes(_LENGTH, "big"))
        self._file.close()
        self.is_closed = True

    def _write(self, values: Array) -> tuple[str, int, int]:
        narrow = values.astype(np.min_scalar_type(int(values.max(initial=0))))
        entry = (narrow.dtype.str, self._end, len(narrow))
        packed = narrow.tobytes()
        padded = packed + bytes(-len(packed) % 8)
        self._file.write(padded)
        self._end += len(padded)
        return entry


def terms_of(reader: reading.SegmentReader) -> "Terms":
    """The terms of a segment as we read them; they stay readable when the reader is closed."""
    return Terms(_mapped(reader.storage(), reader.segment()))


def _mapped(storage: Any, segment: Any) -> memoryview:
    """The file in memory, without copying it; segments are usually put together to one file."""
    name = segment.make_filename(_EXTENSION)
    if not segment.is_compound():
        return _map(Path(storage.folder) / name)
    offset, length = storage.a.range(name)
    return _map(Path(storage.b.folder) / segment.make_filename(segment.COMPOUND_EXT))[offset : offset + length]


def _map(path: Path) -> memoryview:
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


class Field:
    """The terms and postings of a field, read where they lie. Terms have numbers in their order."""

    def __init__(self, buffer: memoryview, contents: dict[str, tuple[str, int, int]]) -> None:
        self._arrays = {name: _array(buffer, *entry) for name, entry in contents.items()}
        self._texts = memoryview(self._arrays["texts"].data).cast("B")
        bounds = self._arrays["bounds"]
        # Gives plain integers, unlike the array.
        self._bounds = memoryview(bounds.data).cast("B").cast(_UNSIGNED[bounds.dtype.itemsize])
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
        number = self._place(term)
        return number if number < self.count and self.term(number) == term else None

    def span(self, start: bytes) -> tuple[int, int]:
        """The numbers of the terms that begin like this: the first, and one more than the last."""
        return self._place(start), self._place(start + _AFTER_ALL)

    def beginning(self, start: bytes) -> Iterator[int]:
        """The same where they are few."""
        number = self._place(start)
        while number < self.count and self.term(number).startswith(start):
            yield number
            number += 1

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

    def ids_of(self, term: str) -> Numbers:
        """The documents of a term that may not be there."""
        number = self.find(term.encode())
        return np.empty(0, np.int64) if number is None else self.ids(number, number + 1)

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

    def _place(self, term: bytes) -> int:
        """The number of the first term that is not before this one."""
        passed = bisect_left(self._milestones, term)
        first, last = max(0, passed - 1) * _STRIDE, min(passed * _STRIDE, self.count)
        return first + bisect_left(range(first, last), term, key=self.term)

    def _part(self, name: str, first: int, last: int) -> Array:
        return self._arrays[name][first:last]


def _array(buffer: memoryview, kind: str, offset: int, length: int) -> Array:
    found: Array = np.frombuffer(buffer, np.dtype(kind), length, offset)
    return found


# How Whoosh sees it


class Terms(base.TermsReader):  # type: ignore[misc]
    """All fields of a segment."""

    def __init__(self, buffer: memoryview) -> None:
        length = int.from_bytes(buffer[-_LENGTH:], "big")
        contents = json.loads(bytes(buffer[-_LENGTH - length : -_LENGTH]))
        self._fields = {name: Field(buffer, arrays) for name, arrays in contents.items()}

    def field(self, name: str) -> Field:
        """The terms of a field as we read them."""
        return self._fields[name]

    def indexed_field_names(self) -> Sequence[str]:
        """See base.TermsReader, as for all others."""
        return list(self._fields)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        name, text = term
        return name in self._fields and self._fields[name].find(text) is not None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self._fields):
            yield from self._terms_from(name, 0)

    def terms_from(self, name: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        yield from self._terms_from(name, self._fields[name].span(prefix)[0])
        for other in sorted(other for other in self._fields if other > name):
            yield from self._terms_from(other, 0)

    def items(self) -> Iterator[tuple[tuple[str, bytes], reading.TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, name: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], reading.TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(name, prefix))

    def term_info(self, name: str, text: bytes) -> reading.TermInfo:
        field, number = self._found(name, text)
        weights = self._weights(field, number)
        ids = field.ids(number, number + 1)
        return reading.TermInfo(
            weight=float(weights.sum()),
            df=len(ids),
            minlength=1,
            maxlength=1,
            maxweight=float(weights.max()),
            minid=int(ids[0]),
            maxid=int(ids[-1]),
        )

    def frequency(self, name: str, text: bytes) -> float:
        return float(self.term_info(name, text).weight()) if (name, text) in self else 0.0

    def doc_frequency(self, name: str, text: bytes) -> int:
        field = self._fields.get(name)
        return field.frequency_of(text.decode()) if field is not None else 0

    def matcher(self, name: str, text: bytes, format_: formats.Format, scorer: Any = None) -> matching.Matcher:
        field, number = self._found(name, text)
        return matching.ListMatcher(
            field.ids(number, number + 1).tolist(),
            weights=self._weights(field, number).tolist(),
            values=_values(field, number),
            format=format_,
            scorer=scorer,
            term=(name, text),
            terminfo=self.term_info(name, text),
        )

    def cursor(self, name: str, field: fields.FieldType) -> "Cursor":
        return Cursor(self, name, field)

    def close(self) -> None:
        """Nothing to do: the file is let go with the last array that lies in it."""

    def _terms_from(self, name: str, number: int) -> Iterator[tuple[str, bytes]]:
        field = self._fields[name]
        return ((name, field.term(at)) for at in range(number, field.count))

    def _found(self, name: str, text: bytes) -> tuple[Field, int]:
        field = self._fields.get(name)
        number = field.find(text) if field is not None else None
        if field is None or number is None:
            raise reading.TermNotFound(f"No term {name}:{text!r}")
        return field, number

    @staticmethod
    def _weights(field: Field, number: int) -> Array:
        return field.weights(number) if field.has_weights else np.ones(field.frequency(number), np.float32)


def _values(field: Field, number: int) -> list[bytes]:
    """The places as PlacesFormat has them."""
    if not field.has_weights:
        return [b""] * field.frequency(number)
    counts, places = field.places(number)
    ends = np.cumsum(counts)
    packed = places.astype(np.uint32)
    return [packed[end - count : end].tobytes() for count, end in zip(counts.tolist(), ends.tolist(), strict=True)]


class Cursor(base.FieldCursor):  # type: ignore[misc]
    """Walks the terms of a field."""

    def __init__(self, terms: Terms, name: str, field: fields.FieldType) -> None:
        self._terms, self._name, self._field = terms, name, field
        self._own = terms.field(name)
        self._at = 0

    def first(self) -> Any:
        """See base.FieldCursor, as for all others."""
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> Any:
        text = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._at = self._own.span(text)[0]
        return self.text()

    def next(self) -> Any:
        self._at += 1
        return self.text()

    def text(self) -> Any:
        return self._field.from_bytes(self._own.term(self._at)) if self.is_valid() else None

    def term_info(self) -> reading.TermInfo | None:
        return self._terms.term_info(self._name, self._own.term(self._at)) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._at < self._own.count
