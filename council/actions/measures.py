"""Acts by which the chair keeps order: calls, taking the floor away, exclusion from up to three meetings."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life, may
from council.actions import attendance, speeches
from council.models import AgendaItem, Meeting, OrderMeasure, Person, Speech, User
from council.states import MeetingState, OrderKind, SpeechState

_UNDER_WAY = frozenset({MeetingState.RUNNING, MeetingState.INTERRUPTED})


@journal.act
def take(
    meeting: Meeting,
    *,
    person: Person,
    kind: str,
    item: AgendaItem | None = None,
    meetings: int | None = None,
    by: User,
) -> OrderMeasure:
    """Record the measure. Taking the floor away ends the speech; exclusion also ends the person's stay.

    `meetings` (1 to 3, with the present one) goes with an exclusion alone. Raises WrongState outside a meeting.
    """
    meeting = life.lock(meeting)
    may.preside(by, meeting)
    if meeting.state not in _UNDER_WAY:
        raise life.WrongState("Ordnungsmaßnahmen gibt es nur während der Sitzung.")
    chosen = OrderKind(kind)
    if chosen == OrderKind.EXCLUSION and not 1 <= (meetings or 0) <= 3:
        raise life.WrongState("Ausgeschlossen wird für eine bis drei Sitzungen.")
    if chosen == OrderKind.WORD_WITHDRAWN and item is None:
        raise life.WrongState("Das Wort wird zu einem aufgerufenen Punkt entzogen.")
    measure = OrderMeasure.objects.create(
        meeting=meeting,
        item=item,
        speech=_speech_of(person, item=item),
        person=person,
        kind=chosen,
        meetings=meetings if chosen == OrderKind.EXCLUSION else None,
        taken_at=timezone.now(),
        taken_by=by,
    )
    journal.record("measure.taken", measure, by=by, after=chosen, meetings=measure.meetings)
    _carry_out(measure, by=by)
    return measure


@journal.act
def take_back(measure: OrderMeasure, *, by: User) -> OrderMeasure:
    """Take a measure back: the person may speak and take part again, and comes in by the attendance list."""
    meeting = life.lock(measure.meeting)
    may.preside(by, meeting)
    measure = life.lock(measure)
    if measure.taken_back_at is None:
        measure.taken_back_at = timezone.now()
        measure.save(update_fields=["taken_back_at"])
        journal.record("measure.taken_back", measure, by=by)
    return measure


def _speech_of(person: Person, *, item: AgendaItem | None) -> Speech | None:
    if item is None:
        return None
    rows = Speech.objects.in_debate(item).filter(person=person, state=SpeechState.SPEAKING)
    return rows.order_by("pk").first()


def _carry_out(measure: OrderMeasure, *, by: User) -> None:
    if measure.kind == OrderKind.WORD_WITHDRAWN and measure.item is not None:
        speeches.silence(Speech.objects.in_debate(measure.item), person=measure.person, by=by)
    if measure.kind == OrderKind.EXCLUSION:
        speeches.silence(Speech.objects.filter(item__meeting=measure.meeting), person=measure.person, by=by)
        stay = measure.meeting.attendances.present().filter(person=measure.person).first()
        if stay is not None:
            attendance.leave(stay, by=by)
