"""The search engines side by side in one run, on the same texts: ours, and SQLite and PostgreSQL used plainly."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from django.conf import settings

from benchmarks import texts
from benchmarks.figures import milliseconds, percentile, table
from documents.search import query as queries
from documents.search import snippets, vocabulary
from documents.search.engine import MOST_HITS, PUBLIC, Document, Engine, Filter, Hits
from documents.search.postgres_engine import PostgresEngine
from documents.search.whoosh_engine import WhooshEngine

DOCUMENTS = int(os.environ.get("SEARCH_DOCUMENTS", "100000"))
ROUNDS = 60
BATCH = 1_000
TOP = 10
NOBODY = frozenset({PUBLIC})
MEMBER = frozenset({PUBLIC, "members", "body:1"})
SINCE, UNTIL = date(2015, 1, 1), date(2018, 12, 31)


@dataclass
class Questions:
    """The same for every engine, by family."""

    words: list[str] = field(default_factory=list)
    common: list[str] = field(default_factory=list)
    threes: list[list[str]] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    mistyped: list[str] = field(default_factory=list)


class Measured(ABC):
    """An engine as it is measured."""

    name: str

    @abstractmethod
    def build(self, documents: Iterator[Document]) -> None: ...
    @abstractmethod
    def size(self) -> int: ...
    @abstractmethod
    def publish(self, document: Document) -> None: ...
    @abstractmethod
    def find(self, words: list[str]) -> int: ...
    @abstractmethod
    def phrase(self, words: list[str]) -> int: ...
    @abstractmethod
    def start(self, start: str) -> int: ...
    @abstractmethod
    def mistyped(self, word: str) -> int: ...
    @abstractmethod
    def facets(self, word: str) -> int: ...
    @abstractmethod
    def dated(self, word: str) -> int: ...
    @abstractmethod
    def snippets(self, word: str) -> int: ...


class Ours(Measured):
    """One of our engines; the texts for snippets lie in a database, as in the product."""

    def __init__(self, name: str, engine: Engine, folder: Path) -> None:
        self.name, self.engine, self.folder = name, engine, folder
        self.texts = sqlite3.connect(folder / f"{name}-texts.sqlite3")
        self.texts.execute("CREATE TABLE texts (key TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")

    def build(self, documents: Iterator[Document]) -> None:
        self.engine.clear()
        while some := list(islice(documents, BATCH)):
            self.engine.put(some)
            self.texts.executemany("INSERT INTO texts VALUES (?, ?)", [(one.key, one.text) for one in some])
        self.engine.settle()
        self.texts.commit()

    def size(self) -> int:
        return sum(path.stat().st_size for path in (self.folder / "whoosh").rglob("*") if path.is_file())

    def publish(self, document: Document) -> None:
        self.engine.put([document])

    def find(self, words: list[str]) -> int:
        return len(self._ask(" ".join(words)).hits)

    def phrase(self, words: list[str]) -> int:
        return len(self._ask(f'"{" ".join(words)}"').hits)

    def start(self, start: str) -> int:
        return len(self._ask(f"{start}*").hits)

    def mistyped(self, word: str) -> int:
        return len(self.engine.suggest(word, audiences=NOBODY))

    def facets(self, word: str) -> int:
        hits = self._ask(word, limit=MOST_HITS).hits
        bodies = Counter(body for hit in hits for body in hit.bodies)
        return len(Counter(hit.kind for hit in hits)) + len(Counter(hit.year for hit in hits)) + len(bodies)

    def dated(self, word: str) -> int:
        only = Filter(MEMBER, since=SINCE, until=UNTIL)
        return len(self.engine.query(queries.parse(word), only=only, limit=TOP).hits)

    def snippets(self, word: str) -> int:
        query = queries.parse(word)
        keys = self.engine.query(query, only=Filter(NOBODY), limit=TOP).keys
        marks = ",".join("?" * len(keys))
        rows = self.texts.execute(f"SELECT text FROM texts WHERE key IN ({marks})", keys).fetchall()
        return len([snippets.snippet(text, query) for (text,) in rows])

    def _ask(self, typed: str, *, limit: int = TOP) -> Hits:
        return self.engine.query(queries.parse(typed), only=Filter(NOBODY), limit=limit)


class OursInPostgreSQL(Ours):
    """The same with the sizes PostgreSQL tells."""

    def __init__(self, name: str, engine: Engine, folder: Path, url: str, schema: str) -> None:
        super().__init__(name, engine, folder)
        self._url, self._schema = url, schema

    def size(self) -> int:
        with psycopg.connect(self._url) as connection:
            found = connection.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = %s::regnamespace",
                [self._schema],
            ).fetchone()
        return int(found[0]) if found else 0


class Fts5(Measured):
    """SQLite's full-text search as one would use it plainly: facts beside it, joined."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fts5.sqlite3"
        self._database = sqlite3.connect(self._path)
        self._run("PRAGMA journal_mode=WAL")
        self._run("PRAGMA cache_size=-200000")
        self._run("CREATE VIRTUAL TABLE texts USING fts5(title, text)")
        self._run("CREATE TABLE facts (id INTEGER PRIMARY KEY, kind, year, body, day, audience)")
        self._run("CREATE VIRTUAL TABLE words USING fts5vocab(texts, 'row')")
        self._run("CREATE VIRTUAL TABLE grams USING fts5(word, tokenize='trigram')")

    def build(self, documents: Iterator[Document]) -> None:
        while some := list(islice(documents, BATCH)):
            for one in some:
                self._add(one)
            self._database.commit()
        self._run("INSERT INTO texts(texts) VALUES ('optimize')")
        self._run("INSERT INTO grams SELECT term FROM words")
        self._database.commit()

    def size(self) -> int:
        self._run("PRAGMA wal_checkpoint(TRUNCATE)")
        grams = self._database.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'grams%'").fetchone()
        return self._path.stat().st_size - int(grams[0] or 0)

    def publish(self, document: Document) -> None:
        self._add(document)
        self._database.commit()

    def find(self, words: list[str]) -> int:
        return self._ask(" ".join(f'"{word}"' for word in words))

    def phrase(self, words: list[str]) -> int:
        return self._ask(f'"{" ".join(words)}"')

    def start(self, start: str) -> int:
        return self._ask(f'"{start}"*')

    def mistyped(self, word: str) -> int:
        low = word.lower()
        grams = " OR ".join(f'"{low[at : at + 3]}"' for at in range(len(low) - 2))
        near = self._run("SELECT word FROM grams WHERE grams MATCH ? ORDER BY rank LIMIT 200", grams)
        return len([one for (one,) in near if vocabulary.distance(low, one) <= 2])

    def facets(self, word: str) -> int:
        command = (
            "SELECT {0}, count(*) FROM texts JOIN facts ON facts.id = texts.rowid"
            " WHERE texts MATCH ? AND audience = 'public' GROUP BY 1"
        )
        return sum(len(self._run(command.format(name), f'"{word}"')) for name in ("kind", "year", "body"))

    def dated(self, word: str) -> int:
        return len(
            self._run(
                "SELECT facts.id FROM texts JOIN facts ON facts.id = texts.rowid WHERE texts MATCH ?"
                " AND audience IN ('public', 'members', 'body:1') AND day BETWEEN ? AND ? ORDER BY rank LIMIT 10",
                f'"{word}"',
                SINCE.isoformat(),
                UNTIL.isoformat(),
            )
        )

    def snippets(self, word: str) -> int:
        command = (
            "SELECT snippet(texts, 1, '[', ']', '…', 32) FROM texts JOIN facts ON facts.id = texts.rowid"
            " WHERE texts MATCH ? AND audience = 'public' ORDER BY rank LIMIT 10"
        )
        return len(self._run(command, f'"{word}"'))

    def _ask(self, match: str) -> int:
        command = (
            "SELECT facts.id FROM texts JOIN facts ON facts.id = texts.rowid"
            " WHERE texts MATCH ? AND audience = 'public' ORDER BY rank LIMIT 10"
        )
        return len(self._run(command, match))

    def _add(self, one: Document) -> None:
        made = self._database.execute("INSERT INTO texts VALUES (?, ?)", (one.title, one.text))
        day = one.date and one.date.isoformat()
        facts = (made.lastrowid, one.kind, one.year, one.bodies[0], day, one.audience)
        self._database.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)", facts)

    def _run(self, command: str, *values: Any) -> list[Any]:
        return self._database.execute(command, values).fetchall()


