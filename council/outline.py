"""Puts the items of an agenda in reading order: part by part, each item followed by what lies under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from council.models import AgendaItem

PART_NAMES = {
    "I": "Tagesordnung I – mit Aussprache",
    "II": "Tagesordnung II – ohne Aussprache",
}


@dataclass(frozen=True)
class Line:
    """One item in its place: `level` 0 is the top; `first` and `last` among its siblings."""

    item: AgendaItem
    level: int
    part: str
    first: bool
    last: bool

    @property
    def part_name(self) -> str:
        """The heading of its part."""
        return part_name(self.part)


def lines(items: Iterable[AgendaItem]) -> list[Line]:
    """Order items; one whose parent is not among them stands at the top, one in a circle is not lost."""
    rows = sorted(items, key=lambda item: (item.order, item.pk))
    known = {item.pk for item in rows}
    below: dict[int | None, list[AgendaItem]] = defaultdict(list)
    for item in rows:
        below[item.parent_id if item.parent_id in known else None].append(item)
    tops = below[None]
    ordered = [line for part in sorted({item.part for item in tops}) for line in _under(tops, below, part)]
    reached = {line.item.pk for line in ordered}
    return ordered + [Line(item, 0, item.part, True, True) for item in rows if item.pk not in reached]


def part_name(part: str) -> str:
    """The heading of a part."""
    return PART_NAMES.get(part, f"Tagesordnung {part}" if part else "Weitere Punkte")


def _under(tops: list[AgendaItem], below: dict[int | None, list[AgendaItem]], part: str) -> Iterator[Line]:
    yield from _level([item for item in tops if item.part == part], below, part, level=0)


def _level(
    siblings: list[AgendaItem], below: dict[int | None, list[AgendaItem]], part: str, *, level: int
) -> Iterator[Line]:
    for place, item in enumerate(siblings, start=1):
        yield Line(item, level, part, place == 1, place == len(siblings))
        yield from _level(below.get(item.pk, []), below, part, level=level + 1)
