"""Reads times as politics names them, "Frühjahr 2023" or "Ende 2024": what they are called, and their last day."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

_MONTHS = (
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)
# The code of each word and the month its time ends with; winter ends in the year after the one it is named by.
_SPANS: dict[str, tuple[str, int]] = {
    "frühjahr": ("spring", 5),
    "frühling": ("spring", 5),
    "sommer": ("summer", 8),
    "herbst": ("autumn", 11),
    "winter": ("winter", 14),
    "anfang": ("beginning", 3),
    "jahresbeginn": ("beginning", 3),
    "mitte": ("middle", 7),
    "jahresmitte": ("middle", 7),
    "ende": ("end", 12),
    "jahresende": ("end", 12),
}
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_NAMED = re.compile(rf"\b(?P<word>{'|'.join([*_SPANS, *_MONTHS])})\s+(?:des jahres\s+)?{_YEAR}\b")
_PART = re.compile(rf"\b(?P<number>[1-4])\.\s*(?P<part>quartal|halbjahr)\s+{_YEAR}\b")
_DAY = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>(?:19|20|21)\d\d)\b")
_ALONE = re.compile(rf"\b{_YEAR}\b")


class Season(NamedTuple):
    """A time that is no day: `code` such as `2023-spring`, `last` the day after which it is over."""

    code: str
    last: date


def read(words: str) -> Season | None:
    """The time these words name; None if they name none, or none that is a time of the calendar."""
    said = " ".join(words.casefold().split())
    for pattern, reader in ((_DAY, _day), (_PART, _part), (_NAMED, _named), (_ALONE, _alone)):
        if found := pattern.search(said):
            return reader(found)
    return None


def last_day(words: str) -> date | None:
    """The day after which the named time is over; None if the words name none."""
    season = read(words)
    return season.last if season else None


def _day(found: re.Match[str]) -> Season | None:
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return Season(day.isoformat(), day)


def _part(found: re.Match[str]) -> Season | None:
    number, months = int(found["number"]), 3 if found["part"] == "quartal" else 6
    if number * months > 12:
        return None
    return Season(f"{found['year']}-{found['part'][0]}{number}", _end(int(found["year"]), number * months))


def _named(found: re.Match[str]) -> Season:
    year, word = int(found["year"]), found["word"]
    if word in _MONTHS:
        month = _MONTHS.index(word) + 1
        return Season(f"{year}-{month:02}", _end(year, month))
    code, month = _SPANS[word]
    return Season(f"{year}-{code}", _end(year + month // 13, month - 12 * (month // 13)))


def _alone(found: re.Match[str]) -> Season:
    return Season(found["year"], date(int(found["year"]), 12, 31))


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
