"""The act by which a body adopts its agenda at the beginning of a meeting (Feststellung der Tagesordnung)."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life, may
from council.actions import meetings
from council.models import AgendaRevision, Meeting, User
from council.states import AgendaKind, MeetingState


@journal.act
def adopt(meeting: Meeting, *, by: User, version: int | None = None) -> AgendaRevision:
    """Keep the agenda as the body adopted it, beside those that were sent; adopted again, the last one holds.

    Raises WrongState unless the meeting runs.
    """
    meeting = life.lock(meeting, version=version)
    may.preside(by, meeting)
    if meeting.state != MeetingState.RUNNING:
        raise life.WrongState("Die Tagesordnung wird in der laufenden Sitzung festgestellt.")
    revision = meetings.keep_revision(meeting, at=timezone.now(), kind=AgendaKind.HELD)
    life.touch(meeting, fields=())
    journal.record("meeting.agenda_adopted", meeting, by=by, revision=revision.pk)
    return revision
