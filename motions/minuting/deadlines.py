"""Until when minutes are to be sent, and until when a member may object to them (HGO §61(3))."""

from __future__ import annotations

from datetime import date

from council import rulebook
from council.law import deadlines, holidays
from council.models import Meeting
from council.states import MeetingState
from motions.models import Minutes


def send_due(meeting: Meeting) -> date | None:
    """The last day to send the minutes to the members; None where the day of the meeting is unknown."""
    if meeting.date is None:
        return None
    days = rulebook.value("minutes.send_days", on=meeting.date, organization=meeting.organization)
    return deadlines.after_days(meeting.date, days=days, holidays=holidays.HESSE)


def next_meeting(meeting: Meeting) -> Meeting | None:
    """The body's next meeting, as far as the calendar has it."""
    if meeting.date is None or meeting.organization_id is None:
        return None
    rows = Meeting.objects.filter(organization=meeting.organization_id, date__gt=meeting.date, deleted_at=None)
    return rows.exclude(state=MeetingState.CANCELLED).order_by("date", "starts_at", "pk").first()


def objections_until(minutes: Minutes) -> date | None:
    """The day up to which a member may object: that of the next meeting, in which the body decides.

    As long as none is planned it is as many days after the sending as the office has for it; None before the sending.
    """
    if minutes.sent_on is None:
        return None
    following = next_meeting(minutes.meeting)
    if following is not None and following.date is not None:
        return max(following.date, minutes.sent_on)
    days = rulebook.value("minutes.send_days", on=minutes.sent_on, organization=minutes.meeting.organization)
    return deadlines.after_days(minutes.sent_on, days=days, holidays=holidays.HESSE)
