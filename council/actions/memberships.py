"""Acts on seats: somebody takes one, holds another than was entered, gives one up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from council import journal, life, may
from council.actions import bodies
from council.models import Membership, User
from council.states import BodyKind


@journal.act
def take(seat: Membership, *, by: User) -> Membership:
    """Enter a seat; its rights begin with its first day. Nobody has two in one body at a time (WrongState)."""
    life.lock(seat.person)
    may.manage_bodies(by)
    _refuse_double(seat)
    return bodies.enter(seat, by=by)


@journal.act
def correct(seat: Membership, *, by: User, version: int, **fields: Any) -> Membership:
    """Set right what was entered of a seat; person and body stay. Its rights follow from the new days at once."""
    life.lock(seat.person)
    may.manage_bodies(by)
    for name, new in fields.items():
        setattr(seat, name, new)
    _refuse_double(seat)
    corrected = bodies.change(seat, by=by, version=version, **fields)
    _keep_office(seat, on=timezone.localdate())
    return corrected


@journal.act
def end(seat: Membership, *, on: date, by: User, version: int, also: Sequence[Membership] = ()) -> Membership:
    """End a seat with that day, and others of the same person with it; their rights are gone at midnight."""
    ended = bodies.end_membership(seat, on=on, by=by, version=version)
    for other in also:
        bodies.end_membership(other, on=on, by=by)
    for one in (seat, *also):
        _keep_office(one, on=on)
    return ended


@journal.act
def end_together(seats: Sequence[Membership], *, on: date, by: User) -> None:
    """End several seats with the same day, as at the end of a term; their rights are gone at midnight."""
    for seat in sorted(seats, key=lambda seat: seat.pk):
        bodies.end_membership(seat, on=on, by=by)
        _keep_office(seat, on=on)


@journal.act
def strike(seat: Membership, *, by: User, version: int) -> Membership:
    """Take back a seat that was entered by mistake: it counts as never held, its rights are gone at once."""
    struck = bodies.change(seat, by=by, version=version, deleted_at=timezone.now())
    _keep_office(seat, on=timezone.localdate())
    return struck


def _keep_office(seat: Membership, *, on: date) -> None:
    if seat.organization.kind == BodyKind.ASSEMBLY_OFFICE:
        bodies.refuse_empty_office(on=on)


def _refuse_double(seat: Membership) -> None:
    if doubles(seat):
        raise life.WrongState("Diese Person sitzt in dieser Zeit schon in diesem Gremium.")


def doubles(seat: Membership) -> list[Membership]:
    """The seats of the same person in the same body whose days overlap with those of this one."""
    rows = Membership.objects.filter(person=seat.person_id, organization=seat.organization_id, deleted_at=None)
    if seat.start_date is not None:
        rows = rows.filter(Q(end_date=None) | Q(end_date__gte=seat.start_date))
    if seat.end_date is not None:
        rows = rows.filter(Q(start_date=None) | Q(start_date__lte=seat.end_date))
    return list(rows.exclude(pk=seat.pk).order_by("start_date", "pk"))
