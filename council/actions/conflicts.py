"""Acts on conflicts of interest (Widerstreit der Interessen, HGO §25): declare, decide, leave the room, come back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from council import journal, life, may, presence
from council.actions import speeches
from council.law import majorities
from council.models import AgendaItem, Conflict, Meeting, Person, Speech, User
from council.states import ConflictReason, ItemState, MeetingState

_OVER = frozenset({ItemState.CLOSED, ItemState.REMOVED})


@journal.act
def declare(item: AgendaItem, *, category: str, reason: str = "", by: User) -> Conflict:
    """Say of oneself that one may neither debate nor vote; it holds at once, and nobody has to decide (HGO §25(4)).

    The reason is for chair and office alone. Raises WrongState once the item is over.
    """
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.take_part(by, meeting)
    assert by.person is not None
    if item.state in _OVER:
        raise life.WrongState("Dieser Punkt ist schon abgeschlossen oder abgesetzt.")
    return enter(item, person=by.person, by=by, reason_category=ConflictReason(category), reason=reason)


@journal.act
def take_back(conflict: Conflict, *, by: User) -> Conflict:
    """Take one's own declaration back while the item was not called; later only the chair readmits."""
    life.lock(conflict.item.meeting)
    item = life.lock(conflict.item)
    conflict = life.lock(conflict)
    if by.person_id != conflict.person_id or conflict.declared_by_id != by.pk:
        raise may.Denied("Zurücknehmen kann eine Erklärung nur, wer sie abgegeben hat.")
    if item.state != ItemState.OPEN:
        raise life.WrongState("Der Punkt ist aufgerufen. Wieder zulassen kann jetzt nur die Sitzungsleitung.")
    return lift(conflict, by=by)


@journal.act
def decide(
    item: AgendaItem,
    *,
    person: Person,
    tally: majorities.Tally,
    raised_by: Person | None = None,
    category: str = "",
    reason: str = "",
    by: User,
) -> Conflict:
    """Record what the body decided without the person on whether they are barred; the heads are kept.

    Raises WrongState outside a running meeting, for somebody barred already, and for heads that cannot be.
    """
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.preside(by, meeting)
    _refuse_decision(item, meeting, person=person, tally=tally)
    upheld = majorities.decide(tally, rule=majorities.Rule.SIMPLE, statutory_seats=0).passed
    fields: dict[str, Any] = {
        "reason_category": ConflictReason(category) if category else "",
        "reason": reason,
        "raised_by": raised_by,
        "upheld": upheld,
        "yes": tally.yes,
        "no": tally.no,
        "abstain": tally.abstain,
    }
    if upheld:
        return enter(item, person=person, by=by, **fields)
    now = timezone.now()
    conflict = Conflict.objects.create(
        item=item, person=person, declared_at=now, declared_by=by, lifted_at=now, **fields
    )
    journal.record("item.conflict_denied", item, by=by, conflict=conflict.pk, yes=tally.yes, no=tally.no)
    return conflict


# What acts on the item bring with them; each is called inside an act that holds the meeting.


def enter(item: AgendaItem, *, person: Person, by: User | None, **fields: Any) -> Conflict:
    """Bar the person: off the list of speakers, out of the room if the item is called. Called inside an act."""
    known = Conflict.objects.filter(item=item, person=person, lifted_at=None).first()
    if known is not None:
        return known
    conflict = Conflict.objects.create(item=item, person=person, declared_at=timezone.now(), declared_by=by, **fields)
    journal.record("item.person_barred", item, by=by, conflict=conflict.pk)
    speeches.silence(Speech.objects.in_debate(item), person=person, by=by)
    if item.state == ItemState.CALLED:
        _leave(conflict, by=by)
    return conflict


def lift(conflict: Conflict, *, by: User) -> Conflict:
    """Let the person in again; they come back into the room. To be called inside an act."""
    _return(conflict, by=by)
    conflict.lifted_at = timezone.now()
    conflict.save(update_fields=["lifted_at"])
    journal.record("item.person_readmitted", conflict.item, by=by, conflict=conflict.pk)
    return conflict


def leave_room(item: AgendaItem, *, by: User | None) -> None:
    """Send those barred out, for the item is called. To be called inside an act."""
    for conflict in Conflict.objects.filter(item=item, lifted_at=None).select_related("item__meeting"):
        _leave(conflict, by=by)


def come_back(item: AgendaItem, *, by: User | None) -> None:
    """Let those barred back into the room, for the item is not treated any more. To be called inside an act."""
    for conflict in Conflict.objects.filter(item=item, lifted_at=None).select_related("item"):
        _return(conflict, by=by)


def _leave(conflict: Conflict, *, by: User | None) -> None:
    """Whoever is not there at all has no room to leave."""
    meeting = conflict.item.meeting
    there = meeting.attendances.present().filter(person=conflict.person_id).exists()
    if meeting.attendances.exists() and not there:
        return
    conflict.left_at, conflict.returned_at = timezone.now(), None
    conflict.save(update_fields=["left_at", "returned_at"])
    journal.record("item.person_left", conflict.item, by=by, conflict=conflict.pk)


def _return(conflict: Conflict, *, by: User | None) -> None:
    if conflict.left_at is None or conflict.returned_at is not None:
        return
    conflict.returned_at = timezone.now()
    conflict.save(update_fields=["returned_at"])
    journal.record("item.person_returned", conflict.item, by=by, conflict=conflict.pk)


def _refuse_decision(item: AgendaItem, meeting: Meeting, *, person: Person, tally: majorities.Tally) -> None:
    if meeting.state != MeetingState.RUNNING or item.state in _OVER:
        raise life.WrongState("Darüber entscheidet das Gremium in der laufenden Sitzung, bevor der Punkt endet.")
    if Conflict.objects.filter(item=item, person=person, lifted_at=None).exists():
        raise life.WrongState(f"{person} ist bei diesem Punkt schon ausgeschlossen.")
    if not tally.voters:
        raise life.WrongState("Bitte eintragen, wie das Gremium entschieden hat.")
    seats = presence.seats_of(meeting)
    there = presence.counting(meeting, item=item).exclude(person=person).count()
    most = there if meeting.attendances.exists() else seats
    if most is not None and tally.voters > most:
        raise life.WrongState(f"{tally.voters} Stimmen sind mehr, als ohne {person} Stimmberechtigte da sind ({most}).")
