"""Acts on the items of an agenda, before and during the meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from council import journal, life, may
from council.actions import conflicts, speeches
from council.models import AgendaItem, Conflict, Meeting, Person, User
from council.states import Audience, ItemState, MeetingState, Result

# What must end before an item does, such as an open vote: upper floors add who says so, with a sentence or nothing.
UNFINISHED: list[Callable[[AgendaItem], str]] = []
# What keeps an item from being called up, such as an extension of the agenda that was not adopted.
NOT_YET: list[Callable[[AgendaItem], str]] = []

_AGENDA_FIXED = (MeetingState.CLOSED, MeetingState.CANCELLED)


@journal.act
def add(item: AgendaItem, *, by: User | None) -> AgendaItem:
    """Put an item on the agenda, at the end unless its `order` says otherwise. Unknown publicity stays closed."""
    meeting = life.lock(item.meeting)
    if by is not None:
        may.manage_agenda(by, meeting)
        refuse_if_fixed(meeting)
    _insert(item, meeting=meeting)
    journal.record("item.added", item, by=by, after=item.state)
    return item


@journal.act
def record(item: AgendaItem, *, by: User | None) -> AgendaItem:
    """Enter an item of a past meeting in any state, also once that meeting is closed (Altvorgang erfassen)."""
    meeting = life.lock(item.meeting)
    if by is not None:
        may.be_clerk(by)
    _insert(item, meeting=meeting)
    journal.record("item.recorded", item, by=by, after=item.state)
    return item


@journal.act
def change(item: AgendaItem, *, by: User, version: int | None = None, **fields: Any) -> AgendaItem:
    """Change number, name or part of an item; a form made from an older state is refused (Stale)."""
    meeting = life.lock(item.meeting)
    item = life.lock(item, version=version)
    may.manage_agenda(by, meeting)
    refuse_if_fixed(meeting)
    for name, new in fields.items():
        setattr(item, name, new)
    item.full_clean(validate_unique=False)
    life.touch(item, fields=tuple(fields))
    journal.record("item.changed", item, by=by)
    return item


@journal.act
def move(item: AgendaItem, *, to: int, by: User) -> AgendaItem:
    """Move an item to another place (0 is the first) among its meeting's items."""
    meeting = life.lock(item.meeting)
    may.manage_agenda(by, meeting)
    refuse_if_fixed(meeting)
    rows = list(meeting.items.filter(deleted_at=None).order_by("order", "pk"))
    rows.sort(key=lambda row: (row.pk == item.pk, row.order))
    moved = rows.pop()
    rows.insert(max(0, min(to, len(rows))), moved)
    now = timezone.now()
    for order, row in enumerate(rows):
        if row.order != order:
            AgendaItem.objects.filter(pk=row.pk).update(order=order, modified_at=now)
    journal.record("item.moved", item, by=by, to=to)
    return life.lock(item)


@journal.act
def publish(item: AgendaItem, *, by: User | None) -> AgendaItem:
    """Treat the item in public from now on; everyone may read it (HGO §52(1))."""
    return _set_publicity(item, by=by, public=True, audience=Audience.PUBLIC)


@journal.act
def close_to_public(item: AgendaItem, *, by: User | None) -> AgendaItem:
    """Treat the item in closed session; outsiders' pages lose it at once (HGO §52(1))."""
    return _set_publicity(item, by=by, public=False, audience=Audience.BODY)


@journal.act
def call(item: AgendaItem, *, by: User | None, at: datetime | None = None) -> AgendaItem:
    """Call the item up, now or `at` the moment it was, and with it those that are debated together.

    The meeting must be running, with no other up.
    """
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    if by is not None:
        may.preside(by, meeting)
    if meeting.state != MeetingState.RUNNING:
        raise life.WrongState("Die Sitzung läuft nicht; ein Tagesordnungspunkt kann jetzt nicht aufgerufen werden.")
    _refuse_another(item, meeting=meeting)
    if by is not None:
        _refuse_not_yet(item)
    item.called_at = at or timezone.now()
    item = life.take(item, "call", by=by, also=("called_at",))
    for other in AgendaItem.objects.together(item).filter(state=ItemState.OPEN).order_by("order", "pk"):
        other = life.lock(other)
        if by is not None:
            _refuse_not_yet(other)
        other.called_at = item.called_at
        conflicts.leave_room(life.take(other, "call", by=by, also=("called_at",)), by=by)
    speeches.clear(meeting, by=by)
    conflicts.leave_room(item, by=by)
    return item


@journal.act
def put_back(item: AgendaItem, *, by: User) -> AgendaItem:
    """Put a called item back unclosed, and with it those that were called up together; it can be called again."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.preside(by, meeting)
    refuse_unfinished(item)
    for other in AgendaItem.objects.together(item).filter(state=ItemState.CALLED).exclude(pk=item.pk):
        refuse_unfinished(other)
        _rest(life.lock(other), by=by)
        life.take(life.lock(other), "put_back", by=by)
    _rest(item, by=by)
    return life.take(item, "put_back", by=by)


@journal.act
def close(
    item: AgendaItem, *, result: str, result_text: str = "", resolution_text: str = "", by: User | None
) -> AgendaItem:
    """Close the called item with its result. Raises ValueError for what is no code of `Result`."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    if by is not None:
        may.preside(by, meeting)
    refuse_unfinished(item)
    item.result, item.result_text, item.resolution_text = Result(result), result_text, resolution_text
    item.closed_at = timezone.now()
    speeches.conclude(item, by=by)
    conflicts.come_back(item, by=by)
    return life.take(
        item, "close", by=by, also=("result", "result_text", "resolution_text", "closed_at"), result=result
    )


