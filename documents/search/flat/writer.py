"""Turns documents into a segment, without a tuple for every posting, and merges segments."""

from typing import Any, NamedTuple

import numpy as np
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from documents.search import engine, inversion
from documents.search.flat import facts
from documents.search.flat.codec import Codec, terms_of
from documents.search.flat.postings import Names, Numbers, Postings, Words, merged
from documents.search.flat.schema import FACTS

_FIELDS = ("key", "spellings", "terms")  # in the order of their names, as Whoosh wants it


class Prepared(NamedTuple):
    """A document analysed before anything is locked."""

    document: engine.Document
    entries: inversion.Entries

    @property
    def is_public(self) -> bool:
        return self.document.audience == engine.PUBLIC


class Writer(SegmentWriter):  # type: ignore[misc]  # whoosh has no types
    """Whoosh's writer with our way to gather and merge postings."""

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=Codec())
        self._keys, self._spellings, self._words = Names(), Names(), Words()
        self._sources: list[tuple[dict[str, Postings], Numbers]] = []

    def add(self, prepared: Prepared) -> None:
        """Add a document; those of other segments come after all of these."""
        document, entries = prepared
        number = self.docnum
        self._keys.add(number, [document.key])
        self._spellings.add(number, entries.spellings)
        self._words.add_words(number, entries.weights, entries.places)
        self._add(facts.packed(document, words=entries.length), length=entries.length)

    def add_reader(self, reader: SegmentReader) -> None:
        """Add the living documents of another segment."""
        numbers = np.full(reader.doc_count_all(), -1, np.int64)
        column = reader.column_reader("facts", translate=False)
        for number in reader.all_doc_ids():
            numbers[number] = self.docnum
            self._add(column[number], length=reader.doc_field_length(number, "terms"))
        terms = terms_of(reader)
        self._sources.append(({name: terms.field(name).postings() for name in _FIELDS}, numbers))

    def _add(self, packed: bytes, *, length: int) -> None:
        documents = self.perdocwriter
        documents.start_doc(self.docnum)
        documents.add_field("terms", self.schema["terms"], None, length)
        documents.add_column_value("facts", FACTS, packed)
        documents.finish_doc()
        self.docnum += 1
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        gathered: dict[str, Any] = {"key": self._keys, "spellings": self._spellings, "terms": self._words}
        own = np.arange(self.docnum, dtype=np.int64)
        for name in _FIELDS:
            others = [(fields[name], numbers) for fields, numbers in self._sources]
            self.fieldwriter.write(name, merged([(gathered[name].postings(), own), *others]))
        self.fieldwriter.close()
