"""What a chapter of the minutes is: a function that tells the facts of one source; further sources register theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from motions.minuting.record import Record
from motions.states.minutes import MinutesPlace


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact of the journal: the row or entry it is drawn from (`source`), and the sentence that says it.

    `bare` is the sentence without names of persons, empty where there are none; `group` a heading above facts that
    belong together; `item` the primary key of the agenda item it belongs to,
    `closed` what happened in closed session even if its item is public.
    """

    kind: str
    source: str
    sentence: str
    bare: str = ""
    group: str = ""
    place: MinutesPlace = MinutesPlace.ITEM
    item: int | None = None
    at: datetime | None = None
    closed: bool = False

    @property
    def nameless(self) -> str:
        """The sentence as it may stand where no person is named."""
        return self.bare or self.sentence


Chapter = Callable[[Record], Iterable[Fact]]
_chapters: list[tuple[int, str, Chapter]] = []


def chapter(*, order: int = 100) -> Callable[[Chapter], Chapter]:
    """Register a chapter; facts of a lower `order` come first where their moments are the same or unknown."""

    def register(function: Chapter) -> Chapter:
        _chapters.append((order, f"{function.__module__}.{function.__qualname__}", function))
        _chapters.sort(key=lambda known: known[:2])
        return function

    return register


def facts(record: Record) -> list[Fact]:
    """All facts of the meeting in the order of their moments; those without one stand where their chapter does."""
    told = [(order, fact) for order, _, function in _chapters for fact in function(record)]
    known = sorted((row for row in told if row[1].at is not None), key=lambda row: (row[1].at, row[0]))
    return [fact for _, fact in _woven(known, [row for row in told if row[1].at is None])]


def _woven(known: list[tuple[int, Fact]], timeless: list[tuple[int, Fact]]) -> Iterator[tuple[int, Fact]]:
    """Facts without a moment stand before those of their item that come from a later chapter."""
    waiting = list(timeless)
    for order, fact in known:
        first = [row for row in waiting if row[1].item == fact.item and row[1].place == fact.place and row[0] < order]
        for row in first:
            waiting.remove(row)
            yield row
        yield order, fact
    yield from waiting
