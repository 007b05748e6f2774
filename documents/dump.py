"""The file of all public texts (JSON lines, gzip), made anew every night for whoever wants to compute with all of them.

It consists of parts, each one version of a paper's text or the pages of one file and a gzip member of its own; an index
beside it says whose each part is. Before the file is handed out, everything in it is asked for anew as nobody may read
it: what was withdrawn meanwhile, deleted or given another title is cut out first. A dump is a folder that is made aside
and then takes its place whole.
"""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from council import audiences
from documents.models import File, FilePage, Paper, PaperVersion

AT_ONCE = 500  # texts or files of one round; the next goes on
BEGINS = time(2, 0)  # local time
NOBODY = None
_TEXTS, _INDEX, _MADE, _UNFINISHED = "texts.jsonl.gz", "parts", "made", "unfinished"
_STAMP = "%Y%m%dT%H%M%S%f"


class Part(NamedTuple):
    """What is told of one thing (a version or a file): its primary key, the sum of its titles, the bytes it takes."""

    kind: str
    pk: int
    titles: int
    length: int


class Dump(NamedTuple):
    """A whole dump: the folder it lies in, and when its texts were read."""

    folder: Path
    made_at: datetime

    @property
    def path(self) -> Path:
        """The file of the texts."""
        return self.folder / _TEXTS

    @property
    def placed_at(self) -> datetime:
        """When it took its place; later than it was made where something had to be cut out."""
        return datetime.strptime(self.folder.name, _STAMP).replace(tzinfo=UTC)


def public() -> Dump | None:
    """The latest dump with nothing in it that was withdrawn since; None while there is none."""
    dump = latest()
    if dump is None:
        return None
    parts = _parts(dump.folder)
    readable = {kind: _readable(kind) for kind in _KINDS}
    lost = [part for part in parts if readable[part.kind].get(part.pk) != part.titles]
    return _without(dump, parts, lost=set(lost)) if lost else dump


def latest() -> Dump | None:
    """The latest dump as it was made; nobody may be given it."""
    for folder in sorted(_root().glob("2*"), reverse=True):
        if (made := folder / _MADE).is_file() and (folder / _INDEX).is_file():
            return Dump(folder, datetime.fromisoformat(made.read_text(encoding="ascii")))
    return None


def work(now: datetime) -> int:
    """Begin a dump if one is due, or go on with the one begun; gives how many texts and files were written.

    What a dying server left half written is cut off.
    """
    folder = _root() / _UNFINISHED
    if not folder.is_dir():
        if not _is_due(now):
            return 0
        folder.mkdir(parents=True)
        (folder / _MADE).write_text(now.isoformat(), encoding="ascii")
    parts = _parts(folder)
    with _opened(folder / _TEXTS, length=sum(part.length for part in parts)) as texts:
        new = _go_on(parts, texts)
    with _opened(folder / _INDEX, length=len(_written(parts))) as index:
        index.write(_written(new))
    if not new:
        _put_in_place(folder)
    return len(new)


def _is_due(now: datetime) -> bool:
    """Whether there is no dump of this night."""
    dump, local = latest(), timezone.localtime(now)
    begins = datetime.combine(local.date(), BEGINS, tzinfo=local.tzinfo)
    return dump is None or (local >= begins and dump.made_at < begins)


def _go_on(parts: Sequence[Part], texts: IO[bytes]) -> list[Part]:
    """Write the next things behind those written; none when all are."""
    for kind in _KINDS:
        last = max((part.pk for part in parts if part.kind == kind), default=0)
        things = list(_rows(kind).filter(pk__gt=last).order_by("pk")[:AT_ONCE])
        if things:
            return [Part(kind, thing.pk, _sum(_titles(thing)), _write(texts, _lines(thing))) for thing in things]
    return []


def _write(texts: IO[bytes], lines: Iterator[dict[str, object]]) -> int:
    """Write a gzip member with these lines; the same lines give the same bytes."""
    told = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    return texts.write(gzip.compress(told.encode(), mtime=0)) if told else 0


