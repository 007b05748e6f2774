"""Acts on meetings: plan, publish the agenda, open, interrupt, close, cancel."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils import timezone

from council import journal, life, may
from council.models import AgendaRevision, Meeting, User
from council.states import Audience, MeetingState


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
    for name, new in fields.items():
        setattr(meeting, name, new)
    meeting.full_clean(validate_unique=False)
    life.touch(meeting, fields=tuple(fields))
    journal.record("meeting.changed", meeting, by=by)
    return meeting


@journal.act
def publish_agenda(meeting: Meeting, *, by: User | None, version: int | None = None) -> Meeting:
    """Send the agenda out: it is kept as it is now, the meeting is open to its audience, and its state is „eingeladen“.

    Published again, a further revision is kept (Nachtrag).
    """
    meeting = life.lock(meeting, version=version)
    if by is not None:
        may.manage_agenda(by, meeting)
    revision = _keep_revision(meeting)
    meeting.agenda_published_at = revision.made_at
    fields = ("agenda_published_at", "audience", "public")
    if meeting.public is not False:
        meeting.public, meeting.audience = True, Audience.PUBLIC
    if meeting.state in (MeetingState.PLANNED, MeetingState.AGENDA_OPEN):
        return life.take(meeting, "invite", by=by, also=fields, revision=revision.pk)
    if meeting.state not in (MeetingState.INVITED, MeetingState.RUNNING, MeetingState.INTERRUPTED):
        raise life.WrongState("Die Sitzung ist beendet oder abgesagt; ihre Tagesordnung steht fest.")
    life.touch(meeting, fields=fields)
    journal.record("meeting.supplemented", meeting, by=by, revision=revision.pk)
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
    """Interrupt the meeting."""
    meeting = life.lock(meeting)
    may.preside(by, meeting)
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
    meeting.ends_at = timezone.now()
    return life.take(meeting, "close", by=by, also=("ends_at",))


@journal.act
def cancel(meeting: Meeting, *, by: User) -> Meeting:
    """Cancel the meeting; calendars show it as cancelled."""
    meeting = life.lock(meeting)
    may.manage_agenda(by, meeting)
    return life.take(meeting, "cancel", by=by)


def _keep_revision(meeting: Meeting) -> AgendaRevision:
    last = meeting.revisions.aggregate(last=Max("number"))["last"] or 0
    rows = meeting.items.filter(deleted_at=None).order_by("order")
    content = [
        {"key": item.key, "part": item.part, "number": item.number, "name": item.name, "audience": item.audience}
        for item in rows
    ]
    return AgendaRevision.objects.create(meeting=meeting, number=last + 1, made_at=timezone.now(), content=content)
