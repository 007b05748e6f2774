"""An agenda as it was sent or adopted, as somebody of one standing may read it: closed items by their neutral names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from council import audiences, outline
from council.audiences import Standing
from council.models import AgendaItem, AgendaRevision
from council.states import Audience, ItemState

NEUTRAL = "Nichtöffentlicher Tagesordnungspunkt"


@dataclass(frozen=True)
class Line:
    """One item as the revision kept it; `change` says in German what became of it since, if anything."""

    key: str
    number: str
    name: str
    level: int
    closed: bool
    change: str


@dataclass(frozen=True)
class Part:
    """The lines of one part of the agenda with its heading; the heading is empty where there are no parts."""

    name: str
    lines: list[Line]


@dataclass(frozen=True)
class Sent:
    """A kept agenda in its parts, and the items that came after it."""

    revision: AgendaRevision
    parts: list[Part]
    added: list[AgendaItem]


def read(revision: AgendaRevision, standing: Standing) -> Sent:
    """Read a kept agenda with its differences from today's. Three queries, whatever its length.

    A name is shown to whoever may read the item now and might read it under the audience it had then; everybody else
    gets the neutral name and neither key nor change.
    """
    rows = AgendaItem.objects.filter(meeting=revision.meeting_id)
    now = {item.key: item for item in rows.visible_for(standing).order_by("order", "pk")}
    opened = audiences.tokens_of(standing)
    lines = [(row, _line(row, now.get(row["key"]), opened, content=revision.content)) for row in revision.content]
    parts = dict.fromkeys(row["part"] for row, _ in lines)
    known = {row["key"] for row in revision.content}
    return Sent(
        revision,
        [Part(_heading(part, parts), [line for row, line in lines if row["part"] == part]) for part in sorted(parts)],
        [item for key, item in now.items() if key not in known and item.state != ItemState.REMOVED],
    )


def words(revision: AgendaRevision, *, closed: bool) -> list[Part]:
    """The agenda in words that may leave the house (mail, gazette): what was public when it was sent, and still is.

    With `closed` the meeting itself is not public, and every item has its neutral name.
    """
    sent = read(revision, audiences.standing_of(None))
    if not closed:
        return sent.parts
    return [Part(part.name, [_veiled(row) for row in part.lines]) for part in sent.parts]


def _line(row: dict[str, Any], item: AgendaItem | None, opened: frozenset[str], *, content: Sequence[Any]) -> Line:
    level = _level(row, content)
    if item is None or not _was_open(row, item, opened):
        return Line("", row["number"], row.get("neutral") or NEUTRAL, level, True, "")
    closed = row["audience"] != Audience.PUBLIC
    return Line(row["key"], row["number"], row["name"], level, closed, _change(row, item))


def _was_open(row: dict[str, Any], item: AgendaItem, opened: frozenset[str]) -> bool:
    """Whether the name kept may be read by whoever reads the item now."""
    then = row["audience"]
    if then == Audience.PUBLIC:
        return True
    if then == item.audience and row.get("organization") == item.audience_organization_id:
        return True
    if then in (Audience.NAMED, Audience.PRIVATE):
        return False
    suffix = f":{row.get('organization')}" if then in (Audience.BODY, Audience.FACTION) else ""
    return f"{then}{suffix}" in opened


def _change(row: dict[str, Any], item: AgendaItem) -> str:
    if item.state == ItemState.REMOVED:
        return "inzwischen abgesetzt" if row.get("state") != ItemState.REMOVED else ""
    changes = []
    if item.name != row["name"]:
        changes.append(f"heißt jetzt „{item.name}“")
    if (item.part, item.number) != (row["part"], row["number"]):
        changes.append(f"jetzt TOP {item.number or '–'}" + (f" in Teil {item.part}" if item.part else ""))
    return "; ".join(changes)


def _level(row: dict[str, Any], content: Iterable[dict[str, Any]]) -> int:
    above = {other["key"]: other.get("parent", "") for other in content}
    level, key = 0, row.get("parent", "")
    while key in above and level < 3:
        level, key = level + 1, above[key]
    return level


def _heading(part: str, parts: Iterable[str]) -> str:
    return outline.part_name(part) if len(list(parts)) > 1 or part else ""


def _veiled(line: Line) -> Line:
    return Line("", line.number, NEUTRAL, line.level, True, "")
