"""Makes an imported text a programme with points and links, as far as that was decided."""

from __future__ import annotations

from collections.abc import Iterator

from council.models import User
from documents.models import Paper
from documents.states import PaperType
from motions import chapters
from motions.actions import programmes
from motions.actions.programmes import NewLink
from motions.chapters import Chapter, Point
from motions.importing.plain.decided import FileDecision, ProgrammeDecision
from motions.importing.plain.tables import DecisionProblem
from motions.models import Programme
from motions.states import LinkStrength, ProgrammePart


def enter(decision: FileDecision, *, paper: Paper, section: str | None, by: User | None) -> None:
    """Lay the paper out as its decision says; without one it stays a paper. Raises DecisionProblem if it cannot."""
    said = decision.programme
    if said is None:
        return
    if paper.paper_type != PaperType.PROGRAMME:
        raise DecisionProblem(f"Entscheidung zu „{decision.name}“: „programme“ gehört zu einem Programm.")
    text = paper.versions.get()
    found = chapters.read(text.text)
    parts = {str(kind): _chapter(found, number, decision=decision) for kind, number in _chosen(said)}
    links = tuple(_links(said))
    _check(parts, links, said, decision=decision)
    programmes.record(
        Programme(
            paper=paper,
            title=said.title,
            section=section or "",
            compared_with=said.compared_with or "",
            parties=list(said.parties),
            valid_until=said.valid_until,
            read_from=text,
        ),
        parts=parts,
        links=links,
        deadlines=dict(said.deadlines),
        by=by,
    )


def _chosen(said: ProgrammeDecision) -> Iterator[tuple[ProgrammePart, int]]:
    chosen = (ProgrammePart.OVERVIEW, said.overview), (ProgrammePart.MANIFESTO, said.manifesto)
    yield from ((kind, number) for kind, number in (*chosen, (ProgrammePart.GOAL, said.goals)) if number is not None)


def _chapter(found: tuple[Chapter, ...], number: int, *, decision: FileDecision) -> tuple[Point, ...]:
    if number > len(found):
        raise DecisionProblem(f"Entscheidung zu „{decision.name}“: Der Text hat kein {number}. Kapitel.")
    return found[number - 1].points


def _links(said: ProgrammeDecision) -> Iterator[NewLink]:
    """The goals of the overview as decided, the counterparts as proposals."""
    for overview, goal in said.goals_of:
        yield NewLink(source=(ProgrammePart.OVERVIEW, overview), target=(ProgrammePart.GOAL, goal), decided=True)
    for pair in said.counterparts:
        yield NewLink(
            source=(ProgrammePart.MANIFESTO, pair.manifesto),
            target=(ProgrammePart.OVERVIEW, pair.overview),
            strength=LinkStrength.WEAK if pair.weak else LinkStrength.STRONG,
        )


def _check(
    parts: dict[str, tuple[Point, ...]],
    links: tuple[NewLink, ...],
    said: ProgrammeDecision,
    *,
    decision: FileDecision,
) -> None:
    places = {(kind, number) for kind, points in parts.items() for number in range(1, len(points) + 1)}
    named = [place for link in links for place in (link.source, link.target)]
    named += [(str(ProgrammePart.GOAL), goal) for goal, _ in said.deadlines]
    for kind, number in named:
        if (str(kind), number) not in places:
            label = ProgrammePart(kind).label
            raise DecisionProblem(f"Entscheidung zu „{decision.name}“: {label} {number} kommt im Text nicht vor.")
