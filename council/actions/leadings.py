"""Acts on the leading of a meeting: handed to a deputy, taken up by one, gone back to the chair (HGO §57)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from council import journal, life, may, presiding
from council.models import Leading, Meeting, Membership, Person, User
from council.states import LeadingEnd, LeadingReason

_CHANGED = "Die Sitzungsleitung hat inzwischen gewechselt. Bitte die Seite neu laden und noch einmal ansehen."


@journal.act
def hand_over(meeting: Meeting, *, to: Person, reason: str, seen: str, by: User) -> Leading:
    """Hand the leading of the meeting to a deputy, who has the chair's rights in it until it goes back or ends.

    `seen` is the key of the leading that the page showed, empty while the chair led: it is refused (Stale) once another
    holds. Raises WrongState for whoever is no deputy, or not in the hall.
    """
    meeting = _open(meeting)
    may.hand_over(by, meeting)
    before = presiding.held(meeting)
    if (before.key if before is not None else "") != seen:
        raise life.Stale(_CHANGED)
    return _begin(meeting, before=before, holder=to, reason=LeadingReason(reason), by=by)


@journal.act
def take_up(meeting: Meeting, *, by: User) -> Leading:
    """Take the leading up as a deputy who is there, while the chair is not or is barred from the item called up.

    Raises WrongState where the chair could lead, or somebody was faster.
    """
    meeting = _open(meeting)
    may.take_up(by, meeting)
    assert by.person is not None
    before = presiding.held(meeting)
    if before is not None:
        raise life.WrongState(f"{before.holder} hat die Sitzungsleitung schon.")
    chair = presiding.chair_of(meeting)
    if chair is not None and presiding.is_able(meeting, chair):
        raise life.WrongState(f"{chair} ist da. Übergeben wird die Sitzungsleitung dann vom Vorsitz oder vom Büro.")
    there = chair is not None and meeting.attendances.present().filter(person=chair).exists()
    reason = LeadingReason.BARRED if there else LeadingReason.ABSENT
    return _begin(meeting, before=None, holder=by.person, reason=reason, by=by)


@journal.act
def take_back(meeting: Meeting, *, seen: str, by: User) -> Leading:
    """Let the leading go back to the chair. Raises Stale if another holds than the page showed.

    A chair who takes it back is in the hall, else WrongState.
    """
    meeting = _open(meeting)
    may.take_back(by, meeting)
    held = presiding.held(meeting)
    if held is None or held.key != seen:
        raise life.Stale(_CHANGED)
    chair = presiding.chair_of(meeting)
    if chair is not None and by.person_id == chair.pk:
        obstacle = presiding.obstacle(chair, meeting.attendances.present().filter(person=chair).first())
        if obstacle:
            raise life.WrongState(obstacle)
    return _end(held, LeadingEnd.TAKEN_BACK, by=by)


def end_with(meeting: Meeting, *, by: User | None) -> None:
    """End it with the locked meeting; to be called inside an act."""
    for held in meeting.leadings.open().select_related("meeting"):
        _end(held, LeadingEnd.CLOSED, by=by)


def end_of(person: Person, meeting: Meeting, *, by: User) -> None:
    """End it because whoever has it left the locked meeting; to be called inside an act."""
    for held in meeting.leadings.open().filter(holder=person):
        _end(held, LeadingEnd.LEFT, by=by)


@journal.act
def end_lost(held: Leading, *, by: None) -> bool:
    """End it because whoever has it is no deputy any more; gives whether it was so."""
    meeting = life.lock(held.meeting)
    held = life.lock(held)
    if held.ended_at is not None or Leading.objects.held(on=timezone.localdate()).filter(pk=held.pk).exists():
        return False
    held.meeting = meeting
    _end(held, LeadingEnd.OFFICE, by=by)
    return True


def _begin(meeting: Meeting, *, before: Leading | None, holder: Person, reason: LeadingReason, by: User) -> Leading:
    _refuse(meeting, holder)
    if before is not None and before.holder_id == holder.pk:
        raise life.WrongState(f"{holder} hat die Sitzungsleitung schon.")
    now = timezone.now()
    led = before.holder if before is not None else presiding.chair_of(meeting)
    for open_ in meeting.leadings.open():  # also one that holds no longer
        _end(open_, LeadingEnd.PASSED_ON if open_ == before else LeadingEnd.OFFICE, by=by, at=now)
    leading = Leading.objects.create(
        meeting=meeting, holder=holder, taken_from=led, reason=reason, began_at=now, began_by=by
    )
    verb = "leading.taken_up" if by.person_id == holder.pk else "leading.handed_over"
    journal.record(verb, leading, by=by, after=reason, holder=holder.pk, taken_from=led.pk if led is not None else None)
    return leading


def _end(held: Leading, ending: LeadingEnd, *, by: User | None, at: datetime | None = None) -> Leading:
    held.ended_at = max(at or timezone.now(), held.began_at)
    held.ended_by, held.ending = by, ending
    held.save(update_fields=["ended_at", "ended_by", "ending"])
    journal.record("leading.ended", held, by=by, after=ending, holder=held.holder_id)
    return held


def _open(meeting: Meeting) -> Meeting:
    meeting = life.lock(meeting)
    if not presiding.knows_deputies(meeting):
        raise life.WrongState(
            "Übergeben wird die Leitung von Sitzungen der Versammlung, von der Einladung bis zum Ende der Sitzung."
        )
    return meeting


def _refuse(meeting: Meeting, holder: Person) -> None:
    seats = Membership.objects.current(on=timezone.localdate()).deputies()
    if not seats.filter(organization=meeting.organization_id, person=holder).exists():
        raise life.WrongState(f"{holder} ist keine Stellvertretung des Vorsitzes.")
    obstacle = presiding.obstacle(holder, meeting.attendances.present().filter(person=holder).first())
    if obstacle:
        raise life.WrongState(obstacle)
