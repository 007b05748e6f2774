"""Procedural motions of today's meeting: its agenda is extended and adopted, and one motion still waits."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collaboration.demo.intake.shelf import Shelf
from council.actions import adoption, agenda
from council.law.majorities import Tally
from council.models import AgendaItem, Meeting
from council.states import Audience
from motions.actions import procedural
from motions.actions.ballots import Poll
from motions.actions.procedural import Verdict, Wish
from motions.models import ProceduralMotion

FILE = Path(__file__).parents[1] / "procedural.toml"
FACTS: Mapping[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))


def begin(shelf: Shelf, meeting: Meeting) -> None:
    """Decide what was proposed for the agenda, then adopt it; for the meeting of the file alone."""
    if meeting != shelf.meetings.get(FACTS["meeting"]):
        return
    for row in FACTS["late"]:
        part = meeting.items.filter(parent=None).order_by("order").values_list("part", flat=True)[0]
        late = AgendaItem(meeting=meeting, part=part, number=row["number"], name=row["title"])
        late.public, late.audience = True, Audience.PUBLIC
        agenda.add(late, by=None)
    for row in FACTS["motion"]:
        procedural.decide(_moved(shelf, meeting, row), verdict=_verdict(shelf, row), by=shelf.users["chair"])
    adoption.adopt(meeting, by=shelf.users["chair"])


def wait(shelf: Shelf, meeting: Meeting) -> None:
    """Move what the body has not decided yet."""
    if meeting == shelf.meetings.get(FACTS["meeting"]):
        for row in FACTS["waiting"]:
            _moved(shelf, meeting, row)


def _moved(shelf: Shelf, meeting: Meeting, row: Mapping[str, Any]) -> ProceduralMotion:
    wish = Wish(
        kind=row["kind"],
        item=_item(shelf, meeting, row["item"]),
        reason=row["reason"],
        along=[_item(shelf, meeting, name) for name in row.get("along", ())],
    )
    mover = shelf.people[row["mover"]] if "mover" in row else None
    return procedural.enter(meeting, wish=wish, mover=mover, by=shelf.users["clerk"])


def _verdict(shelf: Shelf, row: Mapping[str, Any]) -> Verdict:
    if "votes" in row:
        return Verdict(poll=Poll(Tally(*row["votes"])))
    against = shelf.people[row["against"]] if "against" in row else None
    return Verdict(passed=row["decided"] != "rejected", unopposed=row["decided"] == "unopposed", spoke_against=against)


def _item(shelf: Shelf, meeting: Meeting, name: str) -> AgendaItem:
    """The item with the paper of that key, or of that title."""
    known = shelf.items.get((FACTS["meeting"], name))
    return meeting.items.get(pk=known.pk) if known is not None else meeting.items.get(name=name, deleted_at=None)
