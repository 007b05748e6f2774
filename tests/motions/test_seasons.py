"""Times as politics names them have a code and a last day."""

from datetime import date

import pytest

from motions import seasons


@pytest.mark.parametrize(
    ("words", "code", "last"),
    [
        ("Frühjahr 2023", "2023-spring", date(2023, 5, 31)),
        ("bis zum Frühjahr 2023", "2023-spring", date(2023, 5, 31)),
        ("FRÜHLING  2023", "2023-spring", date(2023, 5, 31)),
        ("Sommer 2027", "2027-summer", date(2027, 8, 31)),
        ("Herbst 2027", "2027-autumn", date(2027, 11, 30)),
        ("Winter 2027", "2027-winter", date(2028, 2, 29)),
        ("Anfang 2027", "2027-beginning", date(2027, 3, 31)),
        ("Mitte des Jahres 2027", "2027-middle", date(2027, 7, 31)),
        ("Ende 2022", "2022-end", date(2022, 12, 31)),
        ("Februar 2028", "2028-02", date(2028, 2, 29)),
        ("3. Quartal 2026", "2026-q3", date(2026, 9, 30)),
        ("1. Halbjahr 2026", "2026-h1", date(2026, 6, 30)),
        ("31.12.2026", "2026-12-31", date(2026, 12, 31)),
        ("2030", "2030", date(2030, 12, 31)),
    ],
)
def test_named_time_has_a_code_and_a_last_day(words, code, last):
    assert seasons.read(words) == (code, last)
    assert seasons.last_day(words) == last


@pytest.mark.parametrize("words", ["", "sobald es geht", "31.2.2026", "4. Halbjahr 2026", "Frühjahr", "12026", "\0"])
def test_what_names_no_time_is_none(words):
    assert seasons.read(words) is None
    assert seasons.last_day(words) is None
