"""Acts on meetings: plan, take over an agenda that was sent, open, interrupt, close, cancel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from council import journal, life, may
from council.actions import leadings, speeches
from council.models import AgendaItem, AgendaRevision, Meeting, User
from council.states import AgendaKind, Audience, MeetingState

# What ends with a meeting: upper floors add acts that are done before it closes.
AT_THE_END: list[Callable[..., None]] = []


@journal.act
def plan(meeting: Meeting, *, by: User | None) -> Meeting:
    """Enter a meeting in the calendar; without an audience it stays closed. Numbers count per body and term."""
    if by is not None:
        may.manage_agenda(by)
    now = timezone.now()
    meeting.created_at, meeting.modified_at = now, now
    meeting.full_clean(validate_unique=False)
    meeting.save(force_insert=True)
    journal.record("meeting.planned", meeting, by=by, after=meeting.state)
    return meeting


@journal.act
def change(meeting: Meeting, *, by: User, version: int | None = None, **fields: Any) -> Meeting:
    """Change day, hour, place or name; a form made from an older state is refused (Stale)."""
    meeting = life.lock(meeting, version=version)
    may.manage_agenda(by, meeting)
    before = meeting.audience
    for name, new in fields.items():
        setattr(meeting, name, new)
    meeting.full_clean(validate_unique=False)
    life.touch(meeting, fields=tuple(fields))
    withdrawn = Audience.PUBLIC == before != meeting.audience
    journal.record("meeting.changed", meeting, by=by, was_public=1 if withdrawn else None)
    return meeting


@journal.act
def publish_agenda(meeting: Meeting, *, by: None) -> Meeting:
    """Take over that an agenda was sent, without a proof for each recipient: an act of the system, for imports alone.

    Published again, a further revision is kept (Nachtrag). People invite by `invitations.send`.
    """
    meeting = life.lock(meeting)
    return open_to_audience(meeting, revision=keep_revision(meeting, at=timezone.now()), by=by)


def open_to_audience(
    meeting: Meeting, *, revision: AgendaRevision, by: User | None, invitation: int | None = None
) -> Meeting:
    """Open the locked meeting to its audience with the agenda that went out; to be called inside an act.

    The first time it becomes „eingeladen“, later it is supplemented. Raises WrongState once it is over.
    """
    meeting.agenda_published_at = revision.made_at
    fields = ("agenda_published_at", "audience", "public")
    if meeting.public is not False:
        meeting.public, meeting.audience = True, Audience.PUBLIC
    if meeting.state in (MeetingState.PLANNED, MeetingState.AGENDA_OPEN):
        return life.take(meeting, "invite", by=by, also=fields, revision=revision.pk, invitation=invitation)
    if meeting.state not in (MeetingState.INVITED, MeetingState.RUNNING, MeetingState.INTERRUPTED):
        raise life.WrongState("Die Sitzung ist beendet oder abgesagt; ihre Tagesordnung steht fest.")
    life.touch(meeting, fields=fields)
    journal.record("meeting.supplemented", meeting, by=by, revision=revision.pk, invitation=invitation)
    return meeting


@journal.act
def start(meeting: Meeting, *, by: User | None) -> Meeting:
    """Open the meeting; its live page begins to move."""
    meeting = life.lock(meeting)
    if by is not None:
        may.preside(by, meeting)
    if meeting.starts_at is None:
        meeting.starts_at = timezone.now()
    return life.take(meeting, "start", by=by, also=("starts_at",))


@journal.act
def interrupt(meeting: Meeting, *, by: User) -> Meeting:
    """Interrupt the meeting; the clock of whoever speaks stands still."""
    meeting = life.lock(meeting)
    may.preside(by, meeting)
    speeches.hold_all(meeting, by=by)
    return life.take(meeting, "interrupt", by=by)


@journal.act
def resume(meeting: Meeting, *, by: User) -> Meeting:
    """Go on after an interruption."""
    meeting = life.lock(meeting)
    may.preside(by, meeting)
    return life.take(meeting, "resume", by=by)


@journal.act
def close(meeting: Meeting, *, by: User | None) -> Meeting:
    """Close the meeting; an item still under discussion must be closed or put back before."""
    meeting = life.lock(meeting)
    if by is not None:
        may.preside(by, meeting)
    if meeting.items.filter(state="called", deleted_at=None).exists():
        raise life.WrongState("Ein Tagesordnungspunkt ist noch aufgerufen. Bitte abschließen oder zurückstellen.")
    speeches.clear(meeting, by=by)
    leadings.end_with(meeting, by=by)
    for end in AT_THE_END:
        end(meeting, by=by)
    now = timezone.now()
    meeting.ends_at = max(now, meeting.starts_at or now)  # whatever happened to the clock meanwhile
    return life.take(meeting, "close", by=by, also=("ends_at",))


@journal.act
def cancel(meeting: Meeting, *, by: User) -> Meeting:
    """Cancel the meeting; calendars show it as cancelled."""
    meeting = life.lock(meeting)
    may.manage_agenda(by, meeting)
    leadings.end_with(meeting, by=by)
    return life.take(meeting, "cancel", by=by)


def keep_revision(meeting: Meeting, *, at: datetime, kind: str = AgendaKind.SENT) -> AgendaRevision:
    """Keep the agenda of the locked meeting as it is now, as sent or as held; to be called inside an act."""
    last = meeting.revisions.aggregate(last=Max("number"))["last"] or 0
    rows = meeting.items.filter(deleted_at=None).order_by("order", "pk")
    content = [_line(item) for item in rows.select_related("parent")]
    return AgendaRevision.objects.create(meeting=meeting, number=last + 1, kind=kind, made_at=at, content=content)


def _line(item: AgendaItem) -> dict[str, Any]:
    """What a revision keeps of an item; who could read its name then is decided by audience and organization."""
    return {
        "key": item.key,
        "part": item.part,
        "number": item.number,
        "name": item.name,
        "neutral": item.neutral_name,
        "audience": item.audience,
        "organization": item.audience_organization_id,
        "parent": item.parent.key if item.parent is not None else "",
        "state": item.state,
    }
