"""Dates as Germans write them."""

import datetime

import pytest

from motions.importing.plain import days
from motions.importing.plain.proposal import DateMention


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("6. März 2019", datetime.date(2019, 3, 6)),
        ("06.03.2019", datetime.date(2019, 3, 6)),
        ("6.02.20", datetime.date(2020, 2, 6)),
        ("6. 3. 2019", datetime.date(2019, 3, 6)),
        ("1. Mrz. 2021", datetime.date(2021, 3, 1)),
        ("31. Dezember 1999", datetime.date(1999, 12, 31)),
        ("1.7.98", datetime.date(1998, 7, 1)),
        ("2024-02-29", datetime.date(2024, 2, 29)),
        ("31.02.2020", None),
        ("29. Februar 2023", None),
        ("2023-13-01", None),
    ],
)
def test_date_is_read_in_every_german_form(written, day):
    mention = days.first(f"Behandelt am {written} im Ausschuss.")

    assert mention == DateMention(text=written, day=day)


@pytest.mark.parametrize("text", ["101.18.1261", "Version 1.2.3", "3.500 Mitarbeiter", "Seite 12", "10.000.000 Euro"])
def test_other_numbers_are_no_dates(text):
    assert days.first(text) is None


@pytest.mark.parametrize(
    "words",
    [
        "Ende 2022",
        "Mitte März 2024",
        "nach den hessischen Sommerferien 2022",
        "bis zum Frühjahr 2023",
        "in der letzten Woche",
        "nächstes Jahr",
    ],
)
def test_fuzzy_date_stays_words(words):
    mentions = days.mentions(f"Das soll {words} geschehen.")

    assert mentions == (DateMention(text=words, day=None),)


def test_same_wording_is_mentioned_once():
    mentions = days.mentions("Am 1.2.2020 und noch einmal am 1.2.2020, spätestens Ende 2020.")

    assert [mention.text for mention in mentions] == ["1.2.2020", "Ende 2020"]


@pytest.mark.parametrize(("written", "short"), [("6.02.20", True), ("06.02.2020", False), ("6. März 2019", False)])
def test_short_year_is_noticed(written, short):
    assert days.has_short_year(written) is short
