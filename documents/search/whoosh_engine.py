"""The embedded search engine: two Whoosh indexes, one public and one closed, in a directory of their own.

How an index is written, read and asked is the room `flat`; here is what keeps it whole: who may write, what is public
and what is closed, which version it has, and that damage of any kind is said and not suffered. No text is stored.
Whoosh reads pickles: the directory must be writable for the product only.
"""

import json
import logging
import shutil
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from whoosh.util.filelock import FileLock, try_for

from documents.search import analysis, engine, spelling, vocabulary
from documents.search import query as queries
from documents.search.flat import batch as batches
from documents.search.flat.half import Half
from documents.search.flat.ranking import Matches, ranked

_FORMAT = "4"
_BATCH = 1_000  # documents in one commit
_TIME = 0.35  # seconds one query may take

_log = logging.getLogger(__name__)


class WhooshEngine:
    """An engine.Engine in a directory, shared by all processes of one machine; one of them writes at a time.

    What is read of a segment is kept. `clear` starts a new index beside the old one and then switches, so that readers
    are never left with half an index. `patience`: seconds to wait for another writer.
    """

    version = f"whoosh-{_FORMAT}-{analysis.VERSION}"

    def __init__(self, directory: Path, *, patience: float = 30.0) -> None:
        self._directory = directory
        self._patience = patience
        self._lock = threading.RLock()  # Whoosh's files have one position for all threads
        self._state: str | None = None
        self._halves: dict[bool, Half] = {}

    def put(self, documents: Iterable[engine.Document]) -> None:
        """See engine.Engine."""
        waiting = iter(documents)
        while batch := {document.key: document for document in islice(waiting, _BATCH)}:
            public = [document for document in batch.values() if document.audience == engine.PUBLIC]
            closed = [document for document in batch.values() if document.audience != engine.PUBLIC]
            self._write({True: batches.of(public), False: batches.of(closed)}, gone=list(batch))

    def remove(self, keys: Iterable[str]) -> None:
        """See engine.Engine."""
        self._write(dict.fromkeys((True, False), batches.of([])), gone=list(dict.fromkeys(keys)))

    def clear(self) -> None:
        """See engine.Engine."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with self._alone(), self._lock:
            self._forget()
            old = [entry for entry in self._directory.iterdir() if entry.is_dir()]
            epoch = uuid.uuid4().hex
            for name in ("public", "closed"):
                Half.create(self._directory / epoch / name)
            new_state = self._directory / "state.new"
            new_state.write_text(json.dumps([self.version, epoch]), encoding="utf-8")
            new_state.replace(self._state_file)
            for entry in old:
                shutil.rmtree(entry, ignore_errors=True)

    def settle(self) -> None:
        """See engine.Engine."""
        with self._alone():
            with self._reading() as opened:
                halves = list(opened.values())
            for half in halves:
                with self._sound():
                    half.settle()

    def count(self) -> int:
        """See engine.Engine."""
        with self._reading() as halves:
            return sum(half.count() for half in halves.values())

    def query(
        self,
        query: queries.Query,
        *,
        only: engine.Filter,
        sort: engine.Sort = "relevance",
        limit: int = engine.MOST_HITS,
    ) -> engine.Hits:
        """See engine.Engine."""
        if not query.wanted:
            return engine.Hits()
        found: list[Matches] = []
        with self._reading() as halves:
            asked = [halves[side] for side in engine.sides(only.audiences)]
            for half in asked:
                half.open()
            clock = _Clock(_TIME)  # waiting for a writer and opening what is new is not the question's time
            try:
                for half in asked:
                    half.search(query, only=only, into=found, check=clock.check)
            except _TimeIsUp:
                clock.has_cut = True
            hits = ranked(found, sort=sort, limit=limit)
        return replace(hits, is_complete=hits.is_complete and not clock.has_cut)

    def suggest(self, word: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """See engine.Engine."""
        folded = spelling.fold(word)
        edits = vocabulary.edits_allowed(folded)
        if not edits:
            return ()
        with self._reading() as halves:
            open_halves = [halves[side] for side in engine.sides(audiences)]
            if any(half.starting(f"{folded}\t", audiences=audiences) for half in open_halves):
                return ()
            close = [entry for half in open_halves for entry in half.close_to(folded, edits=edits, audiences=audiences)]
        return vocabulary.closest(folded, close, most=engine.MOST_SUGGESTIONS)

    def complete(self, start: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """See engine.Engine."""
        folded = analysis.start(start)
        if not folded:
            return ()
        with self._reading() as halves:
            open_halves = [halves[side] for side in engine.sides(audiences)]
            entries = [entry for half in open_halves for entry in half.starting(folded, audiences=audiences)]
        return vocabulary.most_frequent(entries, most=engine.MOST_COMPLETIONS)

    @property
    def _state_file(self) -> Path:
        return self._directory / "state.json"

    @contextmanager
    def _reading(self) -> Iterator[dict[bool, Half]]:
        with self._lock, self._sound():
            yield self._open()

    def _write(self, added: dict[bool, batches.Batch], *, gone: list[str]) -> None:
        """Public first: what becomes closed leaves the public half before it enters the other."""
        if not self._directory.is_dir():
            raise engine.IndexUnusable("Der Suchindex fehlt.")
        with self._alone():
            for side in (True, False):
                with self._reading() as halves:
                    half, numbers = halves[side], list(halves[side].numbers(gone))
                with self._sound():
                    half.write(added[side], gone=numbers)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FileLock(str(self._directory / "writer.lock"))
        if not try_for(lock.acquire, timeout=self._patience, delay=0.05):
            raise engine.IndexBusy("Der Suchindex wird gerade von einem anderen Prozess geschrieben.")
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Whatever is raised over damaged files (EOFError, struct, pickle, index, key errors …) means: rebuild."""
        try:
            yield
        except engine.IndexUnusable:
            self._forget()
            raise
        except Exception as error:
            _log.warning("search index unusable", exc_info=error)
            self._forget()
            raise engine.IndexUnusable("Der Suchindex ist beschädigt.") from error

    def _open(self) -> dict[bool, Half]:
        try:
            state = self._state_file.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise engine.IndexUnusable("Der Suchindex fehlt.") from None
        if state != self._state:
            version, epoch = json.loads(state)
            if version != self.version:
                raise engine.IndexUnusable("Der Suchindex gehört zu einer anderen Version.")
            self._forget()
            names = ((True, "public"), (False, "closed"))
            self._halves = {side: Half(self._directory / epoch / name) for side, name in names}
            self._state = state
        return self._halves

    def _forget(self) -> None:
        with self._lock:
            self._halves, self._state = {}, None


class _TimeIsUp(Exception):  # not an error, the answer is cut
    pass


class _Clock:
    """Stops a query that takes too long; `has_cut` if the answer is therefore not complete."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.has_cut = False

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise _TimeIsUp
