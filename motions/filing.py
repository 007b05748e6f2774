"""When a motion is in time for a meeting, and whether the same one was rejected not long ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.utils import timezone

from council import rulebook
from council.law import deadlines, majorities
from council.models import Entry, Meeting, Organization
from council.states import BodyKind, MeetingState
from documents.models import Consultation, Paper
from documents.states import PaperState, PaperType
from motions import drafts

if TYPE_CHECKING:
    from collections.abc import Collection

CLOSING_HOUR = 12  # o'clock on the last day (GO)


@dataclass(frozen=True)
class Lateness:
    """How a motion stands to the next meeting of a body: until when it must be in, and which one it still reaches."""

    meeting: Meeting
    closes_at: datetime
    in_time: bool
    reaches: Meeting | None


@dataclass(frozen=True)
class Rejection:
    """The same motion of the same faction, rejected on a day; it may come back from `until` on."""

    paper: Paper
    decided_on: date
    until: date


def assembly() -> Organization | None:
    """The assembly of the town."""
    return Organization.objects.living().of_kind(BodyKind.ASSEMBLY).filter(body__home=True).first()


def lateness(target: Organization | None, *, at: datetime) -> Lateness | None:
    """Say how a motion handed in at that moment stands to the body's next meeting; None while none is planned.

    Days before the meeting by the rule in force, 12:00 on the last day (domain brief §6.2).
    """
    if target is None:
        return None
    today = timezone.localtime(at).date()
    days = days_before(target, on=today)
    rows = Meeting.objects.filter(organization=target, date__gte=today, deleted_at=None)
    planned = list(rows.exclude(state__in=(MeetingState.CANCELLED, MeetingState.CLOSED)).order_by("date", "pk")[:12])
    if not planned:
        return None
    reaches = next((meeting for meeting in planned if _in_time(meeting, at=at, days=days)), None)
    return Lateness(planned[0], _closes_at(planned[0], days=days), reaches == planned[0], reaches)


def days_before(target: Organization, *, on: date) -> int:
    """How many days before a meeting of the body motions must be in."""
    name = "motion.deadline_days.stavo" if target.kind == BodyKind.ASSEMBLY else "motion.deadline_days.committee"
    days: int = rulebook.value(name, on=on, organization=target)
    return days


def extension_votes(*, on: date) -> tuple[int, int]:
    """How many votes of how many seats put an item on the agenda that the invitation does not name (HGO §58(2))."""
    seats: int = rulebook.value("stavo.statutory_seats", on=on)
    return majorities.two_thirds_statutory(majorities.Tally(0, 0, 0), statutory_seats=seats).needed, seats


def oral_reasons_allowed(*, on: date) -> bool:
    """Whether „Begründung erfolgt mündlich“ is enough."""
    allowed: bool = rulebook.value("motion.oral_reasons_allowed", on=on)
    return allowed


def rejected_before(name: str, *, factions: Collection[int], on: date, but: int = 0) -> Rejection | None:
    """Find the last motion of the same title and faction that was rejected so late that it blocks this one.

    Costs two queries, three where one is found.
    """
    months: int = rulebook.value("motion.refile_block_months", on=on)
    rows = Paper.objects.filter(
        paper_type=PaperType.MOTION,
        state__in=(PaperState.REJECTED, PaperState.ARCHIVED),
        originators__organization__in=factions,
        deleted_at=None,
    )
    same = [
        paper for paper in rows.exclude(pk=but).distinct().only("pk", "name", "date", "state", "reference", "key")
        if drafts.same_title(paper.name, name)
    ]  # fmt: skip
    found = [
        Rejection(paper, decided_on, deadlines.add_months(decided_on, months=months))
        for paper in same
        if (decided_on := _rejected_on(paper)) is not None
    ]
    blocking = [rejection for rejection in found if rejection.until > on]
    return max(blocking, key=lambda rejection: rejection.until, default=None)


def _rejected_on(paper: Paper) -> date | None:
    """The day of the decision: from the journal, else of the last meeting that dealt with it, else of the paper."""
    entries = Entry.objects.filter(verb="paper.rejected", kind=Paper._meta.label_lower, thing=paper.pk)
    at = entries.aggregate(last=Max("at"))["last"]
    if at is not None:
        return timezone.localtime(at).date()
    if paper.state != PaperState.REJECTED:
        return None
    met = Consultation.objects.filter(Q(meeting__date__isnull=False) | Q(slots__item__meeting__date__isnull=False))
    days = met.filter(paper=paper, deleted_at=None).aggregate(
        one=Max("meeting__date"), other=Max("slots__item__meeting__date")
    )
    return max((day for day in days.values() if day is not None), default=paper.date)


def _in_time(meeting: Meeting, *, at: datetime, days: int) -> bool:
    assert meeting.date is not None
    return deadlines.submitted_in_time(at, meeting_on=meeting.date, days_before=days, closing_hour=CLOSING_HOUR)


def _closes_at(meeting: Meeting, *, days: int) -> datetime:
    assert meeting.date is not None
    last = deadlines.latest_submission(meeting.date, days_before=days)
    return datetime.combine(last, time(CLOSING_HOUR), tzinfo=deadlines.LOCAL)
