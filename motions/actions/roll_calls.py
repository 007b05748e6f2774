"""Acts on votes taken name by name: open, answer, enter what is called out, close with the ballot, break off."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from council import journal, life, presence
from council import may as ground
from council.actions import agenda
from council.law.majorities import Tally
from council.models import AgendaItem, Conflict, Person, User
from council.states import ItemState, MeetingState
from documents.models import Paper
from motions import procedural
from motions.actions import amendment_votes, ballots, roll_call_demands, treatment
from motions.actions.ballots import Poll
from motions.may import roll_calls as may
from motions.models import Ballot, NamedVote, RollCall
from motions.models.ballots import Rule
from motions.states import VoteAnswer
from motions.tally import Stand


@journal.act
def open_vote(
    item: AgendaItem,
    *,
    paper: Paper | None,
    by: User,
    subject: str = "",
    rule: str = Rule.SIMPLE,
    demanded_by: str = "",
) -> RollCall:
    """Open a vote by name on the called item; everyone there who is entitled may answer until it is closed.

    Raises WrongState while the item is not called, the meeting rests, or another vote on the item is open.
    """
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    ground.preside(by, meeting)
    if meeting.state != MeetingState.RUNNING or item.state != ItemState.CALLED:
        raise life.WrongState("Abgestimmt wird über den aufgerufenen Punkt einer laufenden Sitzung.")
    procedural.refuse_while_waiting(item)
    if item.roll_calls.open().exists():
        raise life.WrongState("Zu diesem Punkt läuft schon eine Abstimmung. Bitte zuerst schließen.")
    ballots.result_of(Poll(tally=Tally(0, 0), rule=rule), meeting=meeting)  # refuses a rule this body cannot apply
    opened = RollCall.objects.create(
        item=item,
        paper=paper,
        subject=subject,
        rule=rule,
        demanded_by=demanded_by,
        opened_at=timezone.now(),
        opened_by=by,
    )
    journal.record("roll_call.opened", opened, by=by, after=opened.state, item=item.pk)
    return opened


@journal.act
def cast(roll_call: RollCall, *, answer: str, by: User) -> NamedVote:
    """Give one's own answer, or change it while the vote is open. What is returned is stored.

    The room is not told of each answer: what everyone sees changes when the vote is closed.
    """
    roll_call = _running(roll_call)
    person = may.vote(by, roll_call)
    return _keep(roll_call, person, answer=answer, by=by, entered_by=None)


@journal.act
def enter(roll_call: RollCall, *, person: Person, answer: str, by: User) -> NamedVote:
    """Enter the answer a member called out; the member must be there and entitled like anyone who votes alone."""
    roll_call = _running(roll_call)
    ground.preside(by, roll_call.item.meeting)
    may.be_entitled(person, roll_call)
    return _keep(roll_call, person, answer=answer, by=by, entered_by=by)


@journal.act
def enter_all(roll_call: RollCall, *, answers: Mapping[int, str], by: User) -> int:
    """Enter many called-out answers at once, by person (primary key): all are entitled, or none counts."""
    roll_call = _running(roll_call)
    meeting = roll_call.item.meeting
    ground.preside(by, meeting)
    entitled = set(presence.counting(meeting, item=roll_call.item).values_list("person_id", flat=True))
    if answers.keys() - entitled:
        raise ground.Denied("Darunter ist jemand, der nicht anwesend ist oder hier keine Stimme hat.")
    now = timezone.now()
    rows = [
        NamedVote(roll_call=roll_call, person_id=pk, answer=VoteAnswer(answer), cast_at=now, entered_by=by)
        for pk, answer in answers.items()
    ]
    NamedVote.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["roll_call", "person"],
        update_fields=["answer", "cast_at", "entered_by"],
    )
    kept = roll_call.votes.filter(person__in=answers).order_by("pk").values_list("pk", flat=True)
    journal.record("votes.entered", roll_call, by=by, room="", votes=list(kept))
    return len(rows)


@journal.act
def enter_rest(roll_call: RollCall, *, answer: str, by: User) -> int:
    """Enter one answer for all who have given none, and say for how many; one that was given meanwhile stands."""
    roll_call = _running(roll_call)
    there = presence.counting(roll_call.item.meeting, item=roll_call.item)
    missing = there.exclude(person__in=roll_call.votes.values("person")).values_list("person_id", flat=True)
    return enter_all(roll_call, answers=dict.fromkeys(missing, answer), by=by)


@journal.act
def close(roll_call: RollCall, *, by: User) -> Ballot:
    """Close the vote: its ballot is written by the rule that applies, with the factions' heads, and names may be read.

    The answer of somebody barred meanwhile is struck (HGO §25). Raises WrongState if nobody answered.
    """
    meeting = life.lock(roll_call.item.meeting)
    item = life.lock(roll_call.item)
    roll_call = life.lock(roll_call)
    ground.preside(by, meeting)
    _strike_barred(roll_call, by=by)
    _end(roll_call, "close", by=by)
    votes = list(roll_call.votes.select_related("person"))
    if not votes:
        raise life.WrongState("Es hat noch niemand abgestimmt. Die Abstimmung kann abgebrochen werden.")
    _note_factions(roll_call, votes)
    if _is_on_the_whole(roll_call):
        roll_call_demands.meet(item, by=by)
    return _take(roll_call, poll_of(roll_call), item=item, by=by)


@journal.act
def cancel(roll_call: RollCall, *, by: User) -> RollCall:
    """Break the vote off: it has no result, and its answers are shown to nobody."""
    meeting = life.lock(roll_call.item.meeting)
    roll_call = life.lock(roll_call)
    ground.preside(by, meeting)
    return _end(roll_call, "cancel", by=by)


def poll_of(roll_call: RollCall) -> Poll:
    """Sum up the answers by faction; those with a seat who did not answer count as absent."""
    votes = list(roll_call.votes.all())
    stands: dict[int | None, dict[str, int]] = {}
    for bench in presence.benches(roll_call.item.meeting):
        voting = {seat.person.pk for seat in bench.seats if seat.voting}
        if voting:
            key = bench.organization.pk if bench.organization else None
            stands[key] = {"absent": len(voting - {vote.person_id for vote in votes})}
    for vote in votes:
        heads = stands.setdefault(vote.faction_id, {})
        heads[vote.answer] = heads.get(vote.answer, 0) + 1
    return Poll(
        tally=Tally(*(sum(vote.answer == answer for vote in votes) for answer in VoteAnswer.values)),
        rule=roll_call.rule,
        subject=roll_call.subject,
        by_faction={key: Stand(**heads) for key, heads in stands.items()},
        roll_call=roll_call,
    )


def _running(roll_call: RollCall) -> RollCall:
    """Lock the roll call with its item and meeting at hand, in one query. Raises WrongState once it has ended."""
    rows = RollCall.objects.select_related("item__meeting__organization").select_for_update(of=("self",), no_key=True)
    locked = rows.get(pk=roll_call.pk)
    if not locked.is_open:
        raise life.WrongState("Diese Abstimmung ist beendet; die Antwort wurde nicht mehr gezählt.")
    return locked


def _keep(roll_call: RollCall, person: Person, *, answer: str, by: User, entered_by: User | None) -> NamedVote:
    vote = NamedVote.objects.filter(roll_call=roll_call, person=person).first()
    before = vote.answer if vote is not None else ""
    vote = vote or NamedVote(roll_call=roll_call, person=person)
    vote.answer, vote.cast_at, vote.entered_by = VoteAnswer(answer), timezone.now(), entered_by
    vote.save()
    journal.record("vote.cast", roll_call, by=by, before=before, after=answer, room="", vote=vote.pk)
    return vote


def _end(roll_call: RollCall, step: str, *, by: User) -> RollCall:
    roll_call.closed_at, roll_call.closed_by = timezone.now(), by
    return life.take(roll_call, step, by=by, also=("closed_at", "closed_by"), item=roll_call.item_id)


def _strike_barred(roll_call: RollCall, *, by: User) -> None:
    barred = Conflict.objects.filter(item=roll_call.item_id, lifted_at=None).values("person")
    for vote in roll_call.votes.filter(person__in=barred):
        journal.record("vote.struck", roll_call, by=by, before=vote.answer, vote=vote.pk)
        vote.delete()


def _note_factions(roll_call: RollCall, votes: list[NamedVote]) -> None:
    """Keep in which faction each one voted; later changes of faction do not rewrite the vote."""
    day = presence.day_of(roll_call.item.meeting)
    factions = presence.factions_of((vote.person_id for vote in votes), day=day)
    for vote in votes:
        vote.faction = factions.get(vote.person_id)
    NamedVote.objects.bulk_update(votes, ["faction"])


def _is_on_the_whole(roll_call: RollCall) -> bool:
    """Whether what is decided by it is the item itself, not an amendment or a part of its text."""
    consultation = treatment.consultation_of(roll_call.item)
    whole = consultation.paper_id if consultation is not None else None
    return roll_call.paper_id == whole and not roll_call.subject


def _take(roll_call: RollCall, poll: Poll, *, item: AgendaItem, by: User) -> Ballot:
    """Write the ballot where the matter belongs: an amendment is thereby adopted or rejected."""
    amendment = getattr(roll_call.paper, "amendment", None)
    if amendment is not None:
        return amendment_votes.vote(amendment, poll=poll, by=by)
    return ballots.take(item, paper=roll_call.paper, poll=poll, by=by)


def _unfinished(item: AgendaItem) -> str:
    if item.roll_calls.open().exists():
        return "Zu diesem Punkt läuft noch eine namentliche Abstimmung. Bitte zuerst schließen oder abbrechen."
    return ""


agenda.UNFINISHED.append(_unfinished)
