"""The search engine in PostgreSQL, for the installation whose database it is anyway: two halves in a schema of its own.

Terms come from our analysis, so that both engines give the same hits; PostgreSQL's own stemming is not used. A document
is a row with its terms as a `tsvector`, the spellings of its words as another, and its exact terms in their order. What
is public and what is closed lies in different tables. (`postgres_rows`: what a row holds; `postgres_tables`: the
tables; `postgres_asking`: how one asks them.)
"""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
from psycopg import errors, sql
from psycopg_pool import ConnectionPool

from documents.search import analysis, engine, postgres_asking, spelling, vocabulary
from documents.search import postgres_tables as tables
from documents.search import query as queries
from documents.search.postgres_rows import Row

_FORMAT = "2"
_BATCH = 1_000  # documents in one transaction
_TIME = 350  # milliseconds one half may take for one query
_MOST_CANDIDATES = 200  # words that are looked at for suggestions and completions
_CONNECTIONS = 4  # at most, of each process
_PATIENCE_TO_CONNECT = 5.0  # seconds
_RESPITE = 5.0  # seconds for which a database that did not answer is not asked again, so that nobody waits for it
_AWAY = "Der Suchindex ist gerade nicht erreichbar."

Connection = psycopg.Connection[tuple[Any, ...]]


