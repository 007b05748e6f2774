from datetime import date

import pytest

from council.law import holidays


@pytest.mark.parametrize(
    "sunday",
    [
        date(1818, 3, 22),
        date(1943, 4, 25),
        date(1997, 3, 30),
        date(2008, 3, 23),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2038, 4, 25),
        date(2049, 4, 18),
        date(2076, 4, 19),
        date(2100, 3, 28),
        date(2200, 4, 6),
        date(2285, 3, 22),
        date(2300, 4, 8),
    ],
)
def test_easter_falls_on_the_known_sunday(sunday):
    assert holidays.easter(sunday.year) == sunday


def test_hesse_has_ten_holidays_in_2026_in_order():
    assert list(holidays.hesse(2026).items()) == [
        (date(2026, 1, 1), "Neujahr"),
        (date(2026, 4, 3), "Karfreitag"),
        (date(2026, 4, 6), "Ostermontag"),
        (date(2026, 5, 1), "Tag der Arbeit"),
        (date(2026, 5, 14), "Christi Himmelfahrt"),
        (date(2026, 5, 25), "Pfingstmontag"),
        (date(2026, 6, 4), "Fronleichnam"),
        (date(2026, 10, 3), "Tag der Deutschen Einheit"),
        (date(2026, 12, 25), "1. Weihnachtstag"),
        (date(2026, 12, 26), "2. Weihnachtstag"),
    ]


def test_reformation_day_was_a_holiday_in_its_jubilee_year_only():
    years = [year for year in range(2010, 2031) if date(year, 10, 31) in holidays.hesse(year)]

    assert years == [2017]


def test_two_feasts_on_one_day_are_one_holiday():
    ascension = holidays.hesse(2008)

    assert len(ascension) == 9
    assert date(2008, 5, 1) in ascension


def test_the_first_year_with_the_list_of_today_is_1995():
    assert len(holidays.hesse(1995)) == 10


def test_years_with_another_list_are_refused():
    with pytest.raises(ValueError, match="erst ab 1995"):
        holidays.hesse(1994)


@pytest.mark.parametrize(
    ("day", "is_holiday"),
    [(date(2026, 12, 26), True), (date(2027, 1, 1), True), (date(2026, 12, 24), False), ("2027-01-01", False)],
)
def test_all_years_are_known_across_the_turn_of_a_year(day, is_holiday):
    assert (day in holidays.HESSE) is is_holiday
