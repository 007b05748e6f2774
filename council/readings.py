"""Notes who reads closed matter and shows it to those who answer for it; a page is shown even where noting fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from council import audiences, may, unjournaled
from council.models import ClosedReading
from council.states import Audience

if TYPE_CHECKING:
    from datetime import datetime

    from council.audiences import Viewer
    from council.models import User

logger = logging.getLogger(__name__)

# What a faction or a person keeps to itself is its own affair: nobody is shown who reads it, so it is not noted.
CLOSED = frozenset((Audience.MEMBERS, Audience.COUNCIL, Audience.ADMINISTRATION, Audience.BODY, Audience.NAMED))


@dataclass(frozen=True)
class Kind:
    """A kind of thing whose reading is noted: what it is called, which are closed (keys), whose matter it is (a body).

    `rows` gives what knows `visible_to`.
    """

    title: str
    rows: Callable[[], Any]
    closed_among: Callable[[Collection[Any]], set[int]]
    body_of: Callable[[Any], int | None]


KINDS: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Have the reading of a kind noted; `name` stands in the rows and in addresses."""
    KINDS[name] = kind


def note(user: Viewer, kind: str, things: Collection[Any]) -> None:
    """Note that the person reads these things now, as far as they are closed and not their own.

    Whoever reads only what everybody may is asked nothing. What cannot be noted is written into the log, by numbers.
    """
    standing = audiences.standing_of(user)
    if standing.user_id is None or standing.circle == "public":
        return
    others = [thing for thing in things if getattr(thing, "owner_id", None) != standing.user_id]
    closed = KINDS[kind].closed_among(others) if others else set()
    if not closed:
        return
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    try:
        unjournaled.note_readings(standing.user_id, kind=kind, things=closed, hour=hour)
    except DatabaseError:
        logger.exception("reading not noted account=%s %s=%s", standing.user_id, kind, sorted(closed))


def is_closed(kind: str, thing: Any) -> bool:
    """Whether the reading of this thing is noted."""
    return bool(KINDS[kind].closed_among([thing]))


def address(user: Viewer, kind: str, thing: Any) -> str:
    """Where this person sees who read the thing; empty if they do not see it, or it is open to all."""
    if audiences.standing_of(user).outsider or not may.allowed(may.see_readings, user, KINDS[kind].body_of(thing)):
        return ""
    return reverse("readings", args=[kind, thing.key]) if is_closed(kind, thing) else ""


def of_thing(kind: str, thing: Any) -> QuerySet[ClosedReading]:
    """Who read it, the latest first, with their persons."""
    rows = ClosedReading.objects.filter(kind=kind, thing=thing.pk).select_related("user__person")
    return rows.order_by("-hour", "user__person__name", "pk")


def of_person(user: int) -> list[dict[str, Any]]:
    """All an account read, the latest first: kind, key, hour – never the name of what may be closed by now."""
    rows = list(_of_person(user))
    known = {name: _by_pk(kind.rows(), rows, name) for name, kind in KINDS.items()}
    return [
        {"kind": KINDS[row.kind].title, "key": getattr(known[row.kind].get(row.thing), "key", ""), "hour": row.hour}
        for row in rows
    ]


def latest_of(user: User, *, most: int) -> list[tuple[str, Any, datetime]]:
    """What an account read last: kind in German, the thing if it still may be read (else None), hour."""
    rows = list(_of_person(user.pk)[:most])
    known = {name: _by_pk(kind.rows().visible_to(user), rows, name) for name, kind in KINDS.items()}
    return [(KINDS[row.kind].title, known[row.kind].get(row.thing), row.hour) for row in rows]


def _of_person(user: int) -> QuerySet[ClosedReading]:
    return ClosedReading.objects.filter(user=user).order_by("-hour", "kind", "pk")


def _by_pk(things: Any, rows: Collection[ClosedReading], kind: str) -> dict[int, Any]:
    return {thing.pk: thing for thing in things.filter(pk__in={row.thing for row in rows if row.kind == kind})}
