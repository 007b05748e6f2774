"""Acts that correct a vote once it is closed: never by changing it, always by a new ballot that names the old one."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from council import journal, life, presence, rulebook
from council import may as ground
from council.models import AgendaItem, User
from council.states import ItemState, MeetingState, Result
from motions.actions import ballots, roll_calls, treatment
from motions.actions.ballots import Poll
from motions.may import roll_calls as may
from motions.models import Ballot, NamedVote, VoteCorrection
from motions.states import VoteAnswer

OWN = "Berichtigung der eigenen Stimme"
_FLIPPED = "Damit kippt das Ergebnis. Das kann nur die Sitzungsleitung berichtigen, solange kein anderer Punkt läuft."


def is_open(ballot: Ballot) -> bool:
    """Whether members may still correct: until the next item is called, or the meeting ends (rulebook)."""
    meeting = ballot.item.meeting
    if meeting.state not in (MeetingState.RUNNING, MeetingState.INTERRUPTED):
        return False
    until = rulebook.value("vote.correction_until", on=presence.day_of(meeting), organization=meeting.organization)
    if until == "end_of_meeting":
        return True
    first = ballot
    while first.corrects is not None:
        first = first.corrects
    called = meeting.items.exclude(pk=ballot.item_id).filter(called_at__gt=first.taken_at)
    if ballot.block_id is not None:
        called = called.exclude(ballots__block=ballot.block_id)
    return not called.exists()


@journal.act
def correct(ballot: Ballot, *, poll: Poll, by: User) -> Ballot:
    """The chair corrects a result and says why: a new ballot takes the old one's place, item and paper follow it.

    Raises WrongState without a reason, for a ballot that was corrected already, or where the result turns into its
    contrary while another item is under discussion or the meeting is over.
    """
    item = _lock(ballot)
    ground.preside(by, item.meeting)
    if not poll.reason.strip():
        raise life.WrongState("Eine Berichtigung braucht einen Grund; er steht in der Niederschrift.")
    return _replace(ballot, poll, item=item, by=by, flips=True)


@journal.act
def correct_vote(vote: NamedVote, *, answer: str, by: User, reason: str = "") -> Ballot:
    """Correct one answer of a closed roll call: one's own until the next item is called, the chair's with a reason."""
    item = _lock(vote.roll_call.ballots.standing().get())
    vote = life.lock(vote)
    ballot = vote.roll_call.ballots.standing().get()
    own = not ground.allowed(ground.preside, by, item.meeting) or not reason.strip()
    if own:
        may.correct(by, vote)
        if not is_open(ballot):
            raise life.WrongState("Der nächste Punkt ist aufgerufen; berichtigen kann jetzt nur die Sitzungsleitung.")
    before, vote.answer, vote.cast_at = vote.answer, VoteAnswer(answer), timezone.now()
    vote.save(update_fields=["answer", "cast_at"])
    poll = replace(roll_calls.poll_of(vote.roll_call), rule=ballot.rule, reason=OWN if own else reason)
    made = _replace(ballot, _with_absent(poll, ballot), item=item, by=by, flips=not own)
    VoteCorrection.objects.create(vote=vote, ballot=made, before=before, after=answer)
    journal.record("vote.corrected", item, by=by, before=before, after=answer, vote=vote.pk, ballot=made.pk)
    return made


def _lock(ballot: Ballot) -> AgendaItem:
    life.lock(ballot.item.meeting)
    return life.lock(ballot.item)


def _replace(ballot: Ballot, poll: Poll, *, item: AgendaItem, by: User, flips: bool) -> Ballot:
    if Ballot.objects.filter(corrects=ballot).exists():
        raise life.Stale("Dieses Ergebnis ist inzwischen berichtigt. Bitte die Seite neu laden.")
    poll = replace(poll, subject=ballot.subject, roll_call=ballot.roll_call, block=ballot.block)
    turned = ballots.result_of(poll, meeting=item.meeting).passed != ballot.passed
    if turned and (reason := _unturnable(ballot, item) if flips else _FLIPPED):
        raise life.WrongState(reason)
    if turned and item.state == ItemState.CLOSED and ballot.paper_id == _paper_of(item) and not ballot.subject:
        return _decide_anew(ballot, poll, item=item, by=by)
    made = ballots.keep(item, paper=ballot.paper, poll=poll, corrects=ballot, by=by)
    for rows in (ballot.amendments, ballot.points, ballot.left_out):
        rows.update(ballot=made)
    _follow(item, ballot, made)
    return made


def _unturnable(ballot: Ballot, item: AgendaItem) -> str:
    """Say why a result must be voted on anew instead of being turned: the text is made from it; empty if nothing is."""
    if ballot.amendments.exists():
        return "Damit kippt das Ergebnis: Bitte die Abstimmung über den Änderungsantrag zurücknehmen und neu abstimmen."
    if ballot.points.exists() and item.state != ItemState.CALLED:
        return "Damit kippt das Ergebnis der Einzelabstimmung: Bitte den Punkt wieder aufnehmen und neu abstimmen."
    return ""


def _decide_anew(ballot: Ballot, poll: Poll, *, item: AgendaItem, by: User) -> Ballot:
    """Take the item up, and close it with the contrary result: its paper takes the other step."""
    item = treatment.undo_closing(item, by=by)
    passed = ballots.result_of(poll, meeting=item.meeting).passed
    treatment.close_item(item, result=Result.ADOPTED if passed else Result.REJECTED, poll=poll, by=by)
    return Ballot.objects.get(corrects=ballot)


def _follow(item: AgendaItem, old: Ballot, new: Ballot) -> None:
    """The closed item's words follow the corrected heads, unless they were written by hand."""
    if item.state != ItemState.CLOSED or item.result_text != old.wording:
        return
    item.result_text = new.wording
    if item.result in (Result.ADOPTED, Result.ADOPTED_UNANIMOUSLY):
        item.result = Result.ADOPTED_UNANIMOUSLY if new.unanimous else Result.ADOPTED
    life.touch(item, fields=("result_text", "result"))


def _paper_of(item: AgendaItem) -> int | None:
    consultation = treatment.consultation_of(item)
    return consultation.paper_id if consultation is not None else None


def _with_absent(poll: Poll, ballot: Ballot) -> Poll:
    """Who was absent then stays so, whoever came or went since."""
    absent = {vote.organization_id: vote.absent for vote in ballot.by_faction.all()}
    stands = {key: replace(stand, absent=absent.get(key, 0)) for key, stand in poll.by_faction.items()}
    return replace(poll, by_faction=stands)
