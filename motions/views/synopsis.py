"""Lays the parts of a programme beside each other: overview and manifesto, and each goal with what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from council.audiences import Standing
from documents.models import Paper
from motions.models import GoalPaper, Programme, ProgrammeItem, ProgrammeLink
from motions.states import GoalState, LinkState, ProgrammePart


@dataclass(frozen=True)
class Tied:
    """A point and the link by which it stands here."""

    item: ProgrammeItem
    link: ProgrammeLink


@dataclass(frozen=True)
class Row:
    """One row: a point of the overview with its goals, and its counterparts; one side can be empty."""

    overview: ProgrammeItem | None
    goals: tuple[Tied, ...] = ()
    counterparts: tuple[Tied, ...] = ()
    alone: ProgrammeItem | None = None


@dataclass(frozen=True)
class Goal:
    """A goal as the page shows it."""

    item: ProgrammeItem
    heading: str
    is_overdue: bool
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Synopsis:
    """The whole page: rows, goals, and how many goals stand where."""

    rows: tuple[Row, ...]
    goals: tuple[Goal, ...]
    counts: dict[str, int] = field(default_factory=dict)
    overdue: int = 0
    suggested: int = 0


def of(programme: Programme, *, standing: Standing, on: date) -> Synopsis:
    """Everything of the programme that someone of this standing may see. Costs three queries."""
    items = items_of(programme)
    links = [link for link in links_of(items) if link.state != LinkState.REJECTED]
    goals = tuple(_goals(items, links, papers=_papers(programme, standing), on=on))
    states = [goal.item.state for goal in goals]
    return Synopsis(
        rows=tuple(_rows(items, links)),
        goals=goals,
        counts={str(state): states.count(state) for state in GoalState},
        overdue=sum(goal.is_overdue for goal in goals),
        suggested=sum(link.state == LinkState.SUGGESTED for link in links),
    )


def items_of(programme: Programme) -> list[ProgrammeItem]:
    """The points of the programme part by part, in their order."""
    items = list(programme.items.filter(deleted_at=None).order_by("kind", "number"))
    for item in items:
        item.programme = programme
    return items


def links_of(items: Sequence[ProgrammeItem]) -> list[ProgrammeLink]:
    """All links between these points, rejected ones too, with their ends at hand."""
    known = {item.pk: item for item in items}
    links = list(ProgrammeLink.objects.filter(source__in=known, target__in=known))
    for link in links:
        link.source, link.target = known[link.source_id], known[link.target_id]
    return sorted(links, key=lambda link: (link.source.kind, link.source.number, link.target.number))


def _rows(items: Sequence[ProgrammeItem], links: Sequence[ProgrammeLink]) -> Iterator[Row]:
    goals: dict[int, list[Tied]] = defaultdict(list)
    counterparts: dict[int, list[Tied]] = defaultdict(list)
    for link in links:
        if link.source.kind == ProgrammePart.OVERVIEW:
            goals[link.source_id].append(Tied(link.target, link))
        else:
            counterparts[link.target_id].append(Tied(link.source, link))
    tied = {link.source_id for link in links}
    for item in items:
        if item.kind == ProgrammePart.OVERVIEW:
            yield Row(item, tuple(goals[item.pk]), tuple(counterparts[item.pk]))
    for item in items:
        if item.kind == ProgrammePart.MANIFESTO and item.pk not in tied:
            yield Row(None, alone=item)


def _goals(
    items: Sequence[ProgrammeItem],
    links: Sequence[ProgrammeLink],
    *,
    papers: dict[int, list[Paper]],
    on: date,
) -> Iterator[Goal]:
    headings: dict[int, list[str]] = defaultdict(list)
    for link in links:
        if link.target.kind == ProgrammePart.GOAL and link.state == LinkState.CONFIRMED:
            headings[link.target_id].append(link.source.short_heading)
    for item in items:
        if item.kind == ProgrammePart.GOAL:
            heading = item.short_heading or ", ".join(filter(None, headings[item.pk]))
            yield Goal(item, heading, item.is_overdue(on=on), tuple(papers.get(item.pk, ())))


def _papers(programme: Programme, standing: Standing) -> dict[int, list[Paper]]:
    found: dict[int, list[Paper]] = defaultdict(list)
    rows = GoalPaper.objects.filter(goal__programme=programme, paper__in=Paper.objects.visible_for(standing))
    for row in rows.select_related("paper").order_by("paper__date", "pk"):
        found[row.goal_id].append(row.paper)
    return found
