from datetime import date, timedelta

import pytest

from collaboration.demo.days import Calendar, in_words

THURSDAY = Calendar(date(2026, 11, 26))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("0 Mo", date(2026, 11, 23)),
        ("-5 Mo", date(2026, 10, 19)),
        ("3 Do", date(2026, 12, 17)),
        ("-101 So", date(2024, 12, 22)),
        ("gestern", date(2026, 11, 25)),
        ("heute", date(2026, 11, 26)),
        ("morgen", date(2026, 11, 27)),
    ],
)
def test_days_are_counted_from_the_monday_of_the_week(written, day):
    assert THURSDAY.day(written) == day


@pytest.mark.parametrize("written", ["", "Montag", "5", "-5 Xx", "5  Mo", "übermorgen"])
def test_anything_else_is_no_day(written):
    with pytest.raises(ValueError, match="Kein Tag"):
        THURSDAY.day(written)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Jahr", "2026"),
        ("Jahr+1", "2027"),
        ("Jahr-12", "2014"),
        ("-5 Mo", "19. Oktober 2026"),
        ("heute", "26. November 2026"),
    ],
)
def test_placeholders_are_said_in_words(written, words):
    assert THURSDAY.word(written) == words


def test_in_the_same_week_the_town_stands_still():
    days = [Calendar(date(2026, 11, 23) + timedelta(days=offset)) for offset in range(7)]

    assert {calendar.day("-5 Mo") for calendar in days} == {date(2026, 10, 19)}


def test_march_has_its_umlaut():
    assert in_words(date(2019, 3, 6)) == "6. März 2019"