class PlainPostgreSQL(Measured):
    """PostgreSQL's full-text search as one would use it plainly, with its own German."""

    name = "PostgreSQL FTS"
    _MATCH = " FROM plain.texts WHERE terms @@ {0} AND audience = 'public'"
    _BEST = " ORDER BY ts_rank(terms, {0}) DESC LIMIT 10"

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._run("DROP SCHEMA IF EXISTS plain CASCADE")
        self._run("CREATE SCHEMA plain")
        self._run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        self._run(
            "CREATE TABLE plain.texts (id serial PRIMARY KEY, kind text, year int, body text, day date,"
            " audience text, text text, terms tsvector)"
        )
        self._run("CREATE INDEX ON plain.texts USING gin (terms)")

    def build(self, documents: Iterator[Document]) -> None:
        while some := list(islice(documents, BATCH)):
            with self._connection.transaction(), self._connection.cursor() as cursor:
                cursor.executemany(self._insert(), [self._values(one) for one in some])
        self._run("VACUUM ANALYZE plain.texts")
        self._run("CREATE TABLE plain.words AS SELECT word FROM ts_stat('SELECT terms FROM plain.texts')")
        self._run("CREATE INDEX ON plain.words USING gist (word gist_trgm_ops)")

    def size(self) -> int:
        return int(self._run("SELECT pg_total_relation_size('plain.texts')")[0][0])

    def publish(self, document: Document) -> None:
        self._connection.execute(self._insert(), self._values(document))

    def find(self, words: list[str]) -> int:
        return self._ask("plainto_tsquery('german', %(words)s)", words=" ".join(words))

    def phrase(self, words: list[str]) -> int:
        return self._ask("phraseto_tsquery('german', %(words)s)", words=" ".join(words))

    def start(self, start: str) -> int:
        return self._ask("to_tsquery('simple', %(words)s)", words=f"{start.lower()}:*")

    def mistyped(self, word: str) -> int:
        near = self._run("SELECT word FROM plain.words ORDER BY word <-> %(word)s LIMIT 50", word=word.lower())
        return len([one for (one,) in near if vocabulary.distance(word.lower(), one) <= 2])

    def facets(self, word: str) -> int:
        match = self._MATCH.format("plainto_tsquery('german', %(word)s)")
        names = ("kind", "year", "body")
        return sum(len(self._run(f"SELECT {name}, count(*){match} GROUP BY 1", word=word)) for name in names)

    def dated(self, word: str) -> int:
        asked = "plainto_tsquery('german', %(word)s)"
        match = self._MATCH.format(asked).replace("= 'public'", "IN ('public', 'members', 'body:1')")
        command = f"SELECT id{match} AND day BETWEEN %(since)s AND %(until)s{self._BEST.format(asked)}"
        return len(self._run(command, word=word, since=SINCE, until=UNTIL))

    def snippets(self, word: str) -> int:
        asked = "plainto_tsquery('german', %(word)s)"
        inner = f"SELECT text{self._MATCH.format(asked)}{self._BEST.format(asked)}"
        return len(self._run(f"SELECT ts_headline('german', text, {asked}) FROM ({inner}) AS best", word=word))

    def _ask(self, asked: str, *, words: str) -> int:
        return len(self._run(f"SELECT id{self._MATCH.format(asked)}{self._BEST.format(asked)}", words=words))

    @staticmethod
    def _insert() -> str:
        return (
            "INSERT INTO plain.texts (kind, year, body, day, audience, text, terms) VALUES (%s, %s, %s, %s, %s, %s,"
            " setweight(to_tsvector('german', %s), 'A') || to_tsvector('german', %s))"
        )

    @staticmethod
    def _values(one: Document) -> list[Any]:
        return [one.kind, one.year, one.bodies[0], one.date, one.audience, one.text, one.title, one.text]

    def _run(self, command: str, **values: Any) -> list[Any]:
        cursor = self._connection.execute(command, values or None)
        return cursor.fetchall() if cursor.description else []


