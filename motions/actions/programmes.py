"""Acts on political programmes: laying them out, saying what became of a goal, linking points, hanging papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any

from django.utils import timezone

from council import journal, life
from council.models import User
from documents.models import Paper
from documents.states import PaperType
from motions.chapters import Point
from motions.may import programmes as may
from motions.models import GoalPaper, Programme, ProgrammeItem, ProgrammeLink
from motions.states import LinkState, LinkStrength, ProgrammePart

Place = tuple[str, int]  # kind and number of a point
MOST_POINTS = 300  # of one part
LONGEST_HEADING = 300  # characters
# From which part to which a link leads.
LINKED = {ProgrammePart.MANIFESTO: ProgrammePart.OVERVIEW, ProgrammePart.OVERVIEW: ProgrammePart.GOAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """Two points that belong together, as somebody proposes, or has decided already."""

    source: Place
    target: Place
    strength: str = LinkStrength.STRONG
    decided: bool = False


@journal.act
def record(
    programme: Programme,
    *,
    parts: Mapping[str, Sequence[Point]],
    links: Sequence[NewLink] = (),
    deadlines: Mapping[int, str] | None = None,
    by: User | None,
) -> Programme:
    """Make the paper a programme with its points, links between them and the times set for goals (by their number).

    Links stay proposals unless decided already. Raises WrongState for a paper of another kind, one that is a programme
    already, and a link between points that are not there.
    """
    paper = life.lock(programme.paper)
    if by is not None:
        may.lay_out(by)
    if paper.paper_type != PaperType.PROGRAMME:
        raise life.WrongState("Diese Vorlage ist kein Programm.")
    if Programme.objects.filter(pk=paper.pk).exists():
        raise life.WrongState("Dieses Programm ist schon gegliedert.")
    if any(len(points) > MOST_POINTS for points in parts.values()):
        raise life.WrongState(f"Ein Teil hat mehr als {MOST_POINTS} Punkte; so viele stellt niemand gegenüber.")
    programme.full_clean(validate_unique=False)
    programme.save(force_insert=True)
    now = timezone.now()
    items = _insert_items(programme, parts, deadlines or {}, now=now)
    for wanted in links:
        _insert_link(items, wanted, by=by, now=now)
    journal.record("programme.recorded", programme, by=by, items=len(items), links=len(links))
    return programme


@journal.act
def describe(programme: Programme, *, by: User, version: int | None = None, **fields: Any) -> Programme:
    """Change what is known of the programme: title, parties, end, and who keeps it."""
    programme = life.lock(programme, version=version)
    may.lay_out(by, programme)
    for name, new in fields.items():
        setattr(programme, name, new)
    programme.full_clean(validate_unique=False)
    life.touch(programme, fields=tuple(fields))
    journal.record("programme.described", programme, by=by)
    return programme


@journal.act
def word(item: ProgrammeItem, *, by: User, version: int | None = None, **fields: Any) -> ProgrammeItem:
    """Change heading, sentence or deadline of a point; what the paper says stays as it is."""
    item = life.lock(item, version=version)
    may.keep(by, item.programme)
    for name, new in fields.items():
        setattr(item, name, new)
    item.full_clean(validate_unique=False)
    life.touch(item, fields=tuple(fields))
    journal.record("programme_item.worded", item, by=by)
    return item


@journal.act
def step(
    goal: ProgrammeItem, name: str, *, note: str = "", by: User | None, version: int | None = None
) -> ProgrammeItem:
    """Say what became of a goal, and why in a sentence as public as the programme. Raises KeyError for no step."""
    goal = life.lock(goal, version=version)
    if by is not None:
        may.keep(by, goal.programme)
    _refuse_other(goal)
    goal.note, goal.stated_at, goal.stated_by = note, timezone.now(), by
    return life.take(goal, name, by=by, also=("note", "stated_at", "stated_by"))


@journal.act
def link(source: ProgrammeItem, *, target: ProgrammeItem, strength: str, by: User) -> ProgrammeLink:
    """Say that two points belong together; a proposal of the same pair is confirmed by it."""
    programme = life.lock(source.programme)
    may.keep(by, programme)
    if source.programme_id != target.programme_id or LINKED.get(ProgrammePart(source.kind)) != target.kind:
        raise life.WrongState("Verbunden werden Wahlprogramm und Überblick, Überblick und Ziel.")
    now = timezone.now()
    found = ProgrammeLink.objects.select_for_update(no_key=True).filter(source=source, target=target).first()
    if found is None:
        found = ProgrammeLink.objects.create(source=source, target=target, strength=strength)
    if found.state == LinkState.CONFIRMED:
        raise life.WrongState("Diese beiden sind schon verbunden.")
    found.strength, found.decided_at, found.decided_by = strength, now, by
    return life.take(found, "confirm", by=by, also=("strength", "decided_at", "decided_by"))


@journal.act
def confirm(found: ProgrammeLink, *, by: User) -> ProgrammeLink:
    """Confirm that two points belong together."""
    return _decide(found, "confirm", by=by)


@journal.act
def reject(found: ProgrammeLink, *, by: User) -> ProgrammeLink:
    """Say that two points do not belong together; readers no longer see the proposal."""
    return _decide(found, "reject", by=by)


@journal.act
def hang(goal: ProgrammeItem, *, paper: Paper, by: User | None) -> GoalPaper:
    """Hang a paper on the goal it pursues; who may not read the paper does not see it there."""
    paper = life.lock(paper)
    goal = life.lock(goal)
    if by is not None:
        may.keep(by, goal.programme)
    _refuse_other(goal)
    if paper.pk == goal.programme_id:
        raise life.WrongState("Das ist das Programm selbst.")
    found = GoalPaper.objects.filter(goal=goal, paper=paper).first()
    if found is None:
        found = GoalPaper.objects.create(goal=goal, paper=paper, hung_at=timezone.now(), hung_by=by)
        journal.record("goal.paper_hung", goal, by=by, paper=paper.pk)
    return found


@journal.act
def take_down(goal: ProgrammeItem, *, paper: Paper, by: User) -> None:
    """Take a paper off the goal again."""
    goal = life.lock(goal)
    may.keep(by, goal.programme)
    if GoalPaper.objects.filter(goal=goal, paper=paper).delete()[0]:
        journal.record("goal.paper_taken_down", goal, by=by, paper=paper.pk)


def _refuse_other(item: ProgrammeItem) -> None:
    if item.kind != ProgrammePart.GOAL:
        raise life.WrongState("Einen Stand und Vorlagen haben nur die Ziele.")


def _decide(found: ProgrammeLink, step: str, *, by: User) -> ProgrammeLink:
    found = life.lock(found)
    may.keep(by, found.source.programme)
    found.decided_at, found.decided_by = timezone.now(), by
    return life.take(found, step, by=by, also=("decided_at", "decided_by"))


def _insert_items(
    programme: Programme, parts: Mapping[str, Sequence[Point]], deadlines: Mapping[int, str], *, now: datetime
) -> dict[Place, ProgrammeItem]:
    items: dict[Place, ProgrammeItem] = {}
    for kind, points in parts.items():
        for number, point in enumerate(points, start=1):
            item = ProgrammeItem(
                programme=programme,
                kind=kind,
                number=number,
                short_heading=shorten(point.heading, LONGEST_HEADING, placeholder=" …"),
                one_sentence=point.text,
                block=point.block,
                deadline=deadlines.get(number, "") if kind == ProgrammePart.GOAL else "",
                created_at=now,
                modified_at=now,
            )
            item.full_clean(validate_unique=False)
            item.save(force_insert=True)
            items[kind, number] = item
    return items


def _insert_link(items: Mapping[Place, ProgrammeItem], wanted: NewLink, *, by: User | None, now: datetime) -> None:
    ends = items.get(wanted.source), items.get(wanted.target)
    if ends[0] is None or ends[1] is None:
        raise life.WrongState("Eine Verbindung führt zu einem Punkt, den das Programm nicht hat.")
    ProgrammeLink.objects.create(
        source=ends[0],
        target=ends[1],
        strength=wanted.strength,
        state=LinkState.CONFIRMED if wanted.decided else LinkState.SUGGESTED,
        decided_at=now if wanted.decided else None,
        decided_by=by if wanted.decided else None,
    )
