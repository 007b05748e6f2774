"""The statutory holidays of Hesse, which move the end of a deadline."""

from collections.abc import Container
from datetime import date, timedelta

FIRST_YEAR = 1995  # until 1994 Buß- und Bettag was one as well
REFORMATION_JUBILEE = date(2017, 10, 31)  # a holiday in this one year only


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (anonymous Gregorian computus, integers only)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon_shift + 15) % 30
    weekday = (32 + 2 * century_rest + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def hesse(year: int) -> dict[date, str]:
    """Statutory holidays of one year, in order, with their German names (Hessisches Feiertagsgesetz §1).

    Sundays that are feasts (Easter, Whitsun) are Sundays already and not listed.
    ValueError before 1995, when the list was another one.
    """
    if year < FIRST_YEAR:
        raise ValueError(f"Feiertage sind erst ab {FIRST_YEAR} hinterlegt.")
    sunday = easter(year)
    days = {
        date(year, 1, 1): "Neujahr",
        sunday - timedelta(days=2): "Karfreitag",
        sunday + timedelta(days=1): "Ostermontag",
        date(year, 5, 1): "Tag der Arbeit",
        sunday + timedelta(days=39): "Christi Himmelfahrt",
        sunday + timedelta(days=50): "Pfingstmontag",
        sunday + timedelta(days=60): "Fronleichnam",
        date(year, 10, 3): "Tag der Deutschen Einheit",
        date(year, 12, 25): "1. Weihnachtstag",
        date(year, 12, 26): "2. Weihnachtstag",
    }
    if year == REFORMATION_JUBILEE.year:
        days[REFORMATION_JUBILEE] = "Reformationstag"
    return dict(sorted(days.items()))


class Hesse(Container[date]):
    """All holidays of Hesse of all years, for `day in HESSE` across the turn of a year."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in hesse(day.year)


HESSE = Hesse()
