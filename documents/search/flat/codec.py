"""How posting lists lie in the file of a segment, and how Whoosh's own searcher reads them.

The file holds arrays, each beginning at a multiple of eight bytes, then a table of contents in JSON, then the length of
that table. Nothing in it is a pickle. Numbers are as narrow as the largest of their array allows.
"""

import json
import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, formats, matching, reading
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec

from documents.search.flat.field import Field, hashed
from documents.search.flat.postings import Array, Postings

_EXTENSION = ".flat"
_LENGTH = 8  # bytes in which the length of the table of contents is written


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
            **hashed(postings.terms),
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


class Terms(base.TermsReader):  # type: ignore[misc]
    """All fields of a segment."""

    def __init__(self, buffer: memoryview) -> None:
        length = int.from_bytes(buffer[-_LENGTH:], "big")
        contents = json.loads(bytes(buffer[-_LENGTH - length : -_LENGTH]))
        self._fields = {
            name: Field({array: _array(buffer, *entry) for array, entry in arrays.items()})
            for name, arrays in contents.items()
        }

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


def _array(buffer: memoryview, kind: str, offset: int, length: int) -> Array:
    found: Array = np.frombuffer(buffer, np.dtype(kind), length, offset)
    return found
