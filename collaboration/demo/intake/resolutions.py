"""What became of decisions: results confirmed, extracts of the assembly's resolutions, tasks with reports, an objection."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collaboration.demo.days import Calendar
from collaboration.demo.intake.shelf import Shelf
from council.models import AgendaItem
from council.states import BodyKind, ItemState, Result
from motions import extracts
from motions.actions import objections, resolutions, tasks, treatment
from motions.models import ResolutionExtract

AS_PROPOSED = "Der Beschlussvorschlag der Vorlage wird angenommen."
FILE = Path(__file__).parents[1] / "resolutions.toml"

Facts = Mapping[str, Any]


def take_in(shelf: Shelf) -> None:
    """Confirm what past meetings did, extract what the assembly resolved, and say what came of it."""
    facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    _confirm_results(shelf)
    made = _extract_resolutions(shelf)
    for row in facts["task"]:
        _task(shelf, row, made)
    for row in facts["objection"]:
        objections.record(
            shelf.papers[row["paper"]],
            reason=row["reason"].strip(),
            on=_calendar(shelf).day(row["on"]),
            by=shelf.users["mayor"],
        )


def _confirm_results(shelf: Shelf) -> None:
    rows = AgendaItem.objects.filter(meeting__organization__body=shelf.body, state=ItemState.CLOSED)
    resolutions.record_confirmed(rows.exclude(closed_at=None).exclude(result="").order_by("meeting__date", "order"))


def _extract_resolutions(shelf: Shelf) -> dict[int, ResolutionExtract]:
    """One extract of each paper the assembly decided, in the order of its meetings; by the paper's primary key."""
    rows = AgendaItem.objects.filter(
        meeting__organization__body=shelf.body,
        meeting__organization__kind=BodyKind.ASSEMBLY,
        slot__isnull=False,
        result__in=treatment.DECIDING,
    )
    made: dict[int, ResolutionExtract] = {}
    for item in rows.exclude(closed_at=None).select_related("meeting").order_by("meeting__date", "order", "pk"):
        extract = resolutions.make(item, text=_wording(item), by=None)
        resolutions.file(extract)
        if extract.paper_id is not None:
            made[extract.paper_id] = extract
    return made


def _wording(item: AgendaItem) -> str:
    """What the paper asked for where the minutes only say that it was adopted, else what they say."""
    if item.result in (Result.ADOPTED, Result.ADOPTED_UNANIMOUSLY) and item.resolution_text.startswith(AS_PROPOSED):
        item.resolution_text = ""
    return extracts.wording_of(item)


def _task(shelf: Shelf, row: Facts, made: Mapping[int, ResolutionExtract]) -> None:
    days = _calendar(shelf)
    task = tasks.create(
        made[shelf.papers[row["paper"]].pk],
        order_text=row["order"],
        office=shelf.organizations[row["office"]],
        due=days.day(row["due"]),
        by=None,
    )
    for report in row.get("report", ()):
        tasks.report(task, text=report["text"], on=days.day(report["on"]), state=report["state"], by=None)


def _calendar(shelf: Shelf) -> Calendar:
    return Calendar(shelf.today)
