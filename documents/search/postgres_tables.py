"""What the PostgreSQL engine keeps of each half of the index: documents, how frequent terms are, and the vocabulary.

What a row of them holds, `postgres_rows` says.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from documents.search import vocabulary
from documents.search.postgres_rows import FACTS, Row

Connection = psycopg.Connection[tuple[Any, ...]]

STATE = sql.SQL("CREATE TABLE state (version text NOT NULL)")
_AFTER_TABULATOR = "\n"

_CREATE = """
CREATE TABLE {documents} (
    key text COLLATE "C" PRIMARY KEY,
    "group" text NOT NULL,
    kind text NOT NULL,
    year integer,
    date date,
    bodies text[] NOT NULL,
    factions text[] NOT NULL,
    districts text[] NOT NULL,
    paper_type text NOT NULL,
    state text NOT NULL,
    audience text NOT NULL,
    words integer NOT NULL,
    terms tsvector NOT NULL,
    spellings tsvector NOT NULL,
    sequence text NOT NULL
);
CREATE INDEX ON {documents} USING gin (terms);
CREATE INDEX ON {documents} USING gin (spellings);
CREATE TABLE {frequencies} (term text COLLATE "C" PRIMARY KEY, documents integer NOT NULL);
CREATE INDEX ON {frequencies} (term) WHERE documents <= 0;
CREATE TABLE {vocabulary} (
    entry text COLLATE "C" NOT NULL,
    audience text NOT NULL,
    documents integer NOT NULL,
    letters smallint NOT NULL,
    signature bigint NOT NULL,
    PRIMARY KEY (entry, audience)
);
CREATE INDEX ON {vocabulary} (letters) INCLUDE (signature);
CREATE INDEX ON {vocabulary} (entry) WHERE documents <= 0;
CREATE TABLE {sizes} (documents bigint NOT NULL, words bigint NOT NULL);
INSERT INTO {sizes} VALUES (0, 0);
"""
_REMOVE = """
WITH gone AS (DELETE FROM {documents} WHERE key = ANY(%(keys)s) RETURNING audience, words, terms, spellings),
     fewer AS (UPDATE {frequencies} AS known SET documents = known.documents - lost.documents
               FROM (SELECT term, count(*) AS documents FROM gone, unnest(tsvector_to_array(terms)) AS term GROUP BY 1)
                    AS lost
               WHERE known.term = lost.term),
     rarer AS (UPDATE {vocabulary} AS known SET documents = known.documents - lost.documents
               FROM (SELECT entry, audience, count(*) AS documents
                     FROM gone, unnest(tsvector_to_array(spellings)) AS entry GROUP BY 1, 2) AS lost
               WHERE known.entry = lost.entry AND known.audience = lost.audience)
UPDATE {sizes} SET documents = documents - (SELECT count(*) FROM gone),
                   words = words - (SELECT coalesce(sum(words), 0) FROM gone)
WHERE EXISTS (SELECT 1 FROM gone)
"""
_COUNT_TERMS = """
INSERT INTO {frequencies} AS known SELECT * FROM unnest(%s::text[], %s::integer[])
ON CONFLICT (term) DO UPDATE SET documents = known.documents + excluded.documents
"""
_COUNT_SPELLINGS = """
INSERT INTO {vocabulary} AS known
SELECT * FROM unnest(%s::text[], %s::text[], %s::integer[], %s::smallint[], %s::bigint[])
ON CONFLICT (entry, audience) DO UPDATE SET documents = known.documents + excluded.documents
"""
_STARTING = """
SELECT entry, sum(documents)::integer FROM {vocabulary}
WHERE entry >= %(first)s AND entry < %(last)s AND audience = ANY(%(audiences)s) AND documents > 0
GROUP BY entry ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
_OF_A_WORD = """
(SELECT entry, documents FROM {vocabulary} WHERE entry >= %s AND entry < %s AND documents > 0)
"""
_SIMILAR = """
SELECT entry, sum(documents)::integer FROM {vocabulary}
WHERE letters BETWEEN %(fewest)s AND %(most)s AND audience = ANY(%(audiences)s) AND documents > 0
  AND bit_count((signature # %(signature)s)::bit(64)) <= %(bits)s
GROUP BY entry
"""


class Size(NamedTuple):
    """How many living documents there are, and words in all of them."""

    documents: int
    words: int


