"""Acts on joint debates: items called up together and decided one by one (gemeinsam aufgerufen)."""

from __future__ import annotations

from collections.abc import Sequence

from council import journal, life, may
from council.actions import agenda
from council.models import AgendaItem, User
from council.states import ItemState


@journal.act
def join(item: AgendaItem, *, along: Sequence[AgendaItem], by: User) -> list[AgendaItem]:
    """Debate these items together with the first: calling up one calls up all, each has its own vote and result.

    What was joined to one of them before comes along. Raises WrongState for what is over or of another meeting.
    """
    meeting = life.lock(item.meeting)
    may.manage_agenda(by, meeting)
    agenda.refuse_if_fixed(meeting)
    item = life.lock(item)
    leader = life.lock(item.joined_to) if item.joined_to is not None else item
    _refuse_joining(leader, meeting_id=meeting.pk)
    rows = [row for one in along for row in AgendaItem.objects.together(one).order_by("pk")]
    joined = [life.lock(row) for row in dict.fromkeys(rows) if row.pk != leader.pk and row.joined_to_id != leader.pk]
    if not joined and not AgendaItem.objects.together(leader).exclude(pk=leader.pk).exists():
        raise life.WrongState("Zum gemeinsamen Aufruf gehören wenigstens zwei Punkte.")
    for row in joined:
        _refuse_joining(row, meeting_id=meeting.pk)
        row.joined_to = leader
        life.touch(row, fields=("joined_to",))
        journal.record("item.joined", row, by=by, item=leader.pk)
    return [leader, *joined]


@journal.act
def separate(item: AgendaItem, *, by: User) -> AgendaItem:
    """Debate the item by itself again; the others stay together."""
    meeting = life.lock(item.meeting)
    may.manage_agenda(by, meeting)
    agenda.refuse_if_fixed(meeting)
    item = life.lock(item)
    group = [life.lock(row) for row in AgendaItem.objects.together(item).order_by("order", "pk")]
    others = [row for row in group if row.pk != item.pk]
    if not others:
        raise life.WrongState("Dieser Punkt wird für sich beraten.")
    if item.state == ItemState.CALLED:
        raise life.WrongState("Die Punkte sind gemeinsam aufgerufen. Bitte zuerst zurückstellen.")
    leader = others[0]
    for row in group:
        row.joined_to = leader if row in others[1:] else None
        life.touch(row, fields=("joined_to",))
    journal.record("item.separated", item, by=by, items=[row.pk for row in others])
    return life.lock(item)


def _refuse_joining(item: AgendaItem, *, meeting_id: int) -> None:
    if item.meeting_id != meeting_id:
        raise life.WrongState("Dieser Punkt gehört nicht zu dieser Sitzung.")
    if item.state in (ItemState.CLOSED, ItemState.REMOVED):
        raise life.WrongState(f"{_called(item)} ist schon abgeschlossen oder abgesetzt.")


def _called(item: AgendaItem) -> str:
    """By its number alone: its name may be closed to whoever reads the sentence."""
    return f"TOP {item.number}" if item.number else "Ein Punkt ohne Nummer"
