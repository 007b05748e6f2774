"""Acts on bodies, persons and memberships."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from council import journal, life, may
from council.models import Body, District, LegislativeTerm, Location, Membership, Organization, Person, User

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
def change(thing: _Thing, *, by: User | None, **fields: Any) -> _Thing:
    """Change fields of a body, term, place, district, person or membership."""
    _ask(by)
    thing = life.lock(thing)
    for name, new in fields.items():
        setattr(thing, name, new)
    thing.full_clean(validate_unique=False)
    life.touch(thing, fields=tuple(fields))
    journal.record(f"{_VERBS[type(thing)]}.changed", thing, by=by)
    return thing


@journal.act
def end_membership(membership: Membership, *, on: Any, by: User | None) -> Membership:
    """End a membership with that day; its rights are gone at midnight, everywhere."""
    _ask(by)
    membership = life.lock(membership)
    membership.end_date = on
    life.touch(membership, fields=("end_date",))
    journal.record("membership.ended", membership, by=by)
    return membership


def _ask(by: User | None) -> None:
    """The system (None) enters what importers bring; a person needs the office."""
    if by is not None:
        may.manage_bodies(by)