def _lines(thing: PaperVersion | File) -> Iterator[dict[str, object]]:
    """A line for a version of a paper's text, or for each page of a file that has words."""
    match thing:
        case PaperVersion():
            yield _about(thing.paper, thing.paper) | {"version": thing.number, "text": thing.text}
        case File():
            about = _about(thing, thing.paper)
            for page in thing.pages.all():
                if page.text.strip():
                    yield about | {"page": page.number, "text": page.canonical}


def _about(thing: Paper | File, paper: Paper | None) -> dict[str, object]:
    """What is known of a thing; what is not known is left out."""
    known = {
        "key": thing.key,
        "title": thing.name,
        "date": thing.date.isoformat() if thing.date else None,
        "url": settings.BASE_URL + thing.get_absolute_url(),
    }
    if paper is not None:
        known |= {"reference": paper.reference, "kind": paper.kind_label}
        known |= {"paper": paper.key, "paper_title": paper.name} if paper is not thing else {}
    return {name: value for name, value in known.items() if value}


# What there is, with where the titles stand that are told with it.
_KINDS = {"version": ("paper__name",), "file": ("name", "paper__name")}


def _rows(kind: str) -> QuerySet[Any]:
    """What everybody may read of a kind."""
    standing = audiences.standing_of(NOBODY)
    if kind == "version":
        papers = Paper.objects.visible_for(standing)
        return PaperVersion.objects.handed_in().filter(paper__in=papers).select_related("paper")
    pages = Prefetch("pages", FilePage.objects.order_by("number"))
    return File.objects.visible_for(standing).select_related("paper").prefetch_related(pages)


def _readable(kind: str) -> dict[int, int]:
    """Everything everybody may read of a kind, with the sum of its titles."""
    rows = _rows(kind).prefetch_related(None).values_list("pk", *_KINDS[kind])
    return {pk: _sum(titles) for pk, *titles in rows}


def _titles(thing: PaperVersion | File) -> Sequence[str | None]:
    """The titles that are told with a thing, as `_KINDS` names them."""
    if isinstance(thing, PaperVersion):
        return [thing.paper.name]
    return [thing.name, thing.paper.name if thing.paper is not None else None]


def _sum(titles: Iterable[str | None]) -> int:
    return zlib.crc32("\n".join(title or "" for title in titles).encode())


def _without(dump: Dump, parts: Sequence[Part], *, lost: Collection[Part]) -> Dump:
    """Put a dump in its place that lacks these parts, and take the old one away."""
    folder = Path(tempfile.mkdtemp(prefix=".", dir=_root()))
    with dump.path.open("rb") as old, (folder / _TEXTS).open("wb") as new:
        for part in parts:
            read = old.read(part.length)
            if part not in lost:
                new.write(read)
    (folder / _INDEX).write_bytes(_written(part for part in parts if part not in lost))
    (folder / _MADE).write_text(dump.made_at.isoformat(), encoding="ascii")
    return Dump(_put_in_place(folder), dump.made_at)


def _put_in_place(folder: Path) -> Path:
    """Make this folder the latest dump; whoever still reads an older one reads it to its end."""
    older = [path for path in _root().glob("2*") if path.is_dir()]
    place = _root() / datetime.now(UTC).strftime(_STAMP)
    folder.rename(place)
    for path in older:
        shutil.rmtree(path, ignore_errors=True)
    return place


def _parts(folder: Path) -> list[Part]:
    """What the index says; a last line that was not written to its end does not count."""
    index = folder / _INDEX
    lines = index.read_text(encoding="ascii").split("\n")[:-1] if index.is_file() else []
    return [Part(kind, *map(int, numbers)) for kind, *numbers in map(str.split, lines)]


def _written(parts: Iterable[Part]) -> bytes:
    """The lines of the index."""
    return "".join(f"{part.kind} {part.pk} {part.titles} {part.length}\n" for part in parts).encode("ascii")


def _opened(path: Path, *, length: int) -> IO[bytes]:
    """Open the file to write on behind these bytes."""
    texts = path.open("ab")
    texts.truncate(length)
    return texts


def _root() -> Path:
    """Beside the vault: what lies here can be made anew at any time."""
    return Path(settings.VAULT_ROOT).parent / "open-data"
