"""The append-only, hash-chained record of everything that happens; all else reads it with a bookmark of its own."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from council import bell
from council.models.journal import Bookmark, Entry, Head

if TYPE_CHECKING:
    from council.models.users import User

logger = logging.getLogger(__name__)

FIRST_SEAL = "0" * 64
SLICE = 200  # entries a reader is handed at once
_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass
class _Act:
    """The entries of the act under way on one connection."""

    depth: int = 0
    pending: list[Entry] = field(default_factory=list)


_local = threading.local()


def _current() -> _Act:
    acts: dict[str, _Act] = _local.__dict__.setdefault("acts", {})
    return acts.setdefault(connection.alias, _Act())


def act(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Make a function an act: one transaction, its entries sealed as the last statement before the commit."""

    @wraps(function)
    def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with acting():
            return function(*args, **kwargs)

    return wrapper


@contextmanager
def acting() -> Iterator[None]:
    """Open an act, or join the one under way; only the outermost seals and commits."""
    current = _current()
    if current.depth:
        current.depth += 1
        try:
            yield
        finally:
            current.depth -= 1
        return
    current.pending.clear()
    with transaction.atomic():
        current.depth = 1
        try:
            yield
        finally:
            current.depth = 0
            pending, current.pending = current.pending, []
        if pending:
            _seal(pending)


def record(
    verb: str,
    thing: models.Model,
    *,
    by: User | None,
    before: str = "",
    after: str = "",
    room: str | None = None,
    **numbers: int | list[int] | str | None,
) -> None:
    """Note that something happened to a thing; ids, states and numbers only, never text or names.

    Raises RuntimeError outside an act. `by` is None for the system. Strings among `numbers` may be hashes or codes.
    """
    current = _current()
    if not current.depth:
        raise RuntimeError(f"{verb}: nur ein Akt schreibt ins Journal.")
    current.pending.append(
        Entry(
            at=timezone.now(),
            actor=by,
            verb=verb,
            kind=thing._meta.label_lower,
            thing=thing.pk,
            room=getattr(thing, "room", "") if room is None else room,
            before=before,
            after=after,
            numbers={name: value for name, value in numbers.items() if value is not None},
        )
    )


BATCH = "batch.taken_over"


def things_of(entry: Entry) -> list[tuple[str, int]]:
    """The things an entry speaks of, as (kind, id): one for most entries, up to 200 for a batch."""
    if entry.verb != BATCH:
        return [(entry.kind, entry.thing)]
    return [(kind, pk) for kind, pks in entry.numbers.items() if isinstance(pks, list) for pk in pks]


def _seal(pending: list[Entry]) -> None:
    """Number and chain the entries; the head's row is the last lock and held until the commit."""
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    first = head.number + 1
    for number, entry in enumerate(pending, start=first):
        entry.number = number
        entry.act = first
        entry.seal = head.seal = seal_of(entry, before=head.seal)
    Entry.objects.bulk_create(pending)
    head.number = first + len(pending) - 1
    head.save(update_fields=["number", "seal"])
    rooms = {entry.room for entry in pending if entry.room}
    number, seal = head.number, head.seal
    transaction.on_commit(lambda: _announce(number, seal, rooms))


def _announce(number: int, seal: str, rooms: set[str]) -> None:
    witness(number, seal)
    bell.ring(rooms)
    wake.set()


