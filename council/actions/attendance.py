"""Acts on who is at a meeting: arrive, leave, take back, count for the quorum."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from council import journal, life, may, order, presence, rulebook
from council.actions import leadings
from council.models import Attendance, Meeting, Membership, Person, QuorumFinding, User
from council.states import BodyKind, ItemState, MeetingState

_OPEN = frozenset({MeetingState.INVITED, MeetingState.RUNNING, MeetingState.INTERRUPTED})


@journal.act
def arrive(
    meeting: Meeting,
    *,
    person: Person,
    by: User,
    at: datetime | None = None,
    remote: bool = False,
    substitute_for: Person | None = None,
) -> Attendance:
    """Note that a person came; whoever is there already stays as they are.

    Raises WrongState for somebody who does not belong there, a second substitute, or video where it is not allowed.
    """
    meeting = _held(meeting, by=by)
    known = meeting.attendances.present().filter(person=person).first()
    if known is not None:
        return known
    if person.pk in order.excluded_from(meeting):
        raise life.WrongState(f"{person} ist von der Sitzung ausgeschlossen.")
    if remote and not rulebook.value("remote.enabled", on=presence.day_of(meeting), organization=meeting.organization):
        raise life.WrongState("Die Teilnahme per Video ist nach der Hauptsatzung nicht zugelassen (HGO §52a).")
    stay = Attendance.objects.create(
        meeting=meeting,
        person=person,
        voting=_votes(meeting, person, substitute_for=substitute_for),
        substitute_for=substitute_for,
        remote=remote,
        arrived_at=at or timezone.now(),
        recorded_by=by,
    )
    journal.record("meeting.arrived", meeting, by=by, attendance=stay.pk)
    return stay


@journal.act
def arrive_all(meeting: Meeting, *, by: User) -> int:
    """Note that all who sit in the body came; gives how many were noted now."""
    meeting = _held(meeting, by=by)
    there = set(meeting.attendances.present().values_list("person_id", flat=True)) | order.excluded_from(meeting)
    seats = [seat for bench in presence.benches(meeting) for seat in bench.seats if bench.name != presence.EXECUTIVE]
    coming = [seat.person for seat in seats if seat.person.pk not in there]
    for person in coming:
        arrive(meeting, person=person, by=by)
    return len(coming)


@journal.act
def leave(stay: Attendance, *, by: User, at: datetime | None = None) -> Attendance:
    """Note that a person left; they can come back. With a deputy who has it, the leading goes back to the chair."""
    meeting = _held(stay.meeting, by=by)
    stay = life.lock(stay)
    if stay.left_at is not None:
        raise life.WrongState("Diese Person ist schon gegangen.")
    stay.left_at = max(at or timezone.now(), stay.arrived_at)
    stay.save(update_fields=["left_at"])
    journal.record("meeting.left", meeting, by=by, attendance=stay.pk)
    leadings.end_of(stay.person, meeting, by=by)
    return stay


@journal.act
def take_back(stay: Attendance, *, by: User) -> None:
    """Undo a wrong tap: a leave is undone, an arrival that never was is removed; the journal still knows of it."""
    meeting = _held(stay.meeting, by=by)
    stay = life.lock(stay)
    journal.record("meeting.attendance_corrected", meeting, by=by, attendance=stay.pk)
    if stay.left_at is None:
        leadings.end_of(stay.person, meeting, by=by)
        stay.delete()
        return
    if meeting.attendances.present().filter(person=stay.person).exists():
        raise life.WrongState("Diese Person ist inzwischen wieder da.")
    stay.left_at = None
    stay.save(update_fields=["left_at"])


@journal.act
def find_quorum(meeting: Meeting, *, by: User, moved_by: Person | None = None) -> QuorumFinding:
    """Record the count of those present: by the chair at the opening, later only on a member's motion (HGO §53(1))."""
    meeting = _held(meeting, by=by)
    if moved_by is None and meeting.quorum_findings.exists():
        raise life.WrongState("Nach der Eröffnung wird nur auf Antrag eines Mitglieds gezählt (HGO §53(1)).")
    if moved_by is not None and not meeting.attendances.present().voting().filter(person=moved_by).exists():
        raise life.WrongState("Den Antrag stellt ein anwesendes Mitglied.")
    item = meeting.items.filter(state=ItemState.CALLED, deleted_at=None).first()
    counted = presence.finding(meeting, item=item)
    if counted is None:
        raise life.WrongState("Für dieses Gremium ist keine gesetzliche Mitgliederzahl eingetragen.")
    seats = presence.seats_of(meeting)
    assert seats is not None
    found = QuorumFinding.objects.create(
        meeting=meeting,
        item=item,
        moved_by=moved_by,
        made_at=timezone.now(),
        made_by=by,
        statutory_seats=seats,
        present=counted.present,
        barred=presence.barred(meeting, item=item) if item is not None else 0,
        needed=counted.needed,
        quorate=counted.quorate,
        paragraph=counted.paragraph,
    )
    journal.record("meeting.quorum_found", meeting, by=by, finding=found.pk, present=found.present, needed=found.needed)
    return found


def _held(meeting: Meeting, *, by: User) -> Meeting:
    meeting = life.lock(meeting)
    may.preside(by, meeting)
    if meeting.state not in _OPEN:
        raise life.WrongState("Anwesenheit wird von der Einladung bis zum Ende der Sitzung festgehalten.")
    return meeting


def _votes(meeting: Meeting, person: Person, *, substitute_for: Person | None) -> bool:
    """Whether the person votes there. Raises WrongState for somebody who does not belong there."""
    day = presence.day_of(meeting)
    current = Membership.objects.current(on=day)
    seat = current.filter(organization=meeting.organization_id, person=person).order_by("-voting_right").first()
    if seat is not None:
        return bool(seat.voting_right)
    if substitute_for is not None:
        _stands_in(meeting, person, substitute_for)
        return True
    attending = (BodyKind.EXECUTIVE, BodyKind.ASSEMBLY)
    town = meeting.organization.body_id if meeting.organization else None
    if current.filter(person=person, organization__kind__in=attending, organization__body=town).exists():
        return False
    raise life.WrongState(f"{person} gehört an diesem Tag weder zum Gremium noch zu denen, die beratend teilnehmen.")


def _stands_in(meeting: Meeting, person: Person, member: Person) -> None:
    """A member of the same faction may stand in for an absent one, in committees (domain brief §2.1)."""
    current = Membership.objects.current(on=presence.day_of(meeting))
    if meeting.organization is None or meeting.organization.kind != BodyKind.COMMITTEE:
        raise life.WrongState("Vertretung gibt es nur in Ausschüssen.")
    if not current.filter(organization=meeting.organization, person=member, voting_right=True).exists():
        raise life.WrongState(f"{member} hat in diesem Ausschuss keine Stimme, die vertreten werden könnte.")
    if meeting.attendances.present().filter(person=member).exists():
        raise life.WrongState(f"{member} ist selbst anwesend.")
    theirs = current.filter(person=member, organization__kind=BodyKind.FACTION).values("organization")
    if not current.filter(person=person, organization__in=theirs).exists():
        raise life.WrongState("Vertreten kann nur, wer derselben Fraktion angehört.")
    if not current.filter(person=person, organization__kind=BodyKind.ASSEMBLY, voting_right=True).exists():
        raise life.WrongState("Vertreten kann nur ein Mitglied der Versammlung.")