def run() -> None:
    """Build each engine with the same documents and ask it the same questions."""
    made = texts.Vocabulary()
    questions = asked(made)
    built: list[tuple[Any, ...]] = []
    asked_of: dict[str, list[tuple[float, float]]] = {name: [] for name in FAMILIES}
    for engine in engines():
        start, computed = time.perf_counter(), time.process_time()
        engine.build(one.document for one in texts.made(DOCUMENTS, made))
        seconds, computed = time.perf_counter() - start, time.process_time() - computed
        writing = writing_seconds(made)
        seconds, computed = seconds - writing.elapsed, computed - writing.computed
        first = milliseconds(lambda: engine.find([questions.words[0]]))  # noqa: B023 – called at once
        published = [milliseconds(lambda: publish(engine, number)) for number in range(20)]  # noqa: B023
        figures = (
            DOCUMENTS / seconds,
            DOCUMENTS / computed,
            engine.size() / 2**20,
            percentile(published, 50),
            percentile(published, 95),
            first,
        )
        built.append((engine.name, *(round(figure, 1) for figure in figures)))
        print(f"{engine.name}: gebaut, {seconds:.0f} s, im eigenen Prozess gerechnet {computed:.0f} s", flush=True)
        print(f"{engine.name}: {figures[2]:.1f} MiB, auffindbar {figures[3]:.1f} / {figures[4]:.1f} ms", flush=True)
        for name, (values, ask) in FAMILIES.items():
            given = values(questions)
            times = [milliseconds(lambda: ask(engine, value)) for value in given]  # noqa: B023
            asked_of[name].append((percentile(times, 50), percentile(times, 95)))
            print(f"{engine.name}, {name}: {percentile(times, 50):.2f} / {percentile(times, 95):.1f} ms", flush=True)
    names = [str(row[0]) for row in built]
    table(
        f"{DOCUMENTS} Texte zu {texts.WORDS} Wörtern",
        ("Maschine", "Texte/s", "je Sekunde Rechenzeit", "MiB", "bis auffindbar p50 ms", "p95", "erste Frage ms"),
        built,
    )
    rows = [(name, *(f"{p50:.2f} / {p95:.1f}" for p50, p95 in asked_of[name])) for name in FAMILIES]
    table("Antworten, p50 / p95 in ms, mit Leserecht gefiltert", ("Anfrage", *names), rows)


