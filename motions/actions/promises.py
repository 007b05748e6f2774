"""Acts on promises: recording them, keeping them before the body, and saying what became of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from council import journal, life
from council.actions import agenda
from council.models import AgendaItem, User
from motions.may import promises as may
from motions.models import Promise


@journal.act
def record(promise: Promise, *, by: User | None) -> Promise:
    """Record a promise; from now on it is on the body's page and proposed for each of its meetings."""
    if by is not None:
        may.keep(by, promise)
    now = timezone.now()
    promise.created_at, promise.modified_at, promise.recorded_by = now, now, by
    promise.full_clean(validate_unique=False)
    promise.save(force_insert=True)
    journal.record("promise.recorded", promise, by=by, after=promise.state)
    return promise


@journal.act
def correct(promise: Promise, *, by: User, version: int | None = None, **fields: Any) -> Promise:
    """Correct what was recorded; a form made from an older state is refused (Stale), a settled promise too."""
    promise = life.lock(promise, version=version)
    may.keep(by, promise)
    if not life.can(promise, "fulfil"):
        raise life.WrongState("Die Zusage ist nicht mehr offen; sie wird nicht mehr geändert.")
    for name, new in fields.items():
        setattr(promise, name, new)
    promise.full_clean(validate_unique=False)
    life.touch(promise, fields=tuple(fields))
    journal.record("promise.corrected", promise, by=by)
    return promise


@journal.act
def fulfil(promise: Promise, *, outcome: str, on: date, by: User) -> Promise:
    """Say that the promise was fulfilled on that day, and how; it is no longer proposed."""
    return _settle(promise, "fulfil", outcome=outcome, on=on, by=by)


@journal.act
def withdraw(promise: Promise, *, outcome: str, on: date, by: User) -> Promise:
    """Say that the promise was withdrawn on that day, and why; it is no longer proposed."""
    return _settle(promise, "withdraw", outcome=outcome, on=on, by=by)


@journal.act
def reopen(promise: Promise, *, by: User) -> Promise:
    """Take back what was said of its end; it is open again."""
    promise = life.lock(promise)
    may.keep(by, promise)
    promise.outcome, promise.settled_on = "", None
    return life.take(promise, "reopen", by=by, also=("outcome", "settled_on"))


@journal.act
def take_up(promise: Promise, *, item: AgendaItem, by: User) -> AgendaItem:
    """Put the promise on the agenda of a meeting of its body; once for each meeting."""
    promise = life.lock(promise)
    may.keep(by, promise)
    if not Promise.objects.open().not_yet_at(item.meeting).filter(pk=promise.pk).exists():
        raise life.WrongState("Diese Zusage ist nicht mehr offen oder steht schon auf dieser Tagesordnung.")
    item = agenda.add(item, by=by)
    promise.taken_up_at.add(item)
    journal.record("promise.taken_up", promise, by=by, item=item.pk)
    return item


def _settle(promise: Promise, step: str, *, outcome: str, on: date, by: User) -> Promise:
    promise = life.lock(promise)
    may.keep(by, promise)
    if on < promise.made_on:
        raise life.WrongState("Das liegt vor dem Tag der Zusage.")
    promise.outcome, promise.settled_on = outcome, on
    return life.take(promise, step, by=by, also=("outcome", "settled_on"))
