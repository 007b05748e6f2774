"""Carries adopted procedural motions out: the meeting, the item and its paper move in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Q

from council import journal, life
from council.actions import agenda, attendance, joining, meetings, speeches
from council.models import AgendaItem, User
from council.states import Audience, ItemState, Result
from documents import ways
from documents.actions import consultations
from documents.ways import Stage
from motions import procedural
from motions.actions import debates, treatment
from motions.models import ProceduralMotion
from motions.states import ProceduralKind

Effect = Callable[[ProceduralMotion, User], None]


@journal.act
def carry_out(motion: ProceduralMotion, *, by: User) -> ProceduralMotion:
    """Do what was adopted, and settle what is pointless now. A roll call is carried out by the vote itself."""
    effect = _EFFECTS.get(ProceduralKind(motion.kind))
    if effect is None:
        return motion
    effect(motion, by)
    motion = life.lock(motion)
    return life.take(motion, "carry_out", by=by) if life.can(motion, "carry_out") else motion


@journal.act
def settle(motion: ProceduralMotion, *, by: User | None) -> ProceduralMotion:
    """Nobody decides the motion any more, or calls anybody by name; whoever was shut out for it comes in again."""
    motion = life.take(life.lock(motion), "settle", by=by)
    let_in_again(motion, by=by)
    return motion


def let_in_again(motion: ProceduralMotion, *, by: User | None) -> None:
    """Treat the item in public again whose exclusion was debated and did not pass; call it inside an act."""
    if motion.shut_at is not None and motion.was_public and motion.item is not None:
        agenda.publish(motion.item, by=by)


def _close_meeting(motion: ProceduralMotion, by: User) -> None:
    """What was called up stays open, and is put back to another meeting."""
    _settle_others(motion, Q(), by=by)
    for item in procedural.called(motion.meeting):
        agenda.put_back(item, by=by)
    meetings.close(motion.meeting, by=by)


def _interrupt(motion: ProceduralMotion, by: User) -> None:
    if life.can(life.lock(motion.meeting), "interrupt"):
        meetings.interrupt(motion.meeting, by=by)


def _exclude_public(motion: ProceduralMotion, by: User) -> None:
    item = _item(motion)
    if item.audience == Audience.PUBLIC:
        agenda.close_to_public(item, by=by)


def _admit_public(motion: ProceduralMotion, by: User) -> None:
    """Nothing that was decided inside comes out with it: that is released by an act of its own (HGO §52(2))."""
    item = _item(motion)
    if item.ballots.exists() or item.roll_calls.open().exists() or item.elections.exists():
        raise life.WrongState(
            "Zu diesem Punkt wird oder wurde in nichtöffentlicher Sitzung schon abgestimmt oder gewählt. Was dort"
            " beschlossen wurde, wird gesondert bekannt gegeben (HGO §52(2)); der Punkt bleibt nichtöffentlich."
        )
    agenda.publish(item, by=by)


def _find_quorum(motion: ProceduralMotion, by: User) -> None:
    attendance.find_quorum(motion.meeting, moved_by=motion.mover, by=by)


def _take_off(motion: ProceduralMotion, by: User) -> None:
    item = _item(motion)
    _settle_others(motion, Q(item=item), by=by)
    treatment.take_off(item, by=by)


def _postpone(motion: ProceduralMotion, by: User) -> None:
    item = _item(motion)
    _settle_others(motion, Q(item=item), by=by)
    treatment.put_off(item, result=Result.POSTPONED, result_text=_said(motion), by=by)


def _refer(motion: ProceduralMotion, by: User) -> None:
    """Each body has the paper before it, with the receipt; an item without a paper is only closed."""
    item = _item(motion)
    _settle_others(motion, Q(item=item), by=by)
    treatment.put_off(item, result=Result.REFERRED, result_text=_said(motion), to=stages_of(motion), by=by)


def _end_list(motion: ProceduralMotion, by: User) -> None:
    speeches.close_list(_item(motion), by=by)


def _end_debate(motion: ProceduralMotion, by: User) -> None:
    item = _item(motion)
    debates.close(item, by=by)
    _settle_others(motion, Q(item=item, kind=ProceduralKind.END_LIST), by=by)


def _extend(motion: ProceduralMotion, by: User) -> None:
    """What is not on the agenda yet is put there; what is may now be called up."""
    if motion.item is not None:
        return
    if motion.paper is not None:
        item = consultations.place(motion.paper, meeting=motion.meeting, part=_first_part(motion), by=by)
    else:
        item = agenda.add(
            AgendaItem(
                meeting=motion.meeting,
                name=motion.subject,
                part=_first_part(motion),
                public=motion.meeting.public is not False,
                audience=Audience.PUBLIC if motion.meeting.public is not False else Audience.BODY,
                audience_organization=None if motion.meeting.public is not False else motion.meeting.organization,
            ),
            by=by,
        )
    motion.item = item
    life.touch(motion, fields=("item",))


def _reorder(motion: ProceduralMotion, by: User) -> None:
    item = _item(motion)
    if motion.part and motion.part != item.part:
        item = agenda.change(item, part=motion.part, by=by)
    rows = _open_order(motion)
    if motion.before is not None and motion.before.pk in rows:
        agenda.move(item, to=_place_before(rows, item, motion.before), by=by)


def _join(motion: ProceduralMotion, by: User) -> None:
    joining.join(_item(motion), along=list(motion.along.all()), by=by)


def _today(motion: ProceduralMotion, by: User) -> None:
    """It comes up next: before every other item that is still open."""
    item = _item(motion)
    rows = motion.meeting.items.filter(deleted_at=None, state=ItemState.OPEN).exclude(pk=item.pk)
    first = rows.order_by("order", "pk").first()
    if first is None:
        return
    if first.part != item.part:
        item = agenda.change(item, part=first.part, by=by)
    order = _open_order(motion)
    if order.index(first.pk) < order.index(item.pk):
        agenda.move(item, to=_place_before(order, item, first), by=by)


def stages_of(motion: ProceduralMotion) -> list[Stage]:
    """The bodies a motion to refer names, each with what it usually does; the lead body first."""
    bodies = sorted(motion.bodies.all(), key=lambda body: (body.pk != motion.lead_id, body.kind, body.name))
    return [Stage(body, ways.usual_role(body), body.pk == motion.lead_id) for body in bodies]


def _item(motion: ProceduralMotion) -> AgendaItem:
    if motion.item is None:
        raise life.WrongState("Dieser Antrag gehört zu keinem Punkt der Tagesordnung.")
    return life.lock(motion.item)


def _said(motion: ProceduralMotion) -> str:
    """The result in words, as the minutes have it."""
    vote = motion.votes.order_by("-pk").first()
    label = Result(Result.POSTPONED if motion.kind == ProceduralKind.POSTPONE else Result.REFERRED).label
    return f"{label} auf Antrag zur Geschäftsordnung ({vote.manner_in_words})" if vote else str(label)


def _settle_others(motion: ProceduralMotion, condition: Q, *, by: User) -> None:
    """What goes less far on the same matter is pointless once this one passed."""
    for other in ProceduralMotion.objects.pending().filter(condition, meeting=motion.meeting).exclude(pk=motion.pk):
        settle(other, by=by)


def _open_order(motion: ProceduralMotion) -> list[int]:
    return list(motion.meeting.items.filter(deleted_at=None).order_by("order", "pk").values_list("pk", flat=True))


def _place_before(rows: list[int], item: AgendaItem, other: AgendaItem) -> int:
    """Where the item stands among all once it stands right before the other."""
    return [pk for pk in rows if pk != item.pk].index(other.pk)


def _first_part(motion: ProceduralMotion) -> str:
    if motion.part:
        return motion.part
    first = motion.meeting.items.filter(deleted_at=None).order_by("order", "pk").first()
    return first.part if first is not None else ""


_EFFECTS: Mapping[ProceduralKind, Effect] = {
    ProceduralKind.CLOSE_MEETING: _close_meeting,
    ProceduralKind.INTERRUPT: _interrupt,
    ProceduralKind.EXCLUDE_PUBLIC: _exclude_public,
    ProceduralKind.ADMIT_PUBLIC: _admit_public,
    ProceduralKind.QUORUM: _find_quorum,
    ProceduralKind.TAKE_OFF: _take_off,
    ProceduralKind.POSTPONE: _postpone,
    ProceduralKind.REFER: _refer,
    ProceduralKind.END_DEBATE: _end_debate,
    ProceduralKind.END_LIST: _end_list,
    ProceduralKind.EXTEND: _extend,
    ProceduralKind.REORDER: _reorder,
    ProceduralKind.JOIN: _join,
    ProceduralKind.TODAY: _today,
}
