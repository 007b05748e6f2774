"""What a server has sent so far, in a file of its own, so that a run can go on, compare, and ask for changes only."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

from motions.importing.oparl import freshness, texts
from motions.importing.oparl.records import File, Kind, Origin
from motions.importing.oparl.source import Found, NotThereError, Position, Problem
from motions.importing.oparl.web import START

OVERLAP = timedelta(minutes=10)  # asked for twice, for servers that enter a change a moment after its time stamp
GOES_STALE = timedelta(days=2)  # a walk broken off longer ago begins anew
MOST_GONE = 0.2  # of a list may vanish at once; more is asked about first
FEW = 20  # objects may always vanish
_AT_ONCE = 200

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    place INTEGER PRIMARY KEY AUTOINCREMENT, list TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    raw BLOB NOT NULL, modified TEXT NOT NULL, deleted INTEGER NOT NULL, walk INTEGER NOT NULL, UNIQUE (list, name)
);
CREATE INDEX IF NOT EXISTS objects_by_name ON objects (name);
CREATE TABLE IF NOT EXISTS lists (
    url TEXT PRIMARY KEY, rank INTEGER NOT NULL, latest TEXT NOT NULL DEFAULT '', known_at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS walks (
    number INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, began TEXT NOT NULL, run TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0, part TEXT NOT NULL DEFAULT '',
    page TEXT NOT NULL DEFAULT '', seat INTEGER NOT NULL DEFAULT -1
);
CREATE TABLE IF NOT EXISTS problems (
    walk INTEGER NOT NULL, place TEXT NOT NULL, message TEXT NOT NULL, sort TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS taken (origin TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One walk over the server, perhaps broken off and gone on with: `after` is the last place that was kept."""

    number: int
    whole: bool
    began: datetime
    after: Position | None


