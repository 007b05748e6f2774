"""The acts by which a meeting treats what stands on its agenda: item, consultation, ballot and paper move together."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from council import journal, life
from council.actions import agenda
from council.law.majorities import Result as Outcome
from council.models import AgendaItem, User
from council.states import ItemState, Result
from documents.actions import consultations, referrals
from documents.models import Consultation, Paper, Slot
from documents.states import ConsultationRole, PaperState
from documents.ways import Stage
from motions import majorities
from motions.actions import ballots, debates, mergings, notices, roll_call_demands
from motions.actions.ballots import Contradiction, Poll
from motions.models import Ballot

ADOPTING = frozenset({Result.ADOPTED_UNANIMOUSLY, Result.ADOPTED, Result.ADOPTED_AMENDED})
DECIDING = ADOPTING | {Result.REJECTED}
# The meeting did not come to a treatment: the body will deal with the paper another time.
PUT_OFF = frozenset({Result.POSTPONED, Result.NOT_REACHED, Result.REMOVED, Result.REFERRED_BACK, Result.NO_DECISION})

# A paper that ended is decided no more.
ENDED = frozenset({PaperState.WITHDRAWN, PaperState.SETTLED, PaperState.LAPSED, PaperState.ARCHIVED})

# What the result of an item means for its paper, wherever it was treated.
_STEPS = {
    Result.POSTPONED: "postpone",
    Result.NOT_REACHED: "take_off",
    Result.REMOVED: "take_off",
    Result.NO_DECISION: "take_off",
    Result.REFERRED: "refer_back",
    Result.REFERRED_BACK: "refer_back",
    Result.WITHDRAWN: "withdraw",
    Result.SETTLED: "settle",
    Result.NOTED: "note",
    Result.ELECTED: "adopt",
}
# What it means in the body that decides; a body that prepares recommends, one that is heard is heard.
_DECISIONS = {
    Result.ADOPTED_UNANIMOUSLY: "adopt",
    Result.ADOPTED: "adopt",
    Result.ADOPTED_AMENDED: "adopt_amended",
    Result.REJECTED: "reject",
}


@journal.act
def close_item(
    item: AgendaItem,
    *,
    result: str,
    result_text: str = "",
    resolution_text: str = "",
    poll: Poll | None = None,
    to: Sequence[Stage] = (),
    by: User | None,
) -> AgendaItem:
    """Close the called item: its ballot is kept, its consultation treated or put off, its paper takes its step.

    Referred `to` bodies, each has the paper before it with the receipt, and this body takes it up again afterwards.
    Raises Contradiction if the heads decided otherwise than `result` says, or if a mere information is voted on, and
    WrongState if the body that decides cannot do so any more, for the paper ended meanwhile.
    """
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    consultation = consultation_of(item)
    chosen = Result(result)
    if consultation is not None and not notices.allows(consultation.paper, chosen):
        raise Contradiction("Eine Mitteilung wird zur Kenntnis genommen; in der Sache wird nicht abgestimmt.")
    if consultation is not None and chosen in DECIDING and consultation.decides:
        mergings.refuse_unfinished(
            consultation.paper, item=item, unchanged=chosen in ADOPTING - {Result.ADOPTED_AMENDED}
        )
    voted = _voted(item, consultation) if poll is None and chosen in DECIDING else None
    if by is not None and (poll is not None or chosen in DECIDING):
        roll_call_demands.refuse_other_votes(item, poll or voted)
        _refuse_uncounted(item, chosen, taken=poll or voted)
    if poll is not None:
        chosen = _agreed(chosen, ballots.result_of(poll, meeting=meeting))
        ballot = ballots.take(item, paper=consultation.paper if consultation else None, poll=poll, by=by)
        result_text = result_text or ballot.wording
    elif voted is not None:
        chosen = _agreed(chosen, ballots.outcome_of(voted))
        result_text = result_text or voted.wording
    item = agenda.close(item, result=chosen, result_text=result_text, resolution_text=resolution_text, by=by)
    roll_call_demands.settle(item, by=by)
    if consultation is not None:
        _move_on(consultation, chosen, item=item, to=to, by=by)
    if consultation is not None and chosen == Result.ADOPTED_AMENDED and consultation.decides:
        mergings.keep(consultation.paper, item=item, by=by)
    _objections().follow_vote(item, by=by)
    return item


def _refuse_uncounted(item: AgendaItem, chosen: Result, *, taken: Poll | Ballot | None) -> None:
    """Where more than a simple majority is needed, or may be, nothing is adopted without having been counted."""
    if taken is None and chosen in ADOPTING and majorities.is_special(item):
        raise Contradiction(
            "Dieser Punkt braucht eine besondere Mehrheit, oder sein Titel spricht dafür: Bitte die Stimmen eintragen."
        )


@journal.act
def put_off(item: AgendaItem, *, result: str, result_text: str = "", to: Sequence[Stage] = (), by: User) -> AgendaItem:
    """Postpone or refer an item, called up or not yet; its paper takes the step, and a referral has its receipt."""
    life.lock(item.meeting)
    item = life.lock(item)
    if item.state == ItemState.CALLED:
        return close_item(item, result=result, result_text=result_text, to=to, by=by)
    consultation = consultation_of(item)
    item = agenda.put_off(item, result=result, result_text=result_text, by=by)
    if consultation is not None:
        _move_on(consultation, Result(result), item=item, to=to, by=by)
    return item


@journal.act
def take_off(item: AgendaItem, *, by: User) -> AgendaItem:
    """Take the item off the agenda of a meeting; its paper waits for another one."""
    life.lock(item.meeting)
    item = agenda.remove(item, by=by)
    roll_call_demands.settle(item, by=by)
    consultation = consultation_of(item)
    if consultation is not None:
        _move_on(consultation, Result.REMOVED, item=item, to=(), by=by)
    return item


@journal.act
def reopen_item(item: AgendaItem, *, by: User) -> AgendaItem:
    """Take a closed item up again while the meeting lasts: it is debated again, and what its paper had become is open.

    The ballot stays as it was taken; the next one on the same paper corrects it. Where an amendment was voted on, the
    debate stays closed. Raises WrongState if a body it was referred to has taken it up.
    """
    item = undo_closing(item, by=by)
    if not debates.has_voted_amendments(item):
        debates.reopen(item, by=by)
    return item


@journal.act
def undo_closing(item: AgendaItem, *, by: User) -> AgendaItem:
    """Call the closed item up again as if it had not ended: no referral by it stands, its paper is before the body."""
    item = agenda.reopen(item, by=by)
    referrals.take_back(item, by=by)
    consultation = consultation_of(item)
    if consultation is None:
        return item
    consultation = life.lock(consultation)
    if life.can(consultation, "reopen"):
        consultation.meeting = item.meeting
        life.take(consultation, "reopen", by=by, also=("meeting",), item=item.pk)
    paper = life.lock(consultation.paper)
    if life.can(paper, "reopen") and paper.state != PaperState.SCHEDULED:
        life.take(paper, "reopen", by=by, item=item.pk)
    mergings.take_back(paper, by=by)
    _objections().reopen_vote(item, by=by)
    return item


def _objections() -> ModuleType:
    from motions.actions import objections  # what is objected to is a vote, so it comes after votes

    return objections


def _voted(item: AgendaItem, consultation: Consultation | None) -> Ballot | None:
    """The vote taken on the item as a whole since it was called, by roll call for one."""
    ballot = ballots.standing_on(item, paper=consultation.paper if consultation else None)
    since = max(filter(None, (item.called_at, item.closed_at)), default=None)
    return ballot if ballot is not None and (since is None or ballot.taken_at >= since) else None


def consultation_of(item: AgendaItem) -> Consultation | None:
    """The consultation that takes place at the item, None for one without a paper."""
    slot = Slot.objects.filter(item=item).select_related("consultation__paper", "consultation__organization").first()
    return slot.consultation if slot else None


def _agreed(result: Result, outcome: Outcome) -> Result:
    """The result as the heads have it: without a vote against it is unanimous. Raises Contradiction if they differ."""
    if result not in DECIDING:
        return result
    if (result in ADOPTING) != outcome.passed:
        heads = f"{outcome.tally.yes} Ja, {outcome.tally.no} Nein"
        raise Contradiction(
            f"Das passt nicht zusammen: Mit {heads} ist der Punkt {outcome.wording}"
            f" (nötig: {outcome.needed} Ja-Stimmen, {outcome.paragraph})."
        )
    if result == Result.ADOPTED and outcome.unanimous:
        return Result.ADOPTED_UNANIMOUSLY
    return Result.ADOPTED if result == Result.ADOPTED_UNANIMOUSLY and not outcome.unanimous else result


def _move_on(
    consultation: Consultation, result: Result, *, item: AgendaItem, to: Sequence[Stage], by: User | None
) -> None:
    consultation = life.lock(consultation)
    if result in PUT_OFF or (to and consultation.decides):
        if life.can(consultation, "unschedule"):
            life.take(consultation, "unschedule", by=by)
    elif life.can(consultation, "treat"):
        consultations.treat(consultation, by=by)
    step = step_of(consultation, result)
    paper = life.lock(consultation.paper)
    if to:
        _refer(paper, to, item=item, by=by)
        return
    if step is None or step not in paper.steps or paper.state == paper.steps[step][1]:
        return
    if _ready(paper, step, by=by) or (consultation.decides and paper.state in ENDED):
        life.take(paper, step, by=by, item=item.pk)


def _refer(paper: Paper, to: Sequence[Stage], *, item: AgendaItem, by: User | None) -> None:
    """What stood on the agenda is referred by resolution of its body (domain brief §3.3)."""
    if life.can(paper, "refer_back"):
        life.take(paper, "refer_back", by=by, item=item.pk)
    referrals.refer(paper, to=to, resolved_by=item.meeting.organization, item=item, by=by)


def _ready(paper: Paper, step: str, *, by: User | None) -> bool:
    """Whether the paper can take the step; one that another body's result moved on is put back on the agenda first."""
    if life.can(paper, step):
        return True
    if step in ("recommend", "hear") or not life.can(paper, "schedule"):
        return False
    life.take(paper, "schedule", by=by)
    return life.can(paper, step)


def step_of(consultation: Consultation, result: Result) -> str | None:
    """The step the result means for the paper: one that prepares recommends, one that is heard is heard.

    None where an answer to an inquiry was given: that is entered with its text by an act of its own.
    """
    if result not in DECIDING and result != Result.NOTED:
        return _STEPS.get(result)
    if consultation.role == ConsultationRole.HEARING:
        return "hear"
    if consultation.decides:
        return _DECISIONS.get(result) or _STEPS[result]
    return "note" if consultation.role == ConsultationRole.NOTICE else "recommend"
