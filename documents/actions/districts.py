"""Acts that say which districts a paper or an agenda item concerns."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.utils import timezone

from council import journal, life
from council.models import AgendaItem, District, User
from documents import may
from documents.models import NotMeant, Paper

_Thing = TypeVar("_Thing", Paper, AgendaItem)
_NOUNS: dict[type, str] = {Paper: "paper", AgendaItem: "item"}


@journal.act
def assign(thing: _Thing, districts: Collection[District], *, by: User | None) -> _Thing:
    """Say which districts the thing concerns, all of them at once; it then stands on their pages and in their feeds."""
    thing = _locked(thing, by=by)
    _refuse_foreign(thing, districts)
    wanted = {district.pk for district in districts}
    if wanted != set(thing.districts.values_list("pk", flat=True)):
        thing.districts.set(districts)
        _record(thing, "districts_set", by=by)
    return thing


@journal.act
def add(thing: _Thing, district: District, *, by: User | None) -> _Thing:
    """Say that the thing concerns one district more, such as one that its text names."""
    thing = _locked(thing, by=by)
    _refuse_foreign(thing, [district])
    thing.not_meant.filter(district=district).delete()
    if not thing.districts.filter(pk=district.pk).exists():
        thing.districts.add(district)
        _record(thing, "districts_set", by=by)
    return thing


@journal.act
def refuse(thing: _Thing, district: District, *, by: User) -> _Thing:
    """Say that a district is named but not meant; it is not proposed again for this thing."""
    thing = _locked(thing, by=by)
    _refuse_foreign(thing, [district])
    if thing.districts.filter(pk=district.pk).exists():
        raise life.WrongState("Dieser Ortsbezirk ist schon eingetragen.")
    if not thing.not_meant.filter(district=district).exists():
        NotMeant.objects.create(
            paper=thing if isinstance(thing, Paper) else None,
            item=thing if isinstance(thing, AgendaItem) else None,
            district=district,
            said_at=timezone.now(),
            said_by=by,
        )
        journal.record(f"{_NOUNS[type(thing)]}.district_not_meant", thing, by=by, district=district.pk)
    return thing


def _locked(thing: _Thing, *, by: User | None) -> _Thing:
    if isinstance(thing, AgendaItem):
        life.lock(thing.meeting)
    thing = life.lock(thing)
    if by is not None:
        may.locate(by, thing)
    return thing


def _record(thing: _Thing, past: str, *, by: User | None) -> None:
    life.touch(thing, fields=())
    pks = sorted(thing.districts.values_list("pk", flat=True))
    journal.record(f"{_NOUNS[type(thing)]}.{past}", thing, by=by, districts=pks)


def _refuse_foreign(thing: Paper | AgendaItem, districts: Collection[District]) -> None:
    """Only districts of the thing's own town."""
    body = thing.body_id if isinstance(thing, Paper) else _body_of(thing)
    if any(district.body_id != body or district.deleted_at is not None for district in districts):
        raise life.WrongState("Dieser Ortsbezirk gehört zu einer anderen Stadt.")


def _body_of(item: AgendaItem) -> int | None:
    organization = item.meeting.organization
    return organization.body_id if organization is not None else None
