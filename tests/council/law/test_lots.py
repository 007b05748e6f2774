from fractions import Fraction

import pytest

from council.law import lots
from council.law.lots import Cut

VALUES = {"A": Fraction(3), "B": Fraction(2), "C": Fraction(2), "D": Fraction(1)}


@pytest.mark.parametrize(
    ("places", "cut"),
    [
        (0, Cut(frozenset(), frozenset(), 0)),
        (1, Cut(frozenset("A"), frozenset(), 0)),
        (2, Cut(frozenset("A"), frozenset("BC"), 1)),
        (3, Cut(frozenset("ABC"), frozenset(), 0)),
        (4, Cut(frozenset("ABCD"), frozenset(), 0)),
        (9, Cut(frozenset("ABCD"), frozenset(), 0)),
    ],
)
def test_equals_at_the_cut_are_left_to_the_lot(places, cut):
    assert lots.highest(VALUES, places=places) == cut


@pytest.mark.parametrize(("seats", "letters", "per_cent"), [pytest.param(30, 1656, Fraction("1.81"), id="T-B1")])
def test_required_response_is_seats_by_letters(seats, letters, per_cent):
    share = lots.required_response(seats, letters=letters)

    assert share == Fraction(seats, letters)
    assert round(share * 100, 2) == per_cent


def test_no_seats_need_no_response():
    assert lots.required_response(0, letters=30) == 0


@pytest.mark.parametrize(("seats", "letters"), [(0, 0), (31, 30), (-1, 30)])
def test_fewer_letters_than_seats_are_refused(seats, letters):
    with pytest.raises(ValueError, match="mindestens so viele Briefe"):
        lots.required_response(seats, letters=letters)
