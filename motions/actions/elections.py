"""Acts on elections (HGO §55): open with who stands, count a ballot, draw the lot, strike a wrong count, object."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from council import journal, life, presence
from council import may as ground
from council.actions import agenda
from council.law import deadlines
from council.law.elections import Step
from council.models import AgendaItem, Person, User
from council.states import ItemState, MeetingState, Result
from motions import electing, procedural
from motions.actions import treatment
from motions.electing import Count
from motions.may import elections as may
from motions.models import Candidacy, CandidateVotes, Election, ElectionBallot, ElectionObjection, Lot
from motions.states import ElectionKind, ElectionManner, ElectionState

OBJECTION_MONTHS = 1


@dataclass(frozen=True)
class Proposal:
    """Who or what is proposed: a name, the member behind it if there is one, and for a list its people in order."""

    name: str
    person: Person | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Post:
    """What is filled, and how: `posts` equal unpaid ones together, or one by majority."""

    office: str
    kind: str = ElectionKind.MAJORITY
    manner: str = ElectionManner.PAPER
    posts: int = 1
    full_time: bool = False
    nobody_objects: bool = False


@journal.act
def open_election(item: AgendaItem, *, post: Post, proposals: Sequence[Proposal], by: User) -> Election:
    """Open an election at the called item with everyone proposed; secret unless the law and the house allow otherwise.

    Raises WrongState while the item is not called, for what §55 forbids, and without proposals.
    """
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    ground.preside(by, meeting)
    if meeting.state != MeetingState.RUNNING or item.state != ItemState.CALLED:
        raise life.WrongState("Gewählt wird bei dem aufgerufenen Punkt einer laufenden Sitzung.")
    procedural.refuse_while_waiting(item)
    if item.elections.filter(state=ElectionState.OPEN).exists():
        raise life.WrongState("Bei diesem Punkt läuft schon eine Wahl. Bitte zuerst zu Ende führen.")
    if fault := _fault(post, proposals):
        raise life.WrongState(fault)
    election = Election.objects.create(
        item=item,
        office=post.office,
        kind=post.kind,
        manner=post.manner,
        posts=post.posts,
        full_time=post.full_time,
        opened_at=timezone.now(),
        opened_by=by,
    )
    Candidacy.objects.bulk_create(
        Candidacy(election=election, number=number, name=one.name, person=one.person, people="\n".join(one.people))
        for number, one in enumerate(proposals, start=1)
    )
    journal.record("election.opened", election, by=by, after=election.state, item=item.pk)
    return election


@journal.act
def count(election: Election, *, counted: Count, by: User) -> ElectionBallot:
    """Enter the count of a ballot; what follows is said by law: elected, another ballot, a lot, or nobody.

    Raises WrongState for a count that cannot be, while a lot is to be drawn, or once the election is over.
    """
    election = _lock(election, by=by)
    procedural.refuse_while_waiting(election.item)
    turn = electing.turn_of(election)
    if turn.is_lot:
        raise life.WrongState("Zuerst ist das Los zu ziehen.")
    if set(counted.votes) != {one.pk for one in turn.standing}:
        raise life.Stale("Zur Wahl stehen inzwischen andere. Bitte die Seite neu laden.")
    if election.kind == ElectionKind.PROPORTIONAL:
        election.method = electing.method_of(election)
    led = _led(election, counted, number=turn.number)
    ballot = ElectionBallot.objects.create(
        election=election,
        number=turn.number,
        no=counted.no,
        abstain=counted.abstain,
        invalid=counted.invalid,
        step=led.step,
        counted_at=timezone.now(),
        counted_by=by,
    )
    CandidateVotes.objects.bulk_create(
        CandidateVotes(ballot=ballot, candidacy_id=pk, votes=votes) for pk, votes in counted.votes.items()
    )
    journal.record("election.counted", election, by=by, ballot=ballot.pk, number=ballot.number, after=str(led.step))
    if led.step == Step.ELECTED:
        _decide(election, led.seats, by=by)
    elif led.step == Step.NOBODY:
        election.decided_at = timezone.now()
        life.take(election, "fail", by=by, also=("decided_at",), ballot=ballot.pk)
    return ballot


@journal.act
def draw_lot(election: Election, *, drawn: Collection[int], by: User) -> Lot:
    """Record whom the lot fell on that the chair drew (HGO §55): it elects, gives the last seats, or lets go on."""
    election = _lock(election, by=by)
    turn = electing.turn_of(election)
    if not turn.is_lot:
        raise life.WrongState("Hier ist kein Los zu ziehen.")
    tied = {one.pk for one in turn.tied}
    if len(set(drawn)) != turn.places or set(drawn) - tied:
        raise life.WrongState(f"Das Los entscheidet über {turn.places} von {len(tied)}. Bitte genau so viele wählen.")
    last = electing.rounds_of(election)[-1]
    lot = Lot.objects.create(ballot=last, places=turn.places, drawn_at=timezone.now(), drawn_by=by)
    lot.among.set(tied)
    lot.drawn.set(drawn)
    journal.record("election.lot_drawn", election, by=by, ballot=last.pk, lot=lot.pk)
    if last.step == Step.LOT:
        led = electing.lead(election, electing.count_of(last), number=last.number)
        _decide(election, {pk: led.seats.get(pk, 0) + (pk in drawn) for pk in {*led.seats, *drawn}}, by=by)
    return lot


@journal.act
def strike(election: Election, *, reason: str, by: User) -> Election:
    """Strike the last count, which was entered wrongly; it stays on record with the reason, and is entered anew."""
    election = _lock(election, by=by, over=True)
    rounds = electing.rounds_of(election)
    if not rounds:
        raise life.WrongState("Es ist noch kein Wahlgang eingetragen.")
    if not reason.strip():
        raise life.WrongState("Eine Berichtigung braucht einen Grund; er steht in der Niederschrift.")
    last = rounds[-1]
    last.struck_at, last.struck_reason = timezone.now(), reason
    last.save(update_fields=["struck_at", "struck_reason"])
    journal.record("election.ballot_struck", election, by=by, ballot=last.pk)
    if life.can(election, "reopen"):
        election.candidacies.update(seats=None)
        election.decided_at = None
        life.take(election, "reopen", by=by, also=("decided_at",))
    return election


@journal.act
def cancel(election: Election, *, by: User) -> Election:
    """Break the election off; what was counted stays on record."""
    return life.take(_lock(election, by=by), "cancel", by=by)


@journal.act
def close_item(item: AgendaItem, *, by: User) -> AgendaItem:
    """Close the item with what its elections led to: „gewählt“ with the names, or without a decision."""
    life.lock(item.meeting)
    item = life.lock(item)
    elections = list(item.elections.exclude(state=ElectionState.CANCELLED).order_by("opened_at", "pk"))
    if not elections:
        raise life.WrongState("Bei diesem Punkt wurde nicht gewählt.")
    elected = any(one.state == ElectionState.DECIDED for one in elections)
    said = "; ".join(electing.wording(one) for one in elections)
    return treatment.close_item(
        item, result=Result.ELECTED if elected else Result.NO_DECISION, result_text=said[:1000], by=by
    )


@journal.act
def object_to(election: Election, *, person: Person, reason: str, raised_on: date, by: User) -> ElectionObjection:
    """Note a member's objection to the election; it must be raised within a month of it."""
    election = life.lock(election)
    may.object_to(by, election, person)
    if election.decided_at is None:
        raise life.WrongState("Widerspruch gibt es gegen eine beendete Wahl.")
    if not timezone.localdate(election.decided_at) <= raised_on <= latest_objection(election):
        raise life.WrongState(f"Widersprechen lässt sich bis zum {latest_objection(election):%d.%m.%Y}.")
    row, fresh = ElectionObjection.objects.get_or_create(
        election=election,
        person=person,
        defaults={"reason": reason, "raised_on": raised_on, "noted_at": timezone.now(), "noted_by": by},
    )
    if fresh:
        journal.record("election.objected", election, by=by, objection=row.pk)
    return row