@journal.act
def put_off(item: AgendaItem, *, result: str, result_text: str = "", by: User) -> AgendaItem:
    """Close an item before it was called up: postponed, or referred. Raises ValueError for what is no `Result`."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.preside(by, meeting)
    refuse_if_fixed(meeting)
    refuse_unfinished(item)
    item.result, item.result_text, item.closed_at = Result(result), result_text, timezone.now()
    return life.take(item, "put_off", by=by, also=("result", "result_text", "closed_at"), result=result)


@journal.act
def reopen(item: AgendaItem, *, by: User) -> AgendaItem:
    """Take a closed item up again while the meeting lasts."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.preside(by, meeting)
    if meeting.state != MeetingState.RUNNING:
        raise life.WrongState("Die Sitzung läuft nicht; abgeschlossene Punkte bleiben abgeschlossen.")
    _refuse_another(item, meeting=meeting)
    item = life.take(item, "reopen", by=by)
    speeches.clear(meeting, by=by)
    conflicts.leave_room(item, by=by)
    return item


def refuse_unfinished(item: AgendaItem) -> None:
    """Refuse to let an item end while something at it goes on (WrongState)."""
    for unfinished in UNFINISHED:
        if reason := unfinished(item):
            raise life.WrongState(reason)


@journal.act
def remove(item: AgendaItem, *, by: User) -> AgendaItem:
    """Take the item off the agenda (absetzen); it stays on the page, struck out."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.manage_agenda(by, meeting)
    refuse_if_fixed(meeting)
    refuse_unfinished(item)
    _rest(item, by=by)
    return life.take(item, "remove", by=by)


@journal.act
def discard(item: AgendaItem, *, by: User) -> AgendaItem:
    """Take back an item of an agenda nobody has been sent yet: it is gone. Afterwards it can only be removed."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.manage_agenda(by, meeting)
    refuse_if_fixed(meeting)
    if meeting.agenda_published_at is not None or item.state != ItemState.OPEN:
        raise life.WrongState("Die Tagesordnung ist veröffentlicht; der Punkt wird abgesetzt, nicht gelöscht.")
    if item.children.filter(deleted_at=None).exists():
        raise life.WrongState("Unter diesem Punkt stehen andere; bitte zuerst diese entfernen.")
    item.deleted_at = timezone.now()
    life.touch(item, fields=("deleted_at",))
    journal.record("item.discarded", item, by=by)
    return item


@journal.act
def restore(item: AgendaItem, *, by: User) -> AgendaItem:
    """Put a removed item on the agenda again."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.manage_agenda(by, meeting)
    refuse_if_fixed(meeting)
    return life.take(item, "restore", by=by)


@journal.act
def bar(item: AgendaItem, *, person: Person, by: User | None, **why: Any) -> Conflict:
    """Bar a person from an item for a conflict of interest: its closed matter is gone for them at once (HGO §25).

    `why` are the category and the reason where they are known.
    """
    meeting = life.lock(item.meeting)
    if by is not None:
        may.preside(by, meeting)
    return conflicts.enter(life.lock(item), person=person, by=by, **why)


@journal.act
def readmit(conflict: Conflict, *, by: User) -> Conflict:
    """Let a barred person back in."""
    meeting = life.lock(conflict.item.meeting)
    may.preside(by, meeting)
    conflict = life.lock(conflict)
    return conflict if conflict.lifted_at is not None else conflicts.lift(conflict, by=by)


def _rest(item: AgendaItem, *, by: User | None) -> None:
    """Nobody speaks at an item that is not treated any more, and whoever left the room for it comes back."""
    speeches.put_off(item, by=by)
    conflicts.come_back(item, by=by)


def _refuse_another(item: AgendaItem, *, meeting: Meeting) -> None:
    """One item is up at a time, or those that are debated together."""
    group = AgendaItem.objects.together(item).values("pk")
    if meeting.items.filter(state=ItemState.CALLED).exclude(pk__in=group).exists():
        raise life.WrongState("Ein anderer Tagesordnungspunkt ist noch aufgerufen. Bitte zuerst abschließen.")


def _refuse_not_yet(item: AgendaItem) -> None:
    for not_yet in NOT_YET:
        if reason := not_yet(item):
            raise life.WrongState(reason)


def _insert(item: AgendaItem, *, meeting: Meeting) -> None:
    if item.order is None:
        item.order = (meeting.items.aggregate(last=Max("order"))["last"] or 0) + 1 if meeting.items.exists() else 0
    else:
        meeting.items.filter(order__gte=item.order).update(order=F("order") + 1)
    now = timezone.now()
    item.created_at, item.modified_at = now, now
    item.full_clean(validate_unique=False)
    item.save(force_insert=True)


def _set_publicity(item: AgendaItem, *, by: User | None, public: bool, audience: Audience) -> AgendaItem:
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    if by is not None:
        may.manage_agenda(by, meeting)
    item.public, item.audience = public, audience
    if audience == Audience.BODY:
        item.audience_organization = meeting.organization
    life.touch(item, fields=("public", "audience", "audience_organization"))
    journal.record("item.opened_to_public" if public else "item.closed_to_public", item, by=by)
    return item


def refuse_if_fixed(meeting: Meeting) -> None:
    """Refuse to change the agenda of a meeting that is over; raises WrongState."""
    if meeting.state in _AGENDA_FIXED:
        raise life.WrongState("Die Sitzung ist beendet oder abgesagt; ihre Tagesordnung steht fest.")
