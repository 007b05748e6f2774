"""Acts on objections to a resolution (HGO §63): suspending it, voting on it again, the second objection and its end."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from council import journal, life, rulebook
from council.law import deadlines, holidays
from council.models import AgendaItem, User
from council.states import ItemState
from council.templatetags.council import day
from documents.models import Paper
from documents.states import PaperState
from motions.actions import treatment
from motions.may import objections as may
from motions.models import Objection
from motions.states import ObjectionOutcome, ObjectionRank


@journal.act
def suspend(paper: Paper, *, reason: str, on: date, by: User | None) -> Objection:
    """Object to a resolution; it is „gehemmt“ until the assembly votes again, or after a second objection a court.

    Raises WrongState with the day on which the time for it ended, or if nothing was resolved.
    """
    paper = life.lock(paper)
    if by is not None:
        may.suspend(by, paper)
    item = decision_of(paper)
    if item is None or not life.can(paper, "suspend"):
        raise life.WrongState(
            f"Der Stand der Vorlage ist „{paper.get_state_display()}“; widersprochen wird einem angenommenen Beschluss."
        )
    objection = _insert(paper, item, reason=reason, on=on, by=by)
    life.take(paper, "suspend", by=by, objection=objection.pk)
    return objection


@journal.act
def record(paper: Paper, *, reason: str, on: date, by: User | None) -> Objection:
    """Enter the objection to a paper that was recorded as „gehemmt“ (Altvorgang erfassen); no step is taken."""
    paper = life.lock(paper)
    if by is not None:
        may.suspend(by, paper)
    item = decision_of(paper)
    if item is None or paper.state != PaperState.SUSPENDED:
        raise life.WrongState("Erfasst wird der Widerspruch gegen einen Beschluss, der als gehemmt erfasst ist.")
    return _insert(paper, item, reason=reason, on=on, by=by)


@journal.act
def vote_again(paper: Paper, *, item: AgendaItem, by: User | None) -> Objection:
    """Record how the assembly voted again in a meeting of the past: the resolution is confirmed, or overturned.

    In a meeting that is held here the vote does so by itself (`follow_vote`).
    Raises WrongState for the same meeting, an item without a vote, or after a second objection, when a court decides.
    """
    paper = life.lock(paper)
    if by is not None:
        may.record_outcome(by)
    objection = open_of(paper)
    if objection.number == ObjectionRank.SECOND:
        raise life.WrongState("Nach einer Beanstandung entscheidet das Verwaltungsgericht, nicht eine neue Abstimmung.")
    if not _is_new(item, objection):
        raise life.WrongState("Erneut abgestimmt wird in einer neuen Sitzung nach dem Widerspruch (HGO § 63).")
    if item.state != ItemState.CLOSED or item.result not in treatment.DECIDING:
        raise life.WrongState("An diesem Punkt wurde nicht über die Vorlage abgestimmt.")
    objection.again_at = item
    return _end(paper, objection, outcome=_outcome(item), on=day_of(item), note="", by=by)


@journal.act
def follow_vote(item: AgendaItem, *, by: User | None) -> Objection | None:
    """End the first objection by the vote at an item that was just closed: confirmed or overturned.

    None where nothing was objected to, and for a vote that is none of a new meeting after the objection.
    """
    consultation = treatment.consultation_of(item)
    if consultation is None or not consultation.decides or item.result not in treatment.DECIDING:
        return None
    paper = life.lock(consultation.paper)
    rows = Objection.objects.open().filter(paper=paper, number=ObjectionRank.FIRST).select_related("item")
    objection = rows.select_for_update(of=("self",), no_key=True).first()
    if objection is None or not _is_new(item, objection):
        return None
    objection.again_at = item
    return _end(paper, objection, outcome=_outcome(item), on=day_of(item), note="", by=by)


@journal.act
def reopen_vote(item: AgendaItem, *, by: User | None) -> None:
    """Open the objections again that ended by the vote at an item that was taken up again."""
    for objection in Objection.objects.filter(again_at=item, number=ObjectionRank.FIRST).exclude(outcome=""):
        objection = life.lock(objection)
        objection.outcome, objection.ended_on, objection.again_at = "", None, None
        life.touch(objection, fields=("outcome", "ended_on", "again_at"))
        journal.record("objection.reopened", objection, by=by, item=item.pk)


@journal.act
def lift(paper: Paper, *, on: date, note: str, by: User | None) -> Objection:
    """Record that the second objection did not hold: the resolution is valid."""
    return _end_second(paper, outcome=ObjectionOutcome.CONFIRMED, on=on, note=note, by=by)


@journal.act
def uphold(paper: Paper, *, on: date, note: str, by: User | None) -> Objection:
    """Record that the second objection held: the resolution is void."""
    return _end_second(paper, outcome=ObjectionOutcome.OVERTURNED, on=on, note=note, by=by)


def decision_of(paper: Paper) -> AgendaItem | None:
    """The item at which the body with the last word adopted the paper, the latest if there are several."""
    rows = AgendaItem.objects.filter(
        slot__consultation__paper=paper, state=ItemState.CLOSED, result__in=treatment.ADOPTING, deleted_at=None
    )
    rows = rows.select_related("meeting", "slot__consultation__organization")
    found = [item for item in rows if item.slot.consultation.decides]
    return max(found, key=lambda item: (day_of(item), item.pk), default=None)


def rank_of(paper: Paper, item: AgendaItem) -> ObjectionRank:
    """A resolution confirmed after a first objection can only be objected to a second time."""
    again = Objection.objects.filter(paper=paper, again_at=item, outcome=ObjectionOutcome.CONFIRMED).exists()
    return ObjectionRank.SECOND if again else ObjectionRank.FIRST


def due_of(decided_on: date, *, rank: ObjectionRank, item: AgendaItem) -> date:
    """The last day of the objection: calendar days after the resolution, ending on a working day (BGB §193)."""
    name = "objection63.first_days" if rank == ObjectionRank.FIRST else "objection63.second_days"
    days = rulebook.value(name, on=decided_on, organization=item.meeting.organization)
    return deadlines.after_days(decided_on, days=days, holidays=holidays.HESSE)


def day_of(item: AgendaItem) -> date:
    """The day of the resolution: that of its meeting, else that on which the item was closed."""
    closed = timezone.localdate(item.closed_at) if item.closed_at is not None else timezone.localdate()
    return item.meeting.date or closed


def open_of(paper: Paper) -> Objection:
    """The objection that suspends the paper, locked. Raises WrongState if none does; call it inside an act."""
    rows = Objection.objects.open().filter(paper=paper).select_related("item__meeting")
    found = rows.select_for_update(of=("self",), no_key=True).first()
    if found is None or paper.state != PaperState.SUSPENDED:
        raise life.WrongState("Der Beschluss ist nicht gehemmt.")
    return found


def _insert(paper: Paper, item: AgendaItem, *, reason: str, on: date, by: User | None) -> Objection:
    """Keep an objection raised on that day; raises WrongState before the resolution and after the time for it."""
    rank, decided_on = rank_of(paper, item), day_of(item)
    due = due_of(decided_on, rank=rank, item=item)
    if on < decided_on:
        raise life.WrongState("Dieser Tag liegt vor dem Beschluss.")
    if on > due:
        raise life.WrongState(f"Die Frist für {_noun(rank)} ist am {day(due)} abgelaufen (HGO § 63).")
    objection = Objection.objects.create(
        paper=paper,
        item=item,
        number=rank,
        reason=reason,
        decided_on=decided_on,
        due=due,
        raised_on=on,
        raised_at=timezone.now(),
        raised_by=by,
    )
    journal.record("objection.raised", objection, by=by, rank=int(rank), item=item.pk)
    return objection


def _end_second(paper: Paper, *, outcome: ObjectionOutcome, on: date, note: str, by: User | None) -> Objection:
    paper = life.lock(paper)
    if by is not None:
        may.record_outcome(by)
    objection = open_of(paper)
    if objection.number != ObjectionRank.SECOND:
        raise life.WrongState("Nach einem Widerspruch stimmt die Versammlung in einer neuen Sitzung erneut ab.")
    if not objection.raised_on <= on <= timezone.localdate():
        raise life.WrongState("Dieser Tag liegt vor der Beanstandung oder in der Zukunft.")
    return _end(paper, objection, outcome=outcome, on=on, note=note, by=by)


def _end(
    paper: Paper, objection: Objection, *, outcome: ObjectionOutcome, on: date, note: str, by: User | None
) -> Objection:
    objection.outcome, objection.ended_on, objection.note = outcome, on, note
    life.touch(objection, fields=("outcome", "ended_on", "note", "again_at"))
    journal.record(f"objection.{outcome}", objection, by=by)
    if paper.state == PaperState.SUSPENDED:  # else the vote has moved it already: its item was taken up again
        life.take(paper, "confirm" if outcome == ObjectionOutcome.CONFIRMED else "overturn", by=by)
    return objection


def _is_new(item: AgendaItem, objection: Objection) -> bool:
    """Whether the item belongs to a new meeting after the objection (HGO §63(1))."""
    return item.meeting_id != objection.item.meeting_id and day_of(item) > objection.raised_on


def _outcome(item: AgendaItem) -> ObjectionOutcome:
    return ObjectionOutcome.CONFIRMED if item.result in treatment.ADOPTING else ObjectionOutcome.OVERTURNED


def _noun(rank: ObjectionRank) -> str:
    return "den Widerspruch" if rank == ObjectionRank.FIRST else "die Beanstandung"