def engines() -> Iterator[Measured]:
    """All that can be measured here, each made when it is its turn."""
    folder = Path(settings.DATA_DIR) / "engines"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    url = os.environ.get("SERVICES_POSTGRESQL", "")
    wanted = os.environ.get("SEARCH_ENGINES", "whoosh,fts5,plain,postgresql").split(",")
    if "whoosh" in wanted:
        yield Ours("Whoosh (unsere)", WhooshEngine(folder / "whoosh"), folder)
    if "fts5" in wanted:
        yield Fts5(folder)
    if not url:
        print("\n!! AUSGELASSEN: PostgreSQL (sh tools/services.sh startet einen Server).")
        return
    if "plain" in wanted:
        yield PlainPostgreSQL(url)
    if "postgresql" in wanted:
        ours = PostgresEngine(url, schema="bench")
        yield OursInPostgreSQL("PostgreSQL (unsere)", ours, folder, url, "bench")
        ours.close()


def asked(made: texts.Vocabulary) -> Questions:
    """Questions from the words of some of the texts, so that most have an answer."""
    chance = random.Random(texts.SEED)
    questions = Questions()
    common = [word for word in made.words[150:1200].tolist() if word.isalpha() and len(word) > 4]
    some = list(islice(texts.made(DOCUMENTS, made), 0, min(DOCUMENTS, 4_000), 40))
    for number in range(ROUNDS):
        words = some[number % len(some)].words
        long = [word for word in words if len(word) > 4 and re.fullmatch(r"[A-ZÄÖÜ][a-zäöüß]+", word)]
        questions.words.append(chance.choice(long))
        questions.common.append(chance.choice(common))
        questions.threes.append(chance.sample(long, 3))
        at = chance.randrange(len(words) - 3)
        questions.phrases.append(words[at : at + 3])
        questions.starts.append(chance.choice(long)[:5])
        word = chance.choice([word for word in long if len(word) < 30])
        place = chance.randrange(1, len(word) - 2)
        questions.mistyped.append(word[:place] + word[place + 1] + word[place] + word[place + 2 :])
    return questions


FAMILIES: dict[str, tuple[Callable[[Questions], list[Any]], Callable[[Measured, Any], int]]] = {
    "ein Wort": (lambda ask: ask.words, lambda engine, word: engine.find([word])),
    "ein häufiges Wort": (lambda ask: ask.common, lambda engine, word: engine.find([word])),
    "drei Wörter": (lambda ask: ask.threes, lambda engine, words: engine.find(words)),
    "Wortfolge": (lambda ask: ask.phrases, lambda engine, words: engine.phrase(words)),
    "Wortanfang": (lambda ask: ask.starts, lambda engine, start: engine.start(start)),
    "Tippfehler": (lambda ask: ask.mistyped, lambda engine, word: engine.mistyped(word)),
    "Zähler über alle Treffer": (lambda ask: ask.common, lambda engine, word: engine.facets(word)),
    "Zeitraum mit Leserecht": (lambda ask: ask.common, lambda engine, word: engine.dated(word)),
    "zehn Ausschnitte": (lambda ask: ask.common, lambda engine, word: engine.snippets(word)),
}


def publish(engine: Measured, number: int) -> None:
    """Take in one more document and find it."""
    word = f"Messwort{number}"
    engine.publish(
        Document(
            key=f"file:{DOCUMENTS + number}:1",
            kind="file",
            title=f"{word} im Stadtpark",
            text="Der Magistrat wird gebeten zu berichten. " * 20,
            audience=PUBLIC,
            group=f"paper:{DOCUMENTS + number}",
            date=UNTIL,
            year=UNTIL.year,
            bodies=("gremium-1",),
        )
    )
    assert engine.find([word]) == 1, f"{word} wurde nicht gefunden"


class Spent(NamedTuple):
    """Seconds on the clock, and seconds this process computed."""

    elapsed: float
    computed: float


_writing: list[Spent] = []


def writing_seconds(made: texts.Vocabulary) -> Spent:
    """How long it takes to make the documents up, which is not the engine's time."""
    if not _writing:
        elapsed, computed = time.perf_counter(), time.process_time()
        for _ in texts.made(DOCUMENTS // 20, made):
            pass
        _writing.append(Spent((time.perf_counter() - elapsed) * 20, (time.process_time() - computed) * 20))
    return _writing[0]