class Half:
    """The tables of all public documents, or of all closed ones. Each method is part of the caller's transaction."""

    def __init__(self, name: str) -> None:
        tables = ("documents", "frequencies", "vocabulary", "sizes")
        self._names = {table: sql.Identifier(f"{name}_{table}") for table in tables}
        self.documents = self._names["documents"]

    def create(self) -> sql.Composed:
        """What makes the tables."""
        return sql.SQL(_CREATE).format(**self._names)

    def size(self, connection: Connection) -> Size:
        """How much is in this half."""
        found = connection.execute(sql.SQL("SELECT documents, words FROM {sizes}").format(**self._names)).fetchone()
        return Size(*found) if found else Size(0, 0)

    def frequencies(self, connection: Connection, terms: Iterable[str]) -> dict[str, int]:
        """In how many documents each of the terms is."""
        command = sql.SQL("SELECT term, documents FROM {frequencies} WHERE term = ANY(%s)").format(**self._names)
        return {term: int(documents) for term, documents in connection.execute(command, [list(terms)])}

    def entries(self, connection: Connection, starts: Iterable[str]) -> dict[str, int]:
        """The entries of the vocabulary that are one of these words, with the tabulator behind, and how frequent.

        Each word is looked for by itself: joined with a list of words, PostgreSQL would read the whole vocabulary.
        """
        words = list(dict.fromkeys(starts))
        if not words:
            return {}
        each = sql.SQL(" UNION ALL ").join([sql.SQL(_OF_A_WORD).format(**self._names)] * len(words))
        command = sql.SQL("SELECT entry, sum(documents)::integer FROM ({}) AS found GROUP BY entry").format(each)
        found = connection.execute(command, [end for start in words for end in (start, start[:-1] + _AFTER_TABULATOR)])
        return {str(entry): int(documents) for entry, documents in found}

    def add(self, connection: Connection, rows: list[Row]) -> None:
        """Take in documents whose keys are not in use."""
        if not rows:
            return
        columns = sql.SQL(", ").join(
            map(sql.Identifier, (*FACTS, "audience", "words", "terms", "spellings", "sequence"))
        )
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(self.documents, columns)
        with connection.cursor() as cursor, cursor.copy(copy) as into:
            for row in rows:
                into.write_row(row.values())
        self._count(connection, rows)

    def settle(self, connection: Connection) -> None:
        """Tell the database what the tables hold, so that it chooses the shortest way."""
        for name in self._names.values():
            connection.execute(sql.SQL("ANALYZE {}").format(name))

    def remove(self, connection: Connection, keys: list[str]) -> None:
        """Take out the documents with these keys, and the words that are in no other."""
        removed = connection.execute(sql.SQL(_REMOVE).format(**self._names), {"keys": keys}).rowcount
        if removed:
            for table in ("frequencies", "vocabulary"):
                connection.execute(sql.SQL("DELETE FROM {} WHERE documents <= 0").format(self._names[table]))

    def starting(
        self, connection: Connection, start: str, audiences: frozenset[str], *, most: int
    ) -> list[tuple[str, int]]:
        """Vocabulary entries that begin like this and in how many documents of the audiences they are."""
        values = {"first": start, "last": start + "\U0010ffff", "audiences": list(audiences), "most": most}
        return self._entries(connection, _STARTING, values)

    def similar(
        self, connection: Connection, folded: str, audiences: frozenset[str], *, edits: int
    ) -> list[tuple[str, int]]:
        """Vocabulary entries that may be so many edits away, counted as above; those that are not, are among them."""
        values = {
            "fewest": len(folded) - edits,
            "most": len(folded) + edits,
            "audiences": list(audiences),
            "signature": vocabulary.signature(folded),
            "bits": 2 * edits,
        }
        return self._entries(connection, _SIMILAR, values)

    def _entries(self, connection: Connection, command: str, values: dict[str, Any]) -> list[tuple[str, int]]:
        found = connection.execute(sql.SQL(command).format(**self._names), values)
        return [(str(entry), int(documents)) for entry, documents in found]

    def _count(self, connection: Connection, rows: list[Row]) -> None:
        terms = Counter(term for row in rows for term in row.terms)
        connection.execute(sql.SQL(_COUNT_TERMS).format(**self._names), [list(terms), list(terms.values())])
        entries = Counter((entry, row.document.audience) for row in rows for entry in row.spellings)
        folded = [entry.partition("\t")[0] for entry, _ in entries]
        correctable = [word if vocabulary.edits_allowed(word) else "" for word in folded]
        values = [
            [entry for entry, _ in entries],
            [audience for _, audience in entries],
            list(entries.values()),
            [len(word) for word in correctable],
            [vocabulary.signature(word) for word in correctable],
        ]
        connection.execute(sql.SQL(_COUNT_SPELLINGS).format(**self._names), values)
        more = [len(rows), sum(row.words for row in rows)]
        grow = sql.SQL("UPDATE {sizes} SET documents = documents + %s, words = words + %s").format(**self._names)
        connection.execute(grow, more)


HALVES = {True: Half("public"), False: Half("closed")}
