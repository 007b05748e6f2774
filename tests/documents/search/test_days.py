from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.search import days


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2.2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("02/2025", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("März 2025", date(2025, 3, 1), date(2025, 3, 31)),
        ("maerz 2025", date(2025, 3, 1), date(2025, 3, 31)),
        ("1.3.2025", date(2025, 3, 1), date(2025, 3, 1)),
        ("01.03.25", date(2025, 3, 1), date(2025, 3, 1)),
        ("2025-03-01", date(2025, 3, 1), date(2025, 3, 1)),
        (" 1. Mär. 2025 ", date(2025, 3, 1), date(2025, 3, 1)),
    ],
)
def test_day_month_and_year_are_spans(written, first, last):
    assert days.span(written) == (first, last)


@pytest.mark.parametrize(
    "written", ["", "morgen", "31.2.2025", "13.2025", "0.2025", "1025", "20251", "Foo 2025", "1.3."]
)
def test_what_is_no_day_is_no_span(written):
    assert days.span(written) is None


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("2025", range(2025, 2026)),
        ("2020-2022", range(2020, 2023)),
        ("2020–2022", range(2020, 2023)),
        ("2020 bis 2022", range(2020, 2023)),
        ("2022-2020", None),
        ("25", None),
        ("zwanzig", None),
    ],
)
def test_years_are_one_or_several(written, years):
    assert days.years(written) == years


@given(st.text(max_size=30))
def test_anything_written_is_a_span_or_nothing(written):
    span = days.span(written)

    assert span is None or span.first <= span.last
