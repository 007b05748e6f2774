"""Keeps the index like the database: a reader of the journal for what changes, and building it anew from the rows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from council import journal, readiness, tick
from council.models import Bookmark, Entry, Head
from documents.search import shelf, sources
from documents.search.engine import Document, IndexAway, IndexUnusable

AT_ONCE = 500  # rows between two looks at the lock
QUIET_HOUR = 3  # of the day; then many small additions are put in order
SOON_BUILT = 2_000  # rows that a reader of the journal may index without holding up the others for long


@dataclass(frozen=True)
class Build:
    """How far the index was built, by which rules, and which journal's head it starts from."""

    version: str
    head: int
    seal: str
    done: int
    total: int
    is_complete: bool = False

    @property
    def text(self) -> str:
        """How far it is, to read beside a bar."""
        return f"{self.done} von {self.total}"


def progress() -> Build | None:
    """How far the index has come while it is being built; None when it is complete."""
    build = _kept()
    if build is None:
        return Build(version="", head=0, seal="", done=0, total=0)
    return None if build.is_complete else build


def is_sound() -> bool:
    """Whether the index is there, complete, made by the present rules and from this database."""
    try:
        return _is_sound()
    except IndexAway:
        return False


def _is_sound() -> bool:
    """The same; raises IndexAway where nothing can be said of it now."""
    build = _kept()
    try:
        shelf.engine().count()
    except IndexAway:
        raise
    except IndexUnusable:
        return False
    return build is not None and build.is_complete and build.version == _version() and _is_ours(build)


def reach() -> int | None:
    """Up to which entry of the journal all that happened can be found; None while the index is not sound."""
    if not is_sound():
        return None
    read = Bookmark.objects.filter(pk="search").values_list("number", flat=True).first() or 0
    return max(read, _known())


def give_up() -> None:
    """Say that the index was found unusable, so that it is built anew."""
    _file().unlink(missing_ok=True)


def distrust(problem: IndexUnusable) -> None:
    """Give the index up for what was wrong with it; not because it could not be reached."""
    if not isinstance(problem, IndexAway):
        give_up()


def rebuild() -> bool:
    """Build the index anew from the rows; searching goes on meanwhile in what is there already.

    Returns False, and does nothing, while another thread or process is building. What happens meanwhile is not lost: a
    row is read and put under one lock, here and by the reader of the journal.
    """
    with shelf.building() as is_mine:
        if not is_mine:
            return False
        head, seal = Head.objects.filter(pk=1).values_list("number", "seal").first() or (0, "")
        total = sum(source.count() for source in sources.registered().values())
        build = Build(version=_version(), head=head, seal=seal, done=0, total=total)
        _keep(build)
        with shelf.writing():
            shelf.engine().clear()
        for source in sources.registered().values():
            build = _build_source(source, build)
        with shelf.writing():
            shelf.engine().settle()
        _keep(replace(build, done=total, is_complete=True))
        return True


def refresh(things: Iterable[tuple[str, int]]) -> None:
    """Index anew, or no longer, these things (kind and id as in the journal) and what follows their audience."""
    coming = iter(things)
    while some := list(islice(coming, AT_ONCE)):
        by_kind: dict[str, set[int]] = defaultdict(set)
        for kind, pk in some:
            by_kind[kind].add(pk)
        _refresh(by_kind)


@journal.reader("search")
def follow(entries: list[Entry]) -> None:
    """Bring what the entries speak of into the index. An unusable index needs no entries: it is built from the rows.

    Raises IndexAway where it cannot be reached: the entries are then read again.
    """
    if not _is_sound() and sum(source.count() for source in sources.registered().values()) <= SOON_BUILT and rebuild():
        return
    known = _known()
    try:
        refresh(thing for entry in entries if entry.number > known for thing in journal.things_of(entry))
    except IndexAway:
        raise
    except IndexUnusable:
        give_up()


@tick.chore("search_index", eager=True)
def keep_sound(now: datetime) -> int:
    """Build the index anew when it is missing, damaged, left unfinished or made by other rules; not what is away."""
    try:
        return int(not _is_sound() and rebuild())
    except IndexAway:
        return 0  # tried again at the next tick


@tick.chore("settle_index")
def settle(now: datetime) -> int:
    """In the small hours make few pieces of the many that a day's additions have left."""
    if timezone.localtime(now).hour != QUIET_HOUR or not is_sound():
        return 0
    with shelf.writing():
        shelf.engine().settle()
    return 1


@readiness.probe("index")
def probe() -> str:
    """Whether everything can be found."""
    try:
        return "" if _is_sound() else "Der Suchindex wird gerade neu aufgebaut."
    except IndexAway as problem:
        return str(problem)


def _version() -> str:
    """The rules of the engine and of the sources."""
    return f"{shelf.engine().version}-{sources.VERSION}"


def _build_source(source: sources.Source, build: Build) -> Build:
    last = 0
    while pks := source.following(last, most=AT_ONCE):
        with shelf.writing():
            shelf.engine().put(source.documents(pks))
        last = pks[-1]
        build = replace(build, done=min(build.done + len(pks), build.total))
        _keep(build)
    return build


def _refresh(by_kind: dict[str, set[int]]) -> None:
    for source in sources.registered().values():
        waiting = iter(sorted(source.affected(by_kind)))
        while pks := list(islice(waiting, AT_ONCE)):
            with shelf.writing():
                _renew(source, pks)


def _renew(source: sources.Source, pks: Collection[int]) -> None:
    gone = source.keys(pks)

    def living() -> Iterator[Document]:
        for document in source.documents(pks):
            gone.discard(document.key)
            yield document

    shelf.engine().put(living())
    if gone:
        shelf.engine().remove(gone)


def _known() -> int:
    """The number of the last entry whose consequences were in the rows when the index was built."""
    build = _kept()
    return build.head if build is not None and _is_ours(build) else 0


def _is_ours(build: Build) -> bool:
    return build.head == 0 or Entry.objects.filter(number=build.head, seal=build.seal).exists()


def _file() -> Path:
    return Path(settings.INDEX_ROOT) / "build.json"


def _kept() -> Build | None:
    try:
        return Build(**json.loads(_file().read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _keep(build: Build) -> None:
    settings.INDEX_ROOT.mkdir(parents=True, exist_ok=True)
    draft = _file().with_suffix(".new")
    draft.write_text(json.dumps(asdict(build)), encoding="utf-8")
    draft.replace(_file())
