"""What stands of procedural motions in a meeting: who may move, what waits and in which order, what was adopted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from council import invited, life, presence
from council.audiences import Standing
from council.law import procedure
from council.models import AgendaItem, Conflict, Meeting, Membership, Person
from council.states import ItemState
from motions.models import ProceduralMotion
from motions.states import ProceduralKind, ProceduralState

# These are about the meeting as a whole, whatever item is called up.
OF_THE_MEETING = frozenset(str(kind) for kind in procedure.OF_THE_MEETING)
OF_THE_DEBATE = frozenset(str(kind) for kind in procedure.OF_THE_DEBATE)


def movers(meeting: Meeting, *, item: AgendaItem | None) -> QuerySet[Person]:
    """Who may move: members with a vote who are there, all of them if nobody noted who is; nobody barred (HGO §25)."""
    rows = Person.objects.filter(deleted_at=None)
    if meeting.attendances.exists():
        rows = rows.filter(pk__in=presence.counting(meeting, item=item).values("person"))
    else:
        seats = Membership.objects.current(on=presence.day_of(meeting)).filter(voting_right=True)
        rows = rows.filter(pk__in=seats.filter(organization=meeting.organization_id).values("person"))
    if item is not None:
        rows = rows.exclude(pk__in=Conflict.objects.filter(item=item, lifted_at=None).values("person"))
    return rows.order_by("family_name", "name")


def called(meeting: Meeting) -> list[AgendaItem]:
    """The items under discussion: one, or several that were called up together."""
    return list(meeting.items.filter(state=ItemState.CALLED, deleted_at=None).order_by("order", "pk"))


def waiting(meeting: Meeting, standing: Standing) -> list[ProceduralMotion]:
    """The undecided ones someone of this standing may read, in the order in which they are put. Costs one query."""
    rows = ProceduralMotion.objects.visible_for(standing).pending().filter(meeting=meeting)
    return in_order(rows.select_related("item", "mover", "faction", "meeting"))


def in_order(motions: Iterable[ProceduralMotion]) -> list[ProceduralMotion]:
    """The further-going one first; of equals the earlier one."""
    known = {one.pk: one for one in motions}
    rows = [
        procedure.ProceduralMotion(one.pk, procedure.Procedure(one.kind), one.moved_at)
        for one in sorted(known.values(), key=lambda one: one.pk)
    ]
    return [known[row.key] for row in procedure.procedural_order(rows)]


def before(motion: ProceduralMotion, pending: Sequence[ProceduralMotion]) -> ProceduralMotion | None:
    """What must be put before this one: it goes further and is about the same item, or about the whole meeting."""
    for other in in_order(pending):
        if other.pk == motion.pk:
            return None
        if other.item_id == motion.item_id or other.kind in OF_THE_MEETING:
            return other
    return None


def unfinished(item: AgendaItem) -> str:
    """Say which procedural motion on the item is to be decided before it ends; empty without one. Costs one query."""
    rows = in_order(ProceduralMotion.objects.pending().filter(item=item, deleted_at=None))
    return (
        f"Zuerst ist über den Antrag zur Geschäftsordnung zu entscheiden: {rows[0].get_kind_display()}." if rows else ""
    )


def refuse_while_waiting(item: AgendaItem) -> None:
    """Nothing on substance is put while a procedural motion on it waits; raises WrongState naming the first."""
    if reason := unfinished(item):
        raise life.WrongState(reason)


def roll_call_demanded(item: AgendaItem) -> ProceduralMotion | None:
    """The demand for a roll call on the item that was met and not carried out yet; None without one."""
    rows = ProceduralMotion.objects.filter(item=item, kind=ProceduralKind.ROLL_CALL, state=ProceduralState.ADOPTED)
    return rows.select_related("mover", "faction").order_by("moved_at", "pk").first()


def is_extended(item: AgendaItem) -> bool:
    """Whether the body extended its agenda by the item."""
    return ProceduralMotion.objects.adopted().filter(item=item, kind=ProceduralKind.EXTEND).exists()


def not_yet(item: AgendaItem) -> str:
    """Say why an item may not be called up that the invitation did not carry, until the agenda is extended by it."""
    if item.pk not in invited.off_agenda(item.meeting) or is_extended(item):
        return ""
    return (
        "Dieser Punkt stand nicht auf der Einladung, oder sie kam für ihn zu spät. Behandelt werden kann er erst, wenn"
        " zwei Drittel der gesetzlichen Mitgliederzahl die Erweiterung der Tagesordnung beschlossen haben (HGO §58(2))."
    )
