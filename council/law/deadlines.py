"""When something must be handed in or answered: counting days as the law does.

A backward deadline (before a meeting) counts weekends and holidays and never shifts. A forward
deadline that ends on a Saturday, Sunday or holiday ends on the next working day (BGB §193).
"""

from calendar import monthrange
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Berlin")
END_OF_DAY = 24
SATURDAY = 5
NEXT_MEETING = "next_meeting"
EARLIEST = "earliest_of("


def wall_clock(moment: datetime) -> datetime:
    """The same moment as the clock in the town hall shows it; ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("Der Zeitpunkt braucht eine Zeitzone.")
    return moment.astimezone(LOCAL)


# Backward: before a meeting


def latest_submission(meeting_on: date, *, days_before: int) -> date:
    """Last day on which a question or motion may arrive, `days_before` days before the meeting."""
    return meeting_on - timedelta(days=_count(days_before))


def submitted_in_time(
    submitted_at: datetime, *, meeting_on: date, days_before: int, closing_hour: int = END_OF_DAY
) -> bool:
    """Whether it arrived on the last day by `closing_hour` o'clock sharp (local time), or earlier.

    `closing_hour` is 0 to 24; 24 means the whole day. ValueError for another hour or without zone.
    """
    if not 0 <= closing_hour <= END_OF_DAY:
        raise ValueError("Die Uhrzeit des Antragsschlusses liegt zwischen 0 und 24 Uhr.")
    local = wall_clock(submitted_at)
    latest = latest_submission(meeting_on, days_before=days_before)
    closing = time.max if closing_hour == END_OF_DAY else time(closing_hour)
    return (local.date(), local.time()) <= (latest, closing)


# Forward: from an event on


def working_day(day: date, *, holidays: Container[date]) -> date:
    """The day itself, or the next that is no Saturday, Sunday or holiday (BGB §193)."""
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def add_months(start: date, *, months: int) -> date:
    """The same day of the month `months` later, or that month's last day (BGB §188(3))."""
    years, month = divmod(start.month - 1 + _count(months), 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def after_days(start: date, *, days: int, holidays: Container[date]) -> date:
    """End of a deadline of calendar days that begins with the event on `start`."""
    return working_day(start + timedelta(days=_count(days)), holidays=holidays)


def after_weeks(start: date, *, weeks: int, holidays: Container[date]) -> date:
    """End of a deadline of weeks that begins with the event on `start`."""
    return after_days(start, days=7 * _count(weeks), holidays=holidays)


def after_months(start: date, *, months: int, holidays: Container[date]) -> date:
    """End of a deadline of months that begins with the event on `start`."""
    return working_day(add_months(start, months=months), holidays=holidays)


def after_working_days(start: date, *, days: int, holidays: Container[date]) -> date:
    """The `days`-th working day after `start`; with 0 the first working day from `start` on."""
    if _count(days) == 0:
        return working_day(start, holidays=holidays)
    day = start
    for _ in range(days):
        day = working_day(day + timedelta(days=1), holidays=holidays)
    return day


# Answers to inquiries and petitions


PERIODS: dict[str, Callable[[date, int, Container[date]], date]] = {
    "days": lambda start, count, holidays: after_days(start, days=count, holidays=holidays),
    "weeks": lambda start, count, holidays: after_weeks(start, weeks=count, holidays=holidays),
    "months": lambda start, count, holidays: after_months(start, months=count, holidays=holidays),
}


def parts(rule: str) -> tuple[str, ...]:
    """The single terms of an answer rule; ValueError for a rule that cannot be read.

    A rule is `days:n`, `weeks:n`, `months:n`, `next_meeting` or `earliest_of(term,term…)`.
    """
    inner = rule[len(EARLIEST) : -1] if rule.startswith(EARLIEST) and rule.endswith(")") else None
    terms = (rule,) if inner is None else tuple(term.strip() for term in inner.split(","))
    for term in terms:
        unit, _, count = term.partition(":")
        known = term == NEXT_MEETING or (unit in PERIODS and count.isascii() and count.isdigit())
        if not known:
            raise ValueError(f"Unbekannte Fristregel: „{rule}“.")
    return terms


def answer_due(received_on: date, *, rule: str, holidays: Container[date], next_meeting_on: date | None = None) -> date:
    """Day by which the answer is owed (HGO §50(2) with the local rule, see `parts`).

    A meeting day is taken as it is, periods move to a working day. Within `earliest_of` a meeting
    not yet fixed is left out. ValueError if nothing but an unknown meeting remains, or if that
    meeting lies before the receipt.
    """
    if next_meeting_on is not None and next_meeting_on < received_on:
        raise ValueError("Die nächste Sitzung liegt vor dem Eingang.")
    dues = []
    for term in parts(rule):
        if term != NEXT_MEETING:
            unit, _, count = term.partition(":")
            dues.append(PERIODS[unit](received_on, int(count), holidays))
        elif next_meeting_on is not None:
            dues.append(next_meeting_on)
    if not dues:
        raise ValueError("Der Tag der nächsten Sitzung ist noch nicht bekannt.")
    return min(dues)


class Colour(StrEnum):
    """Colours of the deadline light."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Light:
    """How a deadline stands; `days_left` is 0 on the last day and negative when overdue."""

    colour: Colour
    days_left: int


def light(due_on: date, *, on: date, yellow_days: int = 7) -> Light:
    """The light on a given day: red when overdue, yellow up to `yellow_days` before, else green."""
    days_left = (due_on - on).days
    if days_left < 0:
        return Light(Colour.RED, days_left)
    return Light(Colour.YELLOW if days_left <= yellow_days else Colour.GREEN, days_left)


def _count(number: int) -> int:
    if number < 0:
        raise ValueError("Eine Frist kann nicht negativ sein.")
    return number