def seal_of(entry: Entry, *, before: str) -> str:
    """Compute the SHA-256 (hex) of an entry chained to the seal before it."""
    content = [
        before,
        entry.number,
        entry.act,
        entry.at.isoformat(timespec="microseconds") if isinstance(entry.at, datetime) else entry.at,
        entry.actor_id,
        entry.verb,
        entry.kind,
        entry.thing,
        entry.room,
        entry.before,
        entry.after,
        entry.numbers,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def witness(number: int, seal: str) -> None:
    """Append the head to a file outside the database, so that even a cut-off tail is found."""
    path = settings.JOURNAL_WITNESS
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{number} {seal}\n".encode("ascii"))
    finally:
        os.close(handle)


def verify() -> list[str]:
    """Prove the chain against itself, the head and the witness; returns one German sentence per fault, none if sound."""
    faults: list[str] = []
    witnessed = dict(_witnessed())
    seal, expected, last = FIRST_SEAL, 1, 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != expected:
            faults.append(f"Eintrag {expected} fehlt (es folgt {entry.number}).")
            expected = entry.number
        computed = seal_of(entry, before=seal)
        if computed != entry.seal:
            faults.append(f"Eintrag {entry.number} wurde verändert oder vertauscht.")
        if entry.number in witnessed and witnessed[entry.number] != entry.seal:
            faults.append(f"Eintrag {entry.number} trägt ein anderes Siegel als bezeugt.")
        seal, expected, last = entry.seal, expected + 1, entry.number
    head = Head.objects.filter(pk=1).first()
    if head is not None and (head.number, head.seal) != (last, seal):
        faults.append(f"Der Kopf nennt Eintrag {head.number}, das Journal endet mit {last}.")
    if witnessed and max(witnessed) > last:
        faults.append(f"Bezeugt ist Eintrag {max(witnessed)}, das Journal endet mit {last}: Das Ende wurde abgeschnitten.")
    return faults


def _witnessed() -> Iterator[tuple[int, str]]:
    if not settings.JOURNAL_WITNESS.exists():
        return
    with settings.JOURNAL_WITNESS.open(encoding="ascii") as lines:
        for line in lines:
            number, _, seal = line.strip().partition(" ")
            if number.isdigit() and len(seal) == len(FIRST_SEAL):
                yield int(number), seal


# Readers ----------------------------------------------------------------------------------------------------------

Reader = Callable[[list[Entry]], None]
READERS: dict[str, Reader] = {}
wake = threading.Event()


def reader(name: str) -> Callable[[Reader], Reader]:
    """Register a reader of the journal under a name that keeps its bookmark. A reader is idempotent and calls no act."""

    def register(function: Reader) -> Reader:
        READERS[name] = function
        return function

    return register


def drain(*names: str) -> int:
    """Let the readers (all, or those named) go on from their bookmarks to the head; returns the slices handed out.

    A reader that fails keeps its bookmark and is tried again at the next call; the others go on.
    """
    slices = 0
    for name in names or tuple(READERS):
        while _advance(name):
            slices += 1
    return slices


def _advance(name: str) -> bool:
    """Hand one slice to one reader outside any transaction, then move its bookmark."""
    bookmark = Bookmark.objects.get_or_create(reader=name)[0]
    entries = list(Entry.objects.filter(number__gt=bookmark.number).order_by("number")[:SLICE])
    if not entries:
        return False
    try:
        READERS[name](entries)
    except Exception as problem:  # a reader may be broken in any way; the rest of the house goes on
        logger.exception("Leser %s blieb bei Eintrag %s stehen", name, bookmark.number)
        Bookmark.objects.filter(pk=name).update(
            failures=models.F("failures") + 1, problem=f"{type(problem).__name__}"[:500]
        )
        return False
    Bookmark.objects.filter(pk=name, number=bookmark.number).update(number=entries[-1].number, failures=0, problem="")
    return True


def replay(name: str) -> None:
    """Send a reader back to the beginning; it reads everything again at the next `drain`."""
    Bookmark.objects.update_or_create(reader=name, defaults={"number": 0, "failures": 0, "problem": ""})


def head_number() -> int:
    """The number of the last entry, 0 for an empty journal."""
    return Head.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def lag() -> dict[str, int]:
    """How many entries each reader is behind the head."""
    head = head_number()
    read = dict(Bookmark.objects.values_list("reader", "number"))
    return {name: head - read.get(name, 0) for name in READERS}
