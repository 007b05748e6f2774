"""Turns documents into a segment, without a tuple for every posting, and merges segments."""

import numpy as np
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from documents.search.flat import facts
from documents.search.flat.batch import Batch
from documents.search.flat.codec import Codec, terms_of
from documents.search.flat.postings import Numbers, Postings, merged
from documents.search.flat.schema import FACTS

_FIELDS = ("key", "spellings", "terms")  # in the order of their names, as Whoosh wants it


class Writer(SegmentWriter):  # type: ignore[misc]  # whoosh has no types
    """Whoosh's writer with our way to merge postings. A batch comes first, then what other segments hold."""

    def __init__(self, index: FileIndex, batch: Batch) -> None:
        super().__init__(index, codec=Codec())
        self._batch = batch
        self._sources: list[tuple[dict[str, Postings], Numbers]] = []

    def add_batch(self) -> None:
        """Add the documents of the batch."""
        for document, length in zip(self._batch.documents, self._batch.lengths, strict=True):
            self._add(facts.packed(document, words=length), length=length)

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
        new = {"key": self._batch.keys, "spellings": self._batch.spellings, "terms": self._batch.terms}
        own = np.arange(len(self._batch.documents))
        for name in _FIELDS:
            others = [(fields[name], numbers) for fields, numbers in self._sources]
            self.fieldwriter.write(name, merged([(new[name], own), *others]))
        self.fieldwriter.close()
