"""The append-only, hash-chained record of everything that happens; all else reads it with a bookmark of its own."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
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
_CODE = re.compile(r"[A-Za-z0-9_:.+-]{0,128}")  # a hash, a state, a day: never words, for they have spaces
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
    """Open an act, or join the one under way; only the outermost seals and commits.

    An inner act that fails leaves neither rows nor entries, even if the outer one answers the failure and goes on.
    """
    current = _current()
    if current.depth:
        with _joining(current):
            yield
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


@contextmanager
def _joining(current: _Act) -> Iterator[None]:
    before = len(current.pending)
    current.depth += 1
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del current.pending[before:]
        raise
    finally:
        current.depth -= 1


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

    Raises RuntimeError outside an act, and ValueError for what is no number, hash or code. `by` is None for the system.
    """
    current = _current()
    if not current.depth:
        raise RuntimeError(f"{verb}: nur ein Akt schreibt ins Journal.")
    for name, value in numbers.items():
        _refuse_text(verb, name, value)
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


def _refuse_text(verb: str, name: str, value: object) -> None:
    values = value if isinstance(value, list) else [value]
    if not all(
        one is None or isinstance(one, int) or (isinstance(one, str) and _CODE.fullmatch(one)) for one in values
    ):
        raise ValueError(f"{verb}: „{name}“ ist weder Zahl noch Code; Inhalte gehören nicht ins Journal.")


def _seal(pending: list[Entry]) -> None:
    """Number and chain the entries; the head's row is the last lock and held until the commit."""
    head = Head.objects.select_for_update(no_key=True).get_or_create(pk=1)[0]
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
    """Tell the world of a commit; whatever goes wrong here, the act stands."""
    try:
        witness(number, seal)
    except OSError:
        logger.exception("Der Kopf %s des Journals konnte nicht bezeugt werden", number)
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
    """Prove the chain against itself, the head and the witness; returns one German sentence per fault, none if sound.

    Acts may go on meanwhile: the head is read before and after the entries, and must enclose them.
    """
    faults: list[str] = []
    witnessed = _witnessed()
    before = _head()
    seal, last = FIRST_SEAL, 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != last + 1:
            faults.append(f"Eintrag {last + 1} fehlt (es folgt {entry.number}).")
        if seal_of(entry, before=seal) != entry.seal:
            faults.append(f"Eintrag {entry.number} wurde verändert oder vertauscht.")
        if witnessed.get(entry.number, {entry.seal}) != {entry.seal}:
            faults.append(f"Eintrag {entry.number} trägt ein anderes Siegel als bezeugt.")
        if (entry.number, entry.seal) != before and entry.number == before[0]:
            faults.append(f"Der Kopf trägt ein anderes Siegel als Eintrag {entry.number}.")
        seal, last = entry.seal, entry.number
    return faults + _faults_at_the_end(last, seal, before=before, witnessed=witnessed)


def _faults_at_the_end(last: int, seal: str, *, before: tuple[int, str], witnessed: dict[int, set[str]]) -> list[str]:
    faults: list[str] = []
    after = _head()
    if not before[0] <= last <= after[0] or (last == after[0] != before[0] and seal != after[1]):
        faults.append(f"Der Kopf nennt Eintrag {after[0]}, das Journal endet mit {last}.")
    if witnessed and max(witnessed) > last:
        faults.append(
            f"Bezeugt ist Eintrag {max(witnessed)}, das Journal endet mit {last}: Das Ende wurde abgeschnitten."
        )
    return faults


def _head() -> tuple[int, str]:
    return Head.objects.filter(pk=1).values_list("number", "seal").first() or (0, FIRST_SEAL)


def witnessed_number() -> int:
    """Up to which entry the head was witnessed outside the database; 0 if there is no witness."""
    return max(_witnessed(), default=0)


def _witnessed() -> dict[int, set[str]]:
    """Every seal ever witnessed for a number; more than one means that the end was cut off and written anew."""
    found: dict[int, set[str]] = {}
    if not settings.JOURNAL_WITNESS.exists():
        return found
    with settings.JOURNAL_WITNESS.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            number, _, seal = line.strip().partition(" ")
            if number.isdigit() and len(seal) == len(FIRST_SEAL):
                found.setdefault(int(number), set()).add(seal)
    return found


# Readers ----------------------------------------------------------------------------------------------------------

Reader = Callable[[list[Entry]], None]
READERS: dict[str, Reader] = {}
wake = threading.Event()


def reader(name: str) -> Callable[[Reader], Reader]:
    """Register a reader under a name that keeps its bookmark. A reader is idempotent and calls no act."""

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


def acted(user: User, *, since: int) -> bool:
    """Whether this person did anything after the entry of that number."""
    return Entry.objects.filter(actor=user, number__gt=since).exists()


def lag() -> dict[str, int]:
    """How many entries each reader is behind the head."""
    head = head_number()
    read = dict(Bookmark.objects.values_list("reader", "number"))
    return {name: head - read.get(name, 0) for name in READERS}
