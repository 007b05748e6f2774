"""Says who the chair sent out of a meeting or took the floor from (domain brief §4.8)."""

from __future__ import annotations

from council.models import AgendaItem, Meeting, OrderMeasure, Person
from council.states import MeetingState, OrderKind


def excluded_from(meeting: Meeting) -> set[int]:
    """Whom an exclusion keeps out: of the meeting it was said in, and of the next of the same body up to three."""
    rows = OrderMeasure.objects.filter(
        kind=OrderKind.EXCLUSION, taken_back_at=None, meeting__organization=meeting.organization_id
    )
    return {measure.person_id for measure in rows.select_related("meeting") if _reaches(measure, meeting)}


def silenced(item: AgendaItem, person: Person) -> bool:
    """Whether the floor was taken from the person for this item, or for one that is debated with it."""
    group = AgendaItem.objects.debated_with(item)
    rows = OrderMeasure.objects.filter(item__in=group, kind=OrderKind.WORD_WITHDRAWN, taken_back_at=None)
    return bool(rows.filter(person=person).exists())


def _reaches(measure: OrderMeasure, meeting: Meeting) -> bool:
    """Meetings that were cancelled do not count; one whose day nobody knows is not reached."""
    first = measure.meeting
    if first.pk == meeting.pk:
        return True
    if first.date is None or meeting.date is None or meeting.date <= first.date or measure.meetings is None:
        return False
    between = Meeting.objects.filter(
        organization=meeting.organization_id, date__gt=first.date, date__lt=meeting.date, deleted_at=None
    ).exclude(state=MeetingState.CANCELLED)
    return between.count() + 1 < measure.meetings
