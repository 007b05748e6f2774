"""Acts on bodies, persons and memberships."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from council import journal, life, may, ties
from council.models import Body, District, LegislativeTerm, Location, Meeting, Membership, Organization, Person, User
from council.states import BodyKind

_Thing = TypeVar("_Thing", Body, LegislativeTerm, Location, Organization, District, Person, Membership)

_VERBS: dict[type[models.Model], str] = {
    Body: "body",
    LegislativeTerm: "term",
    Location: "location",
    Organization: "organization",
    District: "district",
    Person: "person",
    Membership: "membership",
}


@journal.act
def enter(thing: _Thing, *, by: User | None) -> _Thing:
    """Enter a new body, term, place, district, person or membership; from then on it has a page and gives rights."""
    _ask(by)
    now = timezone.now()
    thing.created_at, thing.modified_at = now, now
    thing.full_clean(validate_unique=False)
    thing.save(force_insert=True)
    journal.record(f"{_VERBS[type(thing)]}.entered", thing, by=by)
    return thing


@journal.act
def change(thing: _Thing, *, by: User | None, version: int | None = None, **fields: Any) -> _Thing:
    """Change fields of a body, term, place, district, person or membership.

    With `version`, a form made from an older state is refused (Stale).
    """
    thing = life.lock(thing, version=version)
    _ask(by)
    for name, new in fields.items():
        setattr(thing, name, new)
    thing.full_clean(validate_unique=False)
    life.touch(thing, fields=tuple(fields))
    journal.record(f"{_VERBS[type(thing)]}.changed", thing, by=by)
    return thing


@journal.act
def remodel(body: Organization, *, by: User, version: int, **fields: Any) -> Organization:
    """Change a body as the office does: where it ends, its seats end with it, and those to begin later are struck.

    Its kind stands once somebody sits in it or it has met, for rights follow from it (WrongState).
    """
    kind = fields.get("kind", body.kind)
    if kind != body.kind and in_use(body):
        raise life.WrongState("Die Art dieses Gremiums steht fest: Es hat schon Mitglieder oder Sitzungen.")
    body = change(body, by=by, version=version, **fields)
    if body.end_date is not None:
        _end_with(body, on=body.end_date, by=by)
        if body.kind == BodyKind.ASSEMBLY_OFFICE:
            refuse_empty_office(on=body.end_date)
    return body


@journal.act
def end_membership(membership: Membership, *, on: date, by: User | None, version: int | None = None) -> Membership:
    """End a membership with that day; its rights are gone at midnight, everywhere."""
    membership = life.lock(membership, version=version)
    _ask(by)
    if membership.start_date is not None and on < membership.start_date:
        raise life.WrongState("Eine Mitgliedschaft kann nicht enden, bevor sie begonnen hat.")
    membership.end_date = on
    life.touch(membership, fields=("end_date",))
    journal.record("membership.ended", membership, by=by)
    return membership


@journal.act
def strike(thing: _Thing, *, by: User, version: int) -> _Thing:
    """Take back what was entered by mistake; nothing may hang on it (WrongState). Its page is gone, its row stays."""
    may.manage_bodies(by)
    if ties.bound(thing):
        raise life.WrongState("Das geht nicht mehr: Anderes verweist schon auf diesen Eintrag.")
    return change(thing, by=by, version=version, deleted_at=timezone.now())


def in_use(body: Organization) -> bool:
    """Whether somebody sits or sat in the body, or it has met or is to meet."""
    return (
        body.memberships.filter(deleted_at=None).exists()
        or Meeting.objects.filter(models.Q(organization=body) | models.Q(joint_organizations=body)).exists()
    )


def refuse_empty_office(*, on: date) -> None:
    """Refuse (WrongState) what leaves nobody with an account in the office from the day after: nobody could undo it."""
    seats = Membership.objects.current(on=on + timedelta(days=1)).filter(person__deleted_at=None)
    of_office = seats.filter(organization__kind=BodyKind.ASSEMBLY_OFFICE, organization__deleted_at=None)
    if not of_office.filter(person__account__is_active=True).exists():
        raise life.WrongState("Danach gehörte niemand mit Zugang mehr zum Büro. Bitte zuerst die Nachfolge eintragen.")


def open_beyond(body: Organization, *, day: date) -> models.QuerySet[Membership]:
    """The seats in the body that would outlast it, were that day its last."""
    lasting = models.Q(end_date=None) | models.Q(end_date__gt=day)
    return body.memberships.filter(lasting, deleted_at=None).select_related("person", "organization")


def _end_with(body: Organization, *, on: date, by: User) -> None:
    for seat in open_beyond(body, day=on).order_by("pk"):
        if seat.start_date is not None and seat.start_date > on:
            change(seat, by=by, deleted_at=timezone.now())
        else:
            end_membership(seat, on=on, by=by)


def _ask(by: User | None) -> None:
    """The system (None) enters what importers bring; a person needs the office."""
    if by is not None:
        may.manage_bodies(by)
