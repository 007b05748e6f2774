"""Days and moments as foreign systems write them, and what each spelling leaves in doubt."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
YEARS = range(1900, 2101)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day in Berlin and, where the hour is known, the moment in UTC (midnight is how sources write "unknown")."""

    on: date
    at: datetime | None
    had_offset: bool


def day(text: str) -> date:
    """The day of an ISO date, an ISO date-time (its literal day) or a German date; ValueError for anything else."""
    german = _GERMAN_DAY.fullmatch(text)
    if german:
        return date(int(german[3]), int(german[2]), int(german[1]))
    if _DAY.fullmatch(text) or _MOMENT.fullmatch(text):
        return date.fromisoformat(text[:10])
    raise ValueError("not a date")


def instant(text: str) -> tuple[datetime, bool]:
    """The moment in UTC and whole seconds, and whether it had an offset (without one it is taken as Berlin time)."""
    value, had_offset = _parse(text)
    return value.astimezone(UTC), had_offset


def moment(text: str) -> Moment:
    """As `instant`, but a bare day or midnight counts as a day whose hour nobody wrote down."""
    if not _MOMENT.fullmatch(text):
        return Moment(on=day(text), at=None, had_offset=True)
    value, had_offset = _parse(text)
    local = value.astimezone(BERLIN)
    if value.time() == time.min:
        return Moment(on=value.date(), at=None, had_offset=had_offset)
    if local.time() == time.min:
        return Moment(on=local.date(), at=None, had_offset=had_offset)
    return Moment(on=local.date(), at=value.astimezone(UTC), had_offset=had_offset)


def _parse(text: str) -> tuple[datetime, bool]:
    if not _MOMENT.fullmatch(text):
        raise ValueError("not a date-time")
    value = datetime.fromisoformat(re.sub(r"\s+(?=[Z+-]|$)", "", text).replace(",", ".")).replace(microsecond=0)
    if value.year not in YEARS:
        raise OverflowError("a year nobody means")
    had_offset = value.tzinfo is not None
    return (value if had_offset else value.replace(tzinfo=BERLIN)), had_offset