class Mirror:
    """The objects of one server as it last sent them. Lost, it is made anew by the next whole walk."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, isolation_level=None)
        path.chmod(0o600)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(_TABLES)
        self._ranks = dict(self._base.execute("SELECT url, rank FROM lists"))
        self.read = 0
        """How many objects `rows` has given."""

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    # Walking -------------------------------------------------------------------------------------------------------

    def has_walked(self, run: str) -> bool:
        """Whether the walk of this run came to its end."""
        return bool(self._base.execute("SELECT 1 FROM walks WHERE ended AND run = ? LIMIT 1", (run,)).fetchone())

    def walk(self, *, whole: bool, now: datetime, run: str) -> Walk:
        """Go on with the walk that was broken off, else begin one, for a run."""
        scope = "whole" if whole else "changes"
        found = self._base.execute(
            "SELECT number, began, part, page, seat FROM walks WHERE NOT ended AND scope = ? AND began > ?"
            " ORDER BY number DESC LIMIT 1",
            (scope, (now - GOES_STALE).isoformat()),
        ).fetchone()
        if found:
            number, began, part, page, seat = found
            self._base.execute("UPDATE walks SET run = ? WHERE number = ?", (run, number))
            after = Position(part=part, page=page, index=seat) if part else None
            return Walk(number=number, whole=whole, began=datetime.fromisoformat(began), after=after)
        values = (scope, now.isoformat(), run)
        cursor = self._base.execute("INSERT INTO walks (scope, began, run) VALUES (?, ?, ?)", values)
        return Walk(number=cursor.lastrowid or 0, whole=whole, began=now, after=None)

    def is_complete(self) -> bool:
        """Whether a whole walk ever came to its end, so that asking for changes is enough."""
        return bool(self._base.execute("SELECT 1 FROM walks WHERE ended AND scope = 'whole' LIMIT 1").fetchone())

    def since(self, url: str) -> str:
        """Since when changes of this list are missing, as OParl writes moments; "" if it was never read to its end."""
        found = self._base.execute("SELECT latest, known_at FROM lists WHERE url = ?", (url,)).fetchone()
        if not found or not found[1]:
            return ""
        moments = [moment for moment in (freshness.moment(found[0]), freshness.moment(found[1])) if moment]
        return (min(moments) - OVERLAP).astimezone(UTC).isoformat(timespec="seconds")

    def keep(self, some: Iterable[Found], *, walk: Walk) -> None:
        """Keep objects as they came, and the place of the last one, in one transaction."""
        with self._together():
            found = None
            for found in some:
                self._keep(found, walk=walk)
            if found is not None and found.position.part != START:
                place = found.position
                self._base.execute(
                    "UPDATE walks SET part = ?, page = ?, seat = ? WHERE number = ?",
                    (place.part, place.page, place.index, walk.number),
                )

    def tell(self, problem: Problem, *, walk: Walk) -> None:
        """Keep what could not be read."""
        values = (walk.number, problem.where, problem.message, problem.group)
        self._base.execute("INSERT INTO problems (walk, place, message, sort) VALUES (?, ?, ?, ?)", values)

    def ended(self, url: str, *, walk: Walk, allowed: bool = False) -> int:
        """A list came to its end: later only its changes are asked for. After a whole walk what it lacked goes.

        Gives how many objects would go although that is suspiciously many (and not `allowed`); then they stay.
        """
        with self._together():
            self._rank(url)
            self._base.execute(
                "UPDATE lists SET known_at = ?, latest = coalesce((SELECT max(modified) FROM objects WHERE list = ?"
                " AND modified <= ?), '') WHERE url = ?",
                (walk.began.isoformat(), url, freshness.written(walk.began), url),
            )
            if not walk.whole:
                return 0
            lacking = "list = ? AND walk < ? AND NOT deleted"
            gone, had = self._base.execute(
                f"SELECT (SELECT count(*) FROM objects WHERE {lacking}),"
                " (SELECT count(*) FROM objects WHERE list = ? AND NOT deleted)",
                (url, walk.number, url),
            ).fetchone()
            if gone > FEW and gone > MOST_GONE * had and not allowed:
                return int(gone)
            self._base.execute("DELETE FROM objects WHERE list = ? AND walk < ?", (url, walk.number))
            return 0

    def finish(self, walk: Walk) -> None:
        """The walk has asked for everything."""
        self._base.execute("UPDATE walks SET ended = 1 WHERE number = ?", (walk.number,))
        self._base.execute("DELETE FROM problems WHERE walk < ?", (walk.number,))

    def count(self) -> int:
        """How many objects are kept."""
        return int(self._base.execute("SELECT count(*) FROM objects").fetchone()[0])

    # What was taken over -------------------------------------------------------------------------------------------

    def note_taken(self, some: Iterable[tuple[Kind, Origin]]) -> None:
        """Remember what goes into our own tables, before it goes."""
        rows = [(origin, str(kind)) for kind, origin in some]
        with self._together():
            self._base.executemany("INSERT OR IGNORE INTO taken (origin, kind) VALUES (?, ?)", rows)

    def sites(self) -> set[str]:
        """Where the identifiers kept here begin: scheme and host."""
        found = (urlsplit(name) for (name,) in self._base.execute("SELECT name FROM objects"))
        return {f"{parts.scheme}://{parts.netloc}/" for parts in found if parts.netloc}

    def gone(self, is_there: Callable[[str], bool]) -> list[tuple[Kind, Origin]]:
        """What was taken over once and is no longer among what the server holds."""
        rows = self._base.execute("SELECT origin, kind FROM taken")
        return [(Kind(kind), Origin(origin)) for origin, kind in rows if not is_there(origin)]

    def forget(self, some: Iterable[tuple[Kind, Origin]]) -> None:
        """These are dealt with."""
        with self._together():
            self._base.executemany("DELETE FROM taken WHERE origin = ?", [(origin,) for _, origin in some])

    # Reading -------------------------------------------------------------------------------------------------------

    def rows(self, *, after: Position | None = None) -> Iterator[tuple[str, int, str, bytes]]:
        """(list, place, kind, packed object), the lists in the order in which the server named them."""
        lists = sorted(self._ranks, key=lambda url: self._ranks[url])
        first = lists.index(after.part) if after and after.part in lists else 0
        for url in lists[first:]:
            place = after.index if after and after.part == url else -1
            while rows := self._base.execute(
                "SELECT place, kind, raw FROM objects WHERE list = ? AND place > ? ORDER BY place LIMIT ?",
                (url, place, _AT_ONCE),
            ).fetchall():
                for place, kind, raw in rows:
                    self.read += 1
                    yield url, place, kind, raw

    def problems(self) -> list[Problem]:
        """What the last walk could not read."""
        rows = self._base.execute(
            "SELECT DISTINCT place, message, sort FROM problems WHERE walk = (SELECT max(number) FROM walks)"
        )
        return [Problem(where=where, message=message, group=group) for where, message, group in rows]

    def own(self, name: str) -> tuple[str, bool, bytes] | None:
        """(modified, deleted, packed object) as the object's own list has it."""
        found = self._base.execute(
            "SELECT modified, deleted, raw FROM objects WHERE name = ? ORDER BY modified DESC LIMIT 1", (name,)
        ).fetchone()
        return (found[0], bool(found[1]), found[2]) if found else None

    def _keep(self, found: Found, *, walk: Walk) -> None:
        url = found.position.part
        self._rank(url)
        raw = freshness.without_contact(found.raw, expected=found.expected)
        self._base.execute(
            "INSERT INTO objects (list, name, kind, raw, modified, deleted, walk) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (list, name) DO UPDATE SET raw = excluded.raw, modified = excluded.modified,"
            " deleted = excluded.deleted, walk = excluded.walk",
            (
                url,
                _name(raw),
                found.expected or "",
                packed(raw),
                freshness.modified(raw),
                freshness.is_deleted(raw),
                walk.number,
            ),
        )

    def _rank(self, url: str) -> None:
        if url not in self._ranks:
            self._ranks[url] = -1 if url == START else len(self._ranks)
            self._base.execute("INSERT INTO lists (url, rank) VALUES (?, ?)", (url, self._ranks[url]))

    @contextmanager
    def _together(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


class MirrorSource:
    """A mirror read as a source: as the server itself, only without a request."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror

    @property
    def mirror(self) -> Mirror:
        """The mirror itself."""
        return self._mirror

    def objects(self, *, after: Position | None = None) -> Iterator[Found | Problem]:
        """All objects; what stands embedded is as new as what its own list says of it."""
        for url, place, kind, raw in self._mirror.rows(after=after):
            fresh = freshness.renewed(unpacked(raw), own=self._own)
            position = Position(part=url, page="", index=place)
            yield Found(position=position, raw=fresh, expected=Kind(kind) if kind else None)
        yield from self._mirror.problems()

    def copy(self, file: File, *, into: BinaryIO) -> int:
        """Bytes come later, by `downloading`."""
        raise NotThereError("Die Datei wird noch geladen.")

    def text(self, file: File) -> str:
        """The text the source keeps of a file."""
        return file.text

    def _own(self, name: str) -> freshness.Own | None:
        found = self._mirror.own(name)
        if found is None:
            return None
        modified, deleted, raw = found
        return freshness.Own(modified=modified, deleted=deleted, read=lambda: unpacked(raw))


def path_of(address: str) -> Path:
    """Where the mirror of this source lies."""
    name = hashlib.sha256(address.encode()).hexdigest()[:32]
    return Path(settings.VAULT_ROOT).parent / "imports" / f"{name}.sqlite3"


@contextmanager
def opened(address: str) -> Iterator[Mirror]:
    """The mirror of a source; one that is damaged is thrown away and begun anew."""
    path = path_of(address)
    try:
        mirror = Mirror(path)
    except sqlite3.DatabaseError:
        for beside in path.parent.glob(f"{path.name}*"):
            beside.unlink()
        mirror = Mirror(path)
    with closing(mirror):
        yield mirror


def packed(raw: object) -> bytes:
    """An object as it is kept."""
    return zlib.compress(json.dumps(raw, ensure_ascii=True, separators=(",", ":")).encode(), 1)


def unpacked(kept: bytes) -> Any:
    """What `packed` kept."""
    return json.loads(zlib.decompress(kept))


def _name(raw: object) -> str:
    """The identifier of an object, or for what has none a print of it."""
    said = raw.get("id") if isinstance(raw, Mapping) else None
    name = texts.one_line(said) if isinstance(said, str) else ""
    return name or "without id " + hashlib.sha256(packed(raw)).hexdigest()