def latest_objection(election: Election) -> date:
    """The last day for an objection: a month after the election."""
    assert election.decided_at is not None
    return deadlines.add_months(timezone.localdate(election.decided_at), months=OBJECTION_MONTHS)


def _fault(post: Post, proposals: Sequence[Proposal]) -> str:
    """Say in German what §55 forbids; empty if nothing."""
    if not proposals:
        return "Zur Wahl steht noch niemand."
    if post.kind == ElectionKind.MAJORITY and post.posts != 1:
        return "Nach Mehrheit wird jede Stelle einzeln gewählt (HGO §55)."
    if post.kind != ElectionKind.MAJORITY and post.full_time:
        return "Hauptamtliche Mitglieder des Magistrats werden einzeln nach Mehrheit gewählt (HGO §55)."
    if post.kind == ElectionKind.PROPORTIONAL and post.posts < 2:
        return "Verhältniswahl gibt es, wenn mehrere gleichartige unbesoldete Stellen zu besetzen sind (HGO §55)."
    if post.kind == ElectionKind.JOINT_LIST and (len(proposals) != 1 or len(proposals[0].people) < post.posts):
        return "Der einheitliche Wahlvorschlag ist eine Liste mit mindestens so vielen Namen wie Stellen."
    return _fault_of_acclamation(post)


