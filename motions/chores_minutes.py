"""What the house does by itself for minutes: a draft when a meeting has closed, the print of what was signed."""

from __future__ import annotations

from datetime import datetime

from council import tick
from council.models import Entry, Meeting
from council.states import MeetingState
from motions.actions import minutes, minutes_signing
from motions.models import Minutes
from motions.states import MinutesState

_AT_ONCE = 5


@tick.chore("draft_minutes", eager=True)
def draft_minutes(now: datetime) -> int:
    """Draft the minutes of meetings that were closed here and have none, up to five at once."""
    closed = Entry.objects.filter(verb="meeting.closed").values("thing")
    rows = Meeting.objects.filter(pk__in=closed, state=MeetingState.CLOSED, origin=None, deleted_at=None, minutes=None)
    found = list(rows.order_by("pk")[:_AT_ONCE])
    for meeting in found:
        minutes.draft(meeting, by=None)
    return len(found)


@tick.chore("print_minutes", eager=True)
def print_minutes(now: datetime) -> int:
    """Print and seal signed minutes whose file is still missing, up to five at once."""
    rows = list(Minutes.objects.filter(state=MinutesState.SIGNED, file=None, deleted_at=None).order_by("pk")[:_AT_ONCE])
    for row in rows:
        minutes_signing.file(row)
    return len(rows)
