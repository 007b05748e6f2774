"""The coalition's programme: laid out from its text, with what became of its goals."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from collaboration.demo.days import Calendar
from collaboration.demo.intake.shelf import Shelf
from motions import chapters
from motions.actions import programmes
from motions.actions.programmes import NewLink
from motions.models import Programme, ProgrammeItem
from motions.states import LinkStrength, ProgrammePart

FILE = Path(__file__).parents[1] / "programme.toml"
CHAPTERS = {"overview": ProgrammePart.OVERVIEW, "manifesto": ProgrammePart.MANIFESTO, "goals": ProgrammePart.GOAL}

Facts = Mapping[str, Any]


def take_in(shelf: Shelf) -> None:
    """Lay the programme out, say what became of its goals, and hang the papers on them; they must be there."""
    facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    paper = shelf.papers[facts["paper"]]
    text = paper.versions.get()
    found = chapters.read(text.text)
    programme = programmes.record(
        Programme(
            paper=paper,
            keeper=shelf.organizations[facts["keeper"]],
            read_from=text,
            **{name: facts[name] for name in ("title", "section", "compared_with", "parties", "valid_until")},
        ),
        parts={str(kind): found[facts[name] - 1].points for name, kind in CHAPTERS.items()},
        links=list(_links(facts)),
        deadlines={row["number"]: _said(shelf, row["deadline"]) for row in facts["goal"] if "deadline" in row},
        by=None,
    )
    for row in facts["goal"]:
        _state(shelf, row, programme.items.get(kind=ProgrammePart.GOAL, number=row["number"]))


def _links(facts: Facts) -> Iterator[NewLink]:
    for overview, goal in enumerate(facts["goal_of"], start=1):
        yield NewLink(source=(ProgrammePart.OVERVIEW, overview), target=(ProgrammePart.GOAL, goal), decided=True)
    for row in facts["counterpart"]:
        yield NewLink(
            source=(ProgrammePart.MANIFESTO, row["manifesto"]),
            target=(ProgrammePart.OVERVIEW, row["overview"]),
            strength=LinkStrength.WEAK if row.get("weak") else LinkStrength.STRONG,
            decided=row.get("decided", False),
        )


def _state(shelf: Shelf, row: Facts, goal: ProgrammeItem) -> None:
    if "step" in row:
        goal = programmes.step(goal, row["step"], note=row["note"], by=None)
    for key in row["papers"]:
        programmes.hang(goal, paper=shelf.papers[key], by=None)


def _said(shelf: Shelf, written: str) -> str:
    return re.sub(r"\{([^{}]+)\}", lambda found: Calendar(shelf.today).word(found[1]), written)
