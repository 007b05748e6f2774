"""Renders a meeting as separate blocks with stable ids, for its page and for everyone who follows it live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from council import drawing, outline, panels, presiding
from council.audiences import Standing
from council.models import AgendaItem, Meeting
from council.states import ItemState, MeetingState

SENTENCES = {
    MeetingState.PLANNED: "Der Termin steht, die Tagesordnung ist noch nicht veröffentlicht.",
    MeetingState.AGENDA_OPEN: "An der Tagesordnung wird noch gearbeitet.",
    MeetingState.INVITED: "Die Sitzung hat noch nicht begonnen.",
    MeetingState.RUNNING: "Zurzeit ist kein Tagesordnungspunkt aufgerufen.",
    MeetingState.INTERRUPTED: "Die Sitzung ist unterbrochen.",
    MeetingState.CLOSED: "Die Sitzung ist beendet.",
    MeetingState.CANCELLED: "Die Sitzung fällt aus.",
}
_MOODS = {ItemState.CALLED: "current", ItemState.CLOSED: "closed", ItemState.REMOVED: "closed removed"}
_UNDER_WAY = (MeetingState.RUNNING, MeetingState.INTERRUPTED)
_TO_COME = (MeetingState.PLANNED, MeetingState.AGENDA_OPEN, MeetingState.INVITED)


@dataclass(frozen=True)
class Block:
    """One part of the page that can be swapped by its id."""

    id: str
    html: SafeString

    @property
    def on_stage(self) -> bool:
        """Stands large below what is treated now."""
        return self.id.startswith("stage-")

    @property
    def in_course(self) -> bool:
        """Belongs to the course of the debate."""
        return self.id.startswith("course-")


@dataclass(frozen=True)
class Agenda:
    """A meeting's agenda as someone of one standing may see it now."""

    meeting: Meeting
    lines: list[outline.Line]
    standing: Standing  # the circle's, with nothing personal in it

    @property
    def pk(self) -> int:
        """The meeting's, so that panels may be asked about the agenda as it is shown."""
        return self.meeting.pk

    @cached_property
    def pieces(self) -> dict[int, list[SafeString]]:
        """What upper floors add to each item; read only where items are shown."""
        return panels.rows("item", self.standing, [line.item for line in self.lines])

    @cached_property
    def present(self) -> int:
        """Voting members there now, while the meeting is under way."""
        under_way = self.meeting.state in _UNDER_WAY
        return self.meeting.attendances.present().voting().count() if under_way else 0

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of the page, rendered once."""
        return [_now(self), *self.stages, *_body(self)]

    def rendered(self) -> Agenda:
        """The same, with its blocks made."""
        _ = self.blocks
        return self

    @cached_property
    def now(self) -> Block:
        """What is treated now."""
        return self.blocks[0]

    @cached_property
    def stages(self) -> list[Block]:
        """What upper floors add below it: the debate, the vote, the course."""
        return [_stage(*one) for one in panels.stages(self.standing, self)]

    @cached_property
    def items(self) -> list[Block]:
        """The parts and items of the agenda."""
        return self.blocks[1 + len(self.stages) :]

    @cached_property
    def current(self) -> AgendaItem | None:
        """The item under discussion, if it may be seen."""
        return next(iter(self.of_state(ItemState.CALLED)), None)

    @cached_property
    def following(self) -> AgendaItem | None:
        """The open item after the one under discussion, else the first open one."""
        order = [line.item for line in self.lines]
        start = order.index(self.current) + 1 if self.current in order else 0
        return next((item for item in order[start:] + order[:start] if item.state == ItemState.OPEN), None)

    def of_state(self, *states: ItemState) -> list[AgendaItem]:
        """The items in these states, in order."""
        return [line.item for line in self.lines if line.item.state in states]


def blocks(meeting: Meeting, standing: Standing) -> list[Block]:
    """Render what someone of this standing may see of the meeting, in page order. The number of queries is constant.

    All of one circle (`standing.circle`) get the same, so the result may be shared among them. The meeting itself
    must be visible to the standing; that is the caller's question.
    """
    return read(meeting, standing).blocks


def read(meeting: Meeting, standing: Standing) -> Agenda:
    """Read the visible items of the meeting; what upper floors add to them is read when it is shown."""
    shared = _shared(standing)
    items = list(AgendaItem.objects.visible_for(shared).filter(meeting=meeting).order_by("order", "pk"))
    for item in items:
        item.meeting = meeting
    return Agenda(meeting, outline.lines(items), shared)


def _body(agenda: Agenda) -> Iterator[Block]:
    parted = any(line.part for line in agenda.lines)
    part: str | None = None
    for line in agenda.lines:
        if parted and line.part != part:
            part = line.part
            yield _part(part)
        yield _item(agenda, line)


def _now(agenda: Agenda) -> Block:
    context = {
        "meeting": agenda.meeting,
        "sentence": SENTENCES[MeetingState(agenda.meeting.state)],
        "to_come": agenda.meeting.state in _TO_COME,
        "under_way": agenda.meeting.state in _UNDER_WAY,
        "interrupted": agenda.meeting.state == MeetingState.INTERRUPTED,
        "present": agenda.present,
        "leader": presiding.leader(agenda.meeting),
        "item": agenda.current,
        "pieces": agenda.pieces[agenda.current.pk] if agenda.current else [],
        "following": agenda.following,
        "done": len(agenda.of_state(ItemState.CLOSED)),
        "total": len(agenda.of_state(ItemState.OPEN, ItemState.CALLED, ItemState.CLOSED)),
    }
    return Block("now", render_to_string("council/_now.html", context))


def _stage(name: str, into: str, html: SafeString) -> Block:
    key = f"{into}-{name}"
    return Block(key, drawing.drawn("council/_stage.html", id=key, into=into, html=html))


def _part(part: str) -> Block:
    name = f"part-{part or 'none'}"
    return Block(name, drawing.drawn("council/_part.html", id=name, name=outline.part_name(part)))


def _item(agenda: Agenda, line: outline.Line) -> Block:
    item = line.item
    mood, pieces = _MOODS.get(ItemState(item.state), ""), agenda.pieces[item.pk]
    html = drawing.drawn("council/_item.html", item=item, level=min(line.level, 3), mood=mood, pieces=pieces)
    return Block(f"top-{item.key}", html)


def _shared(standing: Standing) -> Standing:
    """Forget who it is where all of the circle read the same: what is open to one person alone never gets in."""
    if standing.personal:
        return standing
    return replace(standing, user_id=None, person_id=None)
