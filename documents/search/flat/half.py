"""One Whoosh index of our kind: all public documents, or all closed ones."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from documents.search import engine
from documents.search import query as queries
from documents.search.flat import batch as batches
from documents.search.flat import matching, merging
from documents.search.flat.leaf import Leaf
from documents.search.flat.ranking import Matches
from documents.search.flat.schema import schema
from documents.search.flat.writer import Writer

_MOST_CANDIDATES = 200  # words that are looked at for suggestions and completions
_ATTEMPTS, _PAUSE = 5, 0.02  # to open what another process has just replaced; seconds between them


class Half:
    """An index in a directory. What is kept of a segment dies with it."""

    def __init__(self, directory: Path) -> None:
        self._index = _once_more(lambda: FileIndex(FileStorage(str(directory)), schema=schema()))
        self._generation = -1
        self._leaves: dict[str, Leaf] = {}

    @staticmethod
    def create(directory: Path) -> None:
        """Start an empty one."""
        directory.mkdir(parents=True)
        FileIndex.create(FileStorage(str(directory)), schema(), "MAIN")

    def open(self) -> None:
        """Have the latest commit at hand, with what its segments are filtered by."""
        for leaf in self._fresh():
            _ = leaf.facts

    def count(self) -> int:
        """How many documents live in it."""
        return sum(leaf.count for leaf in self._fresh())

    def write(self, added: batches.Batch, *, gone: list[int]) -> None:
        """Add and delete in one commit; `gone` are document numbers of the latest commit."""
        if added.documents or gone:
            self._commit(added, gone, merge=merging.merge)

    def settle(self) -> None:
        """Make few segments of many."""
        while merging.to_settle([(leaf.count, leaf.size - leaf.count) for leaf in self._fresh()]):
            self._commit(batches.of([]), [], merge=merging.settle)

    def search(self, query: queries.Query, *, only: engine.Filter, into: list[Matches], check: matching.Check) -> None:
        """Collect what matches and the filter admits, until `check` raises."""
        leaves = self._fresh()
        matched = [matching.matching(leaf, query, among=leaf.admitted(only), check=check) for leaf in leaves]
        found = [(leaf, mask, mask.nonzero()[0]) for leaf, mask in zip(leaves, matched, strict=True) if mask.any()]
        if not found:
            return
        weighed = matching.weighed(leaves, query)
        for leaf, mask, ids in found:
            check()
            into.append(Matches(leaf, ids, matching.scores(leaf, weighed, among=mask, ids=ids)))

    def starting(self, start: str, *, audiences: frozenset[str]) -> list[tuple[str, int]]:
        """Vocabulary entries that begin like this and in how many documents of these audiences they are."""
        return self._counted(lambda leaf: leaf.starting(start, most=_MOST_CANDIDATES), audiences)

    def close_to(self, folded: str, *, edits: int, audiences: frozenset[str]) -> list[tuple[str, int]]:
        """Vocabulary entries so many edits away at most, counted as above."""
        return self._counted(lambda leaf: islice(leaf.close_to(folded, edits=edits), _MOST_CANDIDATES), audiences)

    def numbers(self, keys: list[str]) -> Iterator[int]:
        """Numbers of the living documents with these keys."""
        before = 0
        for leaf in self._fresh():
            yield from (before + number for number in leaf.numbers(keys))
            before += leaf.size

    def _counted(self, numbers: Callable[[Leaf], Iterable[int]], audiences: frozenset[str]) -> list[tuple[str, int]]:
        found: dict[str, int] = {}
        for leaf in self._fresh():
            for entry, count in leaf.counted(numbers(leaf), audiences=audiences):
                found[entry] = found.get(entry, 0) + count
        return list(found.items())

    def _commit(self, added: batches.Batch, gone: list[int], *, merge: merging.Policy) -> None:
        writer = Writer(self._index, added)
        try:
            for number in gone:
                writer.delete_document(number)
            writer.add_batch()
            writer.commit(mergetype=merge)
        except Exception:
            writer.cancel()
            raise

    def _fresh(self) -> list[Leaf]:
        """The segments of the latest commit, in their order."""
        if self._index.latest_generation() != self._generation:
            self._leaves, self._generation = _once_more(self._opened)
        return list(self._leaves.values())

    def _opened(self) -> tuple[dict[str, Leaf], int]:
        generation = int(self._index.latest_generation())
        reader = self._index.reader()
        try:
            leaves = [leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
            return {leaf.segment().segment_id(): self._leaf(leaf) for leaf in leaves}, generation
        finally:
            reader.close()

    def _leaf(self, reader: SegmentReader) -> Leaf:
        known = self._leaves.get(reader.segment().segment_id())
        if known is None:
            return Leaf(reader)
        known.bury(reader)
        return known


def _once_more(action: Callable[[], Any]) -> Any:
    """Do it, and again if another process replaced a file in the middle of it."""
    for _ in range(_ATTEMPTS):
        with suppress(FileNotFoundError):
            return action()
        time.sleep(_PAUSE)
    return action()
