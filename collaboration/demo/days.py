"""Days and years of the demo town: everything is counted from one Monday, so that the town never grows old."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
NEAR = {"gestern": -1, "heute": 0, "morgen": 1}
_DAY = re.compile(r"(-?\d+) (Mo|Di|Mi|Do|Fr|Sa|So)")
_YEAR = re.compile(r"Jahr([+-]\d+)?")


@dataclass(frozen=True)
class Calendar:
    """The day the town is loaded, and with it the base Monday: that of the same week."""

    today: date

    @property
    def monday(self) -> date:
        """The Monday all days are counted from."""
        return self.today - timedelta(days=self.today.weekday())

    def day(self, written: str) -> date:
        """Read a day such as "-5 Mo", "gestern"; raises ValueError for anything else."""
        if written in NEAR:
            return self.today + timedelta(days=NEAR[written])
        if not (found := _DAY.fullmatch(written)):
            raise ValueError(f"Kein Tag: {written!r}")
        return self.monday + timedelta(weeks=int(found[1]), days=WEEKDAYS.index(found[2]))

    def word(self, written: str) -> str:
        """Say a placeholder in words: {Jahr+1} as a year, {3 Mo} as a German date; raises ValueError."""
        if found := _YEAR.fullmatch(written):
            return str(self.monday.year + int(found[1] or 0))
        return in_words(self.day(written))


def in_words(day: date) -> str:
    """Write a day as in "6. März 2019"."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"