class PostgresEngine:
    """An engine.Engine in a schema of a PostgreSQL database (15 or newer), shared by all that connect to it.

    One writes at a time, each batch in one transaction; readers never wait for it, but for `clear`. `url` is a
    connection URL of libpq, `patience` seconds to wait for another writer.
    """

    version = f"postgresql-{_FORMAT}-{analysis.VERSION}"

    def __init__(self, url: str, *, schema: str = "search", patience: float = 30.0) -> None:
        self._url = url
        self._schema = schema
        self._patience = patience
        self._away_until = 0.0
        self._opened: ConnectionPool[Connection] | None = None
        self._opening = threading.Lock()

    @property
    def _pool(self) -> ConnectionPool[Connection]:
        """Opened at the first use, in the process that uses it.

        PostgreSQL takes reading all rows for cheap, for it does not count that their terms lie apart and packed.
        """
        with self._opening:
            if self._opened is None:
                self._opened = ConnectionPool(
                    self._url,
                    kwargs={"options": f"-c search_path={self._schema} -c jit=off -c enable_seqscan=off"},
                    min_size=0,
                    max_size=_CONNECTIONS,
                    timeout=_PATIENCE_TO_CONNECT,
                    check=ConnectionPool.check_connection,
                    open=True,
                )
            return self._opened

    def close(self) -> None:
        """Give all connections back; the engine may be used again afterwards."""
        self._away_until = 0.0
        with self._opening:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def put(self, documents: Iterable[engine.Document]) -> None:
        """See engine.Engine."""
        waiting = iter(documents)
        while batch := {document.key: document for document in islice(waiting, _BATCH)}:
            self._write([Row.of(document) for document in batch.values()], gone=list(batch))

    def remove(self, keys: Iterable[str]) -> None:
        """See engine.Engine."""
        self._write([], gone=list(dict.fromkeys(keys)))

    def clear(self) -> None:
        """See engine.Engine."""
        with self._connected() as connection:
            self._be_patient(connection)
            schema = sql.Identifier(self._schema)
            connection.execute(sql.SQL("SET LOCAL client_min_messages = warning"))
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            connection.execute(tables.STATE)
            connection.execute("INSERT INTO state VALUES (%s)", [self.version])
            for half in tables.HALVES.values():
                connection.execute(half.create())

    def settle(self) -> None:
        """See engine.Engine."""
        with self._reading() as connection:
            for half in tables.HALVES.values():
                half.settle(connection)

    def count(self) -> int:
        """See engine.Engine."""
        with self._reading() as connection:
            return sum(half.size(connection).documents for half in tables.HALVES.values())

    def query(
        self,
        query: queries.Query,
        *,
        only: engine.Filter,
        sort: engine.Sort = "relevance",
        limit: int = engine.MOST_HITS,
    ) -> engine.Hits:
        """See engine.Engine. A half that takes too long gives nothing."""
        if not query.wanted:
            return engine.Hits()
        found: list[engine.Hit] = []
        is_complete = True
        for side in engine.sides(only.audiences):
            try:
                found += self._hits(tables.HALVES[side], query, only=only, sort=sort, limit=limit)
            except errors.QueryCanceled:
                is_complete = False
        return engine.answer(found, sort=sort, limit=limit, is_complete=is_complete)

    def suggest(self, word: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """See engine.Engine."""
        folded = spelling.fold(word)
        edits = vocabulary.edits_allowed(folded)
        if not edits:
            return ()
        close: list[tuple[str, int]] = []
        with self._reading() as connection:
            halves = [tables.HALVES[side] for side in engine.sides(audiences)]
            if any(half.starting(connection, f"{folded}\t", audiences, most=1) for half in halves):
                return ()
            for half in halves:
                near = half.similar(connection, folded, audiences, edits=edits)
                close += _closest(folded, near, edits=edits)
        return vocabulary.closest(folded, close, most=engine.MOST_SUGGESTIONS)

    def complete(self, start: str, *, audiences: frozenset[str]) -> tuple[str, ...]:
        """See engine.Engine."""
        folded = analysis.start(start)
        if not folded:
            return ()
        with self._reading() as connection:
            halves = [tables.HALVES[side] for side in engine.sides(audiences)]
            entries = [
                entry
                for half in halves
                for entry in half.starting(connection, folded, audiences, most=_MOST_CANDIDATES)
            ]
        return vocabulary.most_frequent(entries, most=engine.MOST_COMPLETIONS)

    def _hits(
        self, half: tables.Half, query: queries.Query, *, only: engine.Filter, sort: engine.Sort, limit: int
    ) -> list[engine.Hit]:
        with self._reading() as connection:
            connection.execute(sql.SQL("SET LOCAL statement_timeout = {}").format(sql.Literal(_TIME)))
            question = postgres_asking.question(
                query,
                half,
                only=only,
                order=sort,
                limit=limit + 1,
                known=postgres_asking.known(query, half, connection),
            )
            return [_hit(row) for row in connection.execute(question)]

    def _write(self, added: list[Row], *, gone: list[str]) -> None:
        with self._connected() as connection:
            self._be_patient(connection)
            connection.execute("LOCK TABLE state IN EXCLUSIVE MODE")
            self._check(connection)
            for side, half in tables.HALVES.items():
                half.remove(connection, gone)
                half.add(connection, [row for row in added if row.is_public is side])

    def _be_patient(self, connection: Connection) -> None:
        milliseconds = sql.Literal(max(1, int(self._patience * 1_000)))
        connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(milliseconds))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._connected() as connection:
            self._check(connection)
            yield connection

    def _check(self, connection: Connection) -> None:
        found = connection.execute("SELECT version FROM state").fetchone()
        if found != (self.version,):
            raise engine.IndexUnusable("Der Suchindex gehört zu einer anderen Version.")

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """One transaction. Whatever the database says of missing or changed tables means: rebuild.

        A database that does not answer, or stops to, says nothing of the index.
        """
        if time.monotonic() < self._away_until:
            raise engine.IndexAway(_AWAY)
        try:
            with self._pool.connection() as connection:
                yield connection
        except errors.LockNotAvailable as error:
            raise engine.IndexBusy("Der Suchindex wird gerade von einem anderen Prozess geschrieben.") from error
        except errors.QueryCanceled:
            raise
        except (errors.UndefinedTable, errors.InvalidSchemaName) as error:
            raise engine.IndexUnusable("Der Suchindex fehlt.") from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            self._away_until = time.monotonic() + _RESPITE
            raise engine.IndexAway(_AWAY) from error
        except psycopg.Error as error:
            raise engine.IndexUnusable("Der Suchindex ist beschädigt.") from error


def _hit(row: tuple[Any, ...]) -> engine.Hit:
    return engine.Hit._make(tuple(value) if isinstance(value, list) else value for value in row)


def _closest(folded: str, entries: list[tuple[str, int]], *, edits: int) -> list[tuple[str, int]]:
    """Those of the entries within so many edits, the closest first."""
    away = {entry: vocabulary.distance(folded, entry.partition("\t")[0]) for entry, _ in entries}
    found = [one for one in entries if away[one[0]] <= edits]
    return sorted(found, key=lambda one: (away[one[0]], one[0]))[:_MOST_CANDIDATES]
