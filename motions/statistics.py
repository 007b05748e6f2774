"""How inquiries are answered, in numbers: counted by outcome, with the median of days, and as bars of a chart."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stand(StrEnum):
    """How far an inquiry is, whatever its deadline."""

    OWED = "owed"
    ANSWERED = "answered"
    LAPSED = "lapsed"


class Outcome(StrEnum):
    """What became of an inquiry, measured by its deadline."""

    IN_TIME = "in_time"
    LATE = "late"
    UNCLEAR = "unclear"
    OPEN = "open"
    OVERDUE = "overdue"
    LAPSED = "lapsed"


LABELS: dict[Outcome, str] = {
    Outcome.IN_TIME: "in der Frist beantwortet",
    Outcome.LATE: "verspätet beantwortet",
    Outcome.UNCLEAR: "beantwortet, Tag oder Frist nicht angegeben",
    Outcome.OPEN: "offen",
    Outcome.OVERDUE: "überfällig",
    Outcome.LAPSED: "verfallen",
}


@dataclass(frozen=True)
class Case:
    """One inquiry: when it was admitted, until when an answer was due (as extended), and when the answer came."""

    stand: Stand
    asked_on: date | None = None
    due: date | None = None
    answered_on: date | None = None
    extended: bool = False


@dataclass(frozen=True)
class Row:
    """The sums of one office, faction or term; `median` in days, None where no answer has both its days."""

    label: str
    counts: Counter[Outcome]
    extended: int
    median: float | None

    @property
    def total(self) -> int:
        """How many inquiries it sums up."""
        return self.counts.total()

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Label and number for each outcome, in the order of the vocabulary."""
        return [(LABELS[outcome], self.counts[outcome]) for outcome in Outcome]

    @property
    def median_text(self) -> str:
        """The median as it is written in German; empty where there is none."""
        return "" if self.median is None else f"{self.median:g}".replace(".", ",")


def outcome(case: Case, *, on: date) -> Outcome:
    """Measure a case by its deadline on that day; the last day is still in time."""
    if case.stand == Stand.LAPSED:
        return Outcome.LAPSED
    if case.stand == Stand.OWED:
        return Outcome.OVERDUE if case.due is not None and case.due < on else Outcome.OPEN
    if case.due is None or case.answered_on is None:
        return Outcome.UNCLEAR
    return Outcome.IN_TIME if case.answered_on <= case.due else Outcome.LATE


def days(case: Case) -> int | None:
    """Calendar days from admission to answer; None where a day is unknown or the answer is dated first."""
    if case.stand != Stand.ANSWERED or case.asked_on is None or case.answered_on is None:
        return None
    found = (case.answered_on - case.asked_on).days
    return found if found >= 0 else None


def tally(label: str, cases: Sequence[Case], *, on: date) -> Row:
    """Sum up cases."""
    known = [found for case in cases if (found := days(case)) is not None]
    return Row(
        label=label,
        counts=Counter(outcome(case, on=on) for case in cases),
        extended=sum(case.extended for case in cases),
        median=statistics.median(known) if known else None,
    )


def table(cases: Iterable[tuple[str, Case]], *, on: date) -> list[Row]:
    """Sum up the cases of each label, in the order of the alphabet."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for label, case in cases:
        groups[label].append(case)
    return [tally(label, groups[label], on=on) for label in sorted(groups, key=str.casefold)]


# The chart: whole units of the drawing, so that no comma comes into it.
WIDTH, BAR, STEP, ABOVE = 640, 28, 68, 32
NARROWEST_WITH_NUMBER = 28


@dataclass(frozen=True)
class Segment:
    """One piece of a bar: what it counts and where it lies."""

    outcome: Outcome
    count: int
    x: int
    width: int

    @property
    def middle(self) -> int:
        """Where its number stands."""
        return self.x + self.width // 2

    @property
    def has_room(self) -> bool:
        """Whether its number fits in."""
        return self.width >= NARROWEST_WITH_NUMBER


@dataclass(frozen=True)
class Bar:
    """One bar of the chart with its label above it."""

    label: str
    total: int
    y: int
    segments: list[Segment]

    @property
    def number_y(self) -> int:
        """The base line of the numbers inside the bar."""
        return self.y + BAR - 8

    @property
    def label_y(self) -> int:
        """The base line of the label."""
        return self.y - 8


def bars(rows: Sequence[Row]) -> list[Bar]:
    """Lay out one bar for each row, as long as its share of the longest; its segments touch and none is lost."""
    longest = max((row.total for row in rows), default=0)
    return [
        Bar(row.label, row.total, y=number * STEP + ABOVE, segments=_segments(row, longest=longest))
        for number, row in enumerate(rows)
    ]


def height(rows: Sequence[Row]) -> int:
    """How high the chart is."""
    return len(rows) * STEP


def _segments(row: Row, *, longest: int) -> list[Segment]:
    found: list[Segment] = []
    counted = 0
    for name in Outcome:
        count = row.counts[name]
        start = WIDTH * counted // longest if longest else 0
        counted += count
        if count:
            found.append(Segment(name, count, start, max(1, WIDTH * counted // longest - start)))
    return found