def _fault_of_acclamation(post: Post) -> str:
    if post.manner != ElectionManner.ACCLAMATION:
        return ""
    if post.full_time:
        return "Hauptamtliche Mitglieder des Magistrats werden immer geheim mit Stimmzetteln gewählt (HGO §55)."
    if post.kind == ElectionKind.PROPORTIONAL:
        return "Eine Verhältniswahl ist immer geheim (HGO §55)."
    return "" if post.nobody_objects else "Offen gewählt wird nur, wenn niemand widerspricht (HGO §55)."


def _lock(election: Election, *, by: User, over: bool = False) -> Election:
    """Lock meeting, item and election in their order; WrongState unless it goes on (or is just `over`)."""
    meeting = life.lock(election.item.meeting)
    item = life.lock(election.item)
    election = life.lock(election)
    ground.preside(by, meeting)
    if item.state != ItemState.CALLED:
        raise life.WrongState("Gewählt wird bei dem aufgerufenen Punkt.")
    if not (election.is_open or (over and election.state != ElectionState.CANCELLED)):
        raise life.WrongState(f"Das geht jetzt nicht: Der Stand der Wahl ist „{election.get_state_display()}“.")
    return election


def _led(election: Election, counted: Count, *, number: int) -> electing.Led:
    seats = presence.seats_of(election.item.meeting)
    if seats is not None and counted.voters > seats:
        raise life.WrongState(f"{counted.voters} Stimmen sind mehr, als das Gremium Sitze hat ({seats}).")
    try:
        return electing.lead(election, counted, number=number)
    except ValueError as problem:
        raise life.WrongState(str(problem)) from problem


def _decide(election: Election, seats: Mapping[int, int], *, by: User) -> None:
    for candidacy in election.candidacies.all():
        candidacy.seats = seats.get(candidacy.pk, 0)
        candidacy.save(update_fields=["seats"])
    election.decided_at = timezone.now()
    life.take(election, "decide", by=by, also=("decided_at", "method"))


def _unfinished(item: AgendaItem) -> str:
    if item.elections.filter(state=ElectionState.OPEN).exists():
        return "Bei diesem Punkt läuft noch eine Wahl. Bitte zuerst zu Ende führen oder abbrechen."
    return ""


agenda.UNFINISHED.append(_unfinished)
