"""Days, months and years as people type them into a search: pure, no clock."""

import calendar
import datetime
import re
from contextlib import suppress
from typing import NamedTuple

_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_SPANS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _YEAR,
        rf"(?P<month>\d{{1,2}})[./]{_YEAR}",
        rf"{_YEAR}-(?P<month>\d{{1,2}})",
        rf"(?P<name>[a-zäöüß]{{3,9}})\.?\s{{0,3}}{_YEAR}",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<short>\d{2})",
        rf"{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})",
        rf"(?P<day>\d{{1,2}})\.\s{{0,3}}(?P<name>[a-zäöüß]{{3,9}})\.?\s{{0,3}}{_YEAR}",
    )
)
_YEARS = re.compile(rf"{_YEAR}(?:\s?(?:-|–|\.\.|bis)\s?(?P<last>(?:19|20)\d{{2}}))?")


class Span(NamedTuple):
    """The first and the last day, both included."""

    first: datetime.date
    last: datetime.date


def span(written: str) -> Span | None:
    """The days that "2025", "3.2025", "März 2025", "1.3.2025", "1. März 2025" or "2025-03-01" stand for, or None."""
    found = next(filter(None, (pattern.fullmatch(written.strip()) for pattern in _SPANS)), None)
    with suppress(ValueError):
        return _span(found.groupdict()) if found else None
    return None


def years(written: str) -> range | None:
    """The years that "2025" or "2020-2025" stand for; None for anything else, also where the end comes first."""
    found = _YEARS.fullmatch(written.strip())
    if not found:
        return None
    first = int(found["year"])
    last = int(found["last"] or first)
    return range(first, last + 1) if first <= last else None


def _span(said: dict[str, str | None]) -> Span:
    """Raises ValueError for a month or a day that there is not."""
    year = int(said.get("year") or f"20{said.get('short')}")
    name, number, day = said.get("name"), said.get("month"), said.get("day")
    if not name and not number:
        return Span(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    month = _month(name) if name else int(number or 0)
    first = datetime.date(year, month, int(day or 1))
    return Span(first, first if day else first.replace(day=calendar.monthrange(year, month)[1]))


def _month(name: str) -> int:
    return _MONTHS.index(name.lower().replace("ae", "ä")[:3]) + 1
