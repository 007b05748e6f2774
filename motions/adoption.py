"""What a body has before it when it adopts its agenda: items that came too late, urgent motions, proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from council import invited, outline
from council.audiences import Standing
from council.law import procedure
from council.models import AgendaItem, AgendaRevision, Meeting
from council.states import AgendaKind, BodyKind, ItemState, MeetingState
from documents.models import Paper, Slot
from documents.states import PaperState
from motions import procedural
from motions.models import Motion, ProceduralMotion
from motions.states import ProceduralKind, ProceduralState

# An urgent motion that can be put on the agenda, and one that the office must admit before.
READY = frozenset({PaperState.ADMITTED, PaperState.REFERRED, PaperState.POSTPONED})
_SHOWN = 50


@dataclass(frozen=True)
class Late:
    """An item or an urgent motion that the invitation did not carry, and the proposal to extend the agenda by it."""

    name: str
    number: str = ""
    item: AgendaItem | None = None
    paper: Paper | None = None
    motion: ProceduralMotion | None = None
    admitted: bool = True


@dataclass(frozen=True)
class Before:
    """All of it, with what was decided already."""

    late: Sequence[Late] = ()
    proposals: Sequence[ProceduralMotion] = ()
    decided: Sequence[ProceduralMotion] = ()
    adopted: AgendaRevision | None = None
    items: Sequence[AgendaItem] = field(default=())

    @property
    def undecided(self) -> int:
        """How many proposals wait; what came too late and nobody proposes is simply not called up."""
        return len(self.proposals) + sum(one.motion is not None for one in self.late)


def before(meeting: Meeting, standing: Standing) -> Before:
    """Gather what someone of this standing may read; a constant number of queries."""
    items = list(AgendaItem.objects.visible_for(standing).filter(meeting=meeting).order_by("order", "pk"))
    rows = ProceduralMotion.objects.visible_for(standing).filter(
        meeting=meeting, kind__in=[str(kind) for kind in procedure.OF_THE_AGENDA]
    )
    motions = list(rows.select_related("item", "mover", "faction", "meeting", "paper").prefetch_related("votes"))
    pending = [motion for motion in motions if motion.state == ProceduralState.MOVED]
    extending = [motion for motion in pending if motion.kind == ProceduralKind.EXTEND]
    return Before(
        late=[
            *_late_items(meeting, items, motions),
            *_urgent(meeting, standing, extending),
            *(Late(name=one.subject, motion=one) for one in extending if one.subject),
        ],
        proposals=procedural.in_order(motion for motion in pending if motion.kind != ProceduralKind.EXTEND),
        decided=sorted((one for one in motions if one not in pending), key=lambda one: (one.moved_at, one.pk)),
        adopted=adopted(meeting),
        items=[line.item for line in outline.lines(items)],
    )


def adopted(meeting: Meeting) -> AgendaRevision | None:
    """The agenda as the body adopted it last; None before it did."""
    return meeting.revisions.filter(kind=AgendaKind.HELD).order_by("-number").first()


def is_due(meeting: Meeting) -> bool:
    """Whether the meeting runs and its agenda was sent but not adopted. Costs at most two queries."""
    return meeting.state == MeetingState.RUNNING and meeting.revisions.exists() and adopted(meeting) is None


def _late_items(meeting: Meeting, items: Sequence[AgendaItem], motions: Sequence[ProceduralMotion]) -> list[Late]:
    off = invited.off_agenda(meeting)
    passed = {one.item_id for one in motions if one.kind == ProceduralKind.EXTEND and one.state in _PASSED}
    waiting = {
        one.item_id: one
        for one in motions
        if one.kind == ProceduralKind.EXTEND and one.state == ProceduralState.MOVED and one.item_id is not None
    }
    return [
        Late(name=item.name, number=item.number, item=item, motion=waiting.get(item.pk))
        for item in items
        if item.pk in off and item.pk not in passed and item.state == ItemState.OPEN
    ]


_PASSED = (ProceduralState.ADOPTED, ProceduralState.CARRIED_OUT)


def _urgent(meeting: Meeting, standing: Standing, extending: Sequence[ProceduralMotion]) -> list[Late]:
    """Urgent motions before the assembly that stand on none of its agendas."""
    if meeting.organization is None or meeting.organization.kind != BodyKind.ASSEMBLY:
        return []
    visible = Paper.objects.visible_for(standing).filter(state__in=(*READY, PaperState.SUBMITTED))
    here = Slot.objects.filter(item__meeting=meeting, item__deleted_at=None).values("consultation__paper")
    rows = Motion.objects.filter(urgent=True, paper__in=visible, paper__body=meeting.organization.body_id)
    rows = rows.exclude(paper__in=here).select_related("paper").order_by("paper__submitted_at", "paper__pk")
    proposed = {one.paper_id: one for one in extending if one.paper_id is not None}
    return [
        Late(
            name=motion.paper.name,
            number=motion.paper.reference or "",
            paper=motion.paper,
            motion=proposed.get(motion.paper_id),
            admitted=motion.paper.state in READY,
        )
        for motion in rows[:_SHOWN]
    ]
