from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council.law import seats
from council.law.seats import Distribution

HARE, CLAUSE, D_HONDT, SAINTE_LAGUE = (
    seats.hare_niemeyer,
    seats.hare_niemeyer_with_majority_clause,
    seats.d_hondt,
    seats.sainte_lague,
)
METHODS = [HARE, CLAUSE, D_HONDT, SAINTE_LAGUE]

KASSEL_2021 = {
    "Grüne": "28.70",
    "SPD": "24.58",
    "CDU": "19.18",
    "Linke": "11.23",
    "FDP": "5.64",
    "AfD": "5.58",
    "FW": "2.26",
    "Bienen": "1.86",
    "PARTEI": "0.98",
}
KASSEL_2016 = {
    "SPD": "29.46",
    "CDU": "20.71",
    "Grüne": "18.01",
    "AfD": "10.97",
    "Linke": "10.63",
    "FDP": "5.63",
    "FW": "2.99",
    "Piraten": "1.61",
}
FACTIONS_2016 = {"SPD": 21, "CDU": 15, "Grüne": 13, "AfD": 8, "Linke": 7, "FDP": 4}
FACTIONS_2017 = {**FACTIONS_2016, "FW+Piraten": 3}
FACTIONS_2021 = {"Grüne": 20, "SPD": 17, "CDU": 14, "Linke": 8, "FDP": 4, "AfD": 4}
THREE_LISTS = {"A": 4160, "B": 3380, "C": 2460}
MAJORITY = {"A": 51, "B": 25, "C": 24}
EQUALS = {"A": 3, "B": 3, "C": 1}

CASES = [
    ("T-S1", KASSEL_2021, 71, HARE, [20, 17, 14, 8, 4, 4, 2, 1, 1]),
    ("T-S1", KASSEL_2021, 71, D_HONDT, [21, 18, 14, 8, 4, 4, 1, 1, 0]),
    ("T-S1", KASSEL_2021, 71, SAINTE_LAGUE, [20, 17, 14, 8, 4, 4, 2, 1, 1]),
    ("T-S2", KASSEL_2016, 71, HARE, [21, 15, 13, 8, 7, 4, 2, 1]),
    ("T-S2", KASSEL_2016, 71, D_HONDT, [21, 15, 13, 8, 7, 4, 2, 1]),
    ("T-S2", KASSEL_2016, 71, SAINTE_LAGUE, [21, 15, 13, 8, 7, 4, 2, 1]),
    ("T-S3", FACTIONS_2016, 13, HARE, [4, 3, 2, 2, 1, 1]),
    ("T-S3", FACTIONS_2016, 13, D_HONDT, [5, 3, 3, 1, 1, 0]),
    ("T-S3", FACTIONS_2016, 13, SAINTE_LAGUE, [4, 3, 2, 2, 1, 1]),
    ("T-S4", FACTIONS_2017, 13, HARE, [4, 3, 2, 1, 1, 1, 1]),
    ("T-S4", FACTIONS_2017, 13, D_HONDT, [5, 3, 3, 1, 1, 0, 0]),
    ("T-S4", FACTIONS_2017, 13, SAINTE_LAGUE, [4, 3, 2, 1, 1, 1, 1]),
    ("T-S5", FACTIONS_2021, 13, HARE, [4, 3, 3, 1, 1, 1]),
    ("T-S5", FACTIONS_2021, 13, SAINTE_LAGUE, [4, 3, 3, 1, 1, 1]),
    ("T-S6", THREE_LISTS, 10, HARE, [4, 3, 3]),
    ("T-S6", THREE_LISTS, 10, D_HONDT, [4, 4, 2]),
    ("T-S6", THREE_LISTS, 10, SAINTE_LAGUE, [4, 3, 3]),
    ("T-S7", MAJORITY, 7, HARE, [3, 2, 2]),
    ("T-S7", MAJORITY, 7, CLAUSE, [4, 2, 1]),
    ("T-S7", MAJORITY, 7, D_HONDT, [4, 2, 1]),
    ("T-S7", MAJORITY, 7, SAINTE_LAGUE, [3, 2, 2]),
]
TIES = [
    ("T-S5", FACTIONS_2021, 13, D_HONDT, [4, 4, 3, 1, 0, 0], {"Grüne", "Linke", "FDP", "AfD"}, 1),
    ("T-S8", EQUALS, 13, HARE, [5, 5, 2], {"A", "B"}, 1),
    ("T-S8", EQUALS, 13, D_HONDT, [5, 5, 1], {"A", "B", "C"}, 2),
    ("T-S8", EQUALS, 13, SAINTE_LAGUE, [5, 5, 2], {"A", "B"}, 1),
]


@pytest.mark.parametrize(
    ("votes", "total", "method", "expected"),
    [pytest.param(*case, id=f"{name}-{case[2].__name__}") for name, *case in CASES],
)
def test_seats_are_distributed_without_a_lot(votes, total, method, expected):
    distribution = method(votes, seats=total)

    assert distribution == Distribution(dict(zip(votes, expected, strict=True)))
    assert distribution.is_final is True


@pytest.mark.parametrize(
    ("votes", "total", "method", "sure", "tied", "remaining"),
    [pytest.param(*case, id=f"{name}-{case[2].__name__}") for name, *case in TIES],
)
def test_tie_is_returned_and_not_decided(votes, total, method, sure, tied, remaining):
    distribution = method(votes, seats=total)

    assert distribution == Distribution(dict(zip(votes, sure, strict=True)), frozenset(tied), remaining)
    assert distribution.is_final is False


def test_the_first_twelve_seats_of_2021_are_sure_under_d_hondt():
    """T-S5."""
    distribution = seats.d_hondt(FACTIONS_2021, seats=12)

    assert distribution == Distribution(dict(zip(FACTIONS_2021, [4, 4, 3, 1, 0, 0], strict=True)))


def test_majority_clause_leaves_joint_lists_out():
    distribution = seats.hare_niemeyer_with_majority_clause(MAJORITY, seats=7, joint=["A"])

    assert distribution == seats.hare_niemeyer(MAJORITY, seats=7)


@pytest.mark.parametrize(
    ("votes", "total"),
    [
        pytest.param({"A": 50, "B": 26, "C": 24}, 7, id="half-is-not-a-majority-of-votes"),
        pytest.param({"A": 60, "B": 25, "C": 15}, 7, id="majority-of-seats-already-there"),
    ],
)
def test_majority_clause_is_silent_where_it_is_not_needed(votes, total):
    with_clause = seats.hare_niemeyer_with_majority_clause(votes, seats=total)

    assert with_clause == seats.hare_niemeyer(votes, seats=total)


@pytest.mark.parametrize(
    ("method", "majority_clause", "expected"),
    [
        ("hare_niemeyer", True, [4, 2, 1]),
        ("hare_niemeyer", False, [3, 2, 2]),
        ("d_hondt", True, [4, 2, 1]),
        ("sainte_lague", True, [3, 2, 2]),
    ],
)
def test_rulebook_chooses_the_method(method, majority_clause, expected):
    distribution = seats.distribute(MAJORITY, seats=7, method=method, majority_clause=majority_clause)

    assert list(distribution.sure.values()) == expected


def test_unknown_method_is_refused():
    with pytest.raises(ValueError, match="Unbekanntes Sitzverfahren"):
        seats.distribute(MAJORITY, seats=7, method="adams", majority_clause=False)


def test_drawn_lot_completes_the_seats():
    distribution = seats.d_hondt(EQUALS, seats=13).after_lot(["C", "A"])

    assert distribution == Distribution({"A": 6, "B": 5, "C": 2})


@pytest.mark.parametrize("drawn", [[], ["A"], ["A", "A"], ["A", "B", "C"], ["A", "D"]])
def test_lot_that_does_not_fit_the_tie_is_refused(drawn):
    distribution = seats.d_hondt(EQUALS, seats=13)

    with pytest.raises(ValueError, match="passt nicht"):
        distribution.after_lot(drawn)


@pytest.mark.parametrize("half", [1, "0.5", Decimal("0.50"), Fraction(1, 2)])
def test_votes_may_be_any_exact_number(half):
    assert seats.hare_niemeyer({"A": half, "B": half}, seats=4) == Distribution({"A": 2, "B": 2})


@pytest.mark.parametrize(
    ("votes", "reason"),
    [
        ({"A": 28.7}, "Gleitkommazahl"),
        ({"A": "28,70"}, "keine Stimmenzahl"),
        ({"A": "1/0"}, "keine Stimmenzahl"),
        ({"A": Decimal("NaN")}, "keine Stimmenzahl"),
        ({"A": Decimal("Infinity")}, "keine Stimmenzahl"),
        ({"A": -1}, "nicht negativ"),
        ({"A": 0, "B": 0}, "keine Stimmen abgegeben"),
        ({}, "keine Stimmen abgegeben"),
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_votes_that_cannot_be_counted_are_refused(method, votes, reason):
    with pytest.raises(ValueError, match=reason):
        method(votes, seats=7)


@pytest.mark.parametrize("method", METHODS)
def test_less_than_one_seat_is_refused(method):
    with pytest.raises(ValueError, match="mindestens ein Sitz"):
        method(MAJORITY, seats=0)


# What holds for any result

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=8).filter(any)
VOTES = COUNTS.map(lambda counts: dict(zip("ABCDEFGH", counts, strict=False)))
TOTAL = st.integers(1, 40)
PATIENT = settings(deadline=None, max_examples=60)


def most(distribution, name):
    """Seats of a list if every lot falls on it."""
    return distribution.sure[name] + (name in distribution.tied)


def quota(votes, name, total):
    return Fraction(votes[name] * total, sum(votes.values()))


@pytest.mark.parametrize("method", METHODS)
@PATIENT
@given(votes=VOTES, total=TOTAL)
def test_sure_and_open_seats_add_up(method, votes, total):
    distribution = method(votes, seats=total)

    assert sum(distribution.sure.values()) + distribution.remaining == total
    assert set(distribution.sure) == set(votes)


@pytest.mark.parametrize("method", METHODS)
@PATIENT
@given(votes=VOTES, total=TOTAL)
def test_tie_is_between_more_lists_than_seats(method, votes, total):
    distribution = method(votes, seats=total)

    assert (len(distribution.tied) > distribution.remaining) is bool(distribution.tied)
    assert all(votes[name] for name in distribution.tied)


@pytest.mark.parametrize("method", METHODS)
@PATIENT
@given(votes=VOTES, total=TOTAL, data=st.data())
def test_order_of_the_lists_is_irrelevant(method, votes, total, data):
    shuffled = dict(data.draw(st.permutations(list(votes.items()))))

    assert method(shuffled, seats=total) == method(votes, seats=total)


@pytest.mark.parametrize("method", METHODS)
@PATIENT
@given(votes=VOTES, total=TOTAL, factor=st.fractions(min_value=Fraction(1, 50), max_value=50))
def test_percentages_and_counts_give_the_same_seats(method, votes, total, factor):
    scaled = {name: count * factor for name, count in votes.items()}

    assert method(scaled, seats=total) == method(votes, seats=total)


@pytest.mark.parametrize("method", METHODS)
@PATIENT
@given(votes=VOTES, total=TOTAL)
def test_more_votes_never_give_fewer_seats(method, votes, total):
    distribution = method(votes, seats=total)

    for larger in votes:
        for smaller in votes:
            if votes[larger] > votes[smaller]:
                assert distribution.sure[larger] >= most(distribution, smaller)


@pytest.mark.parametrize("method", METHODS)
@PATIENT
@given(votes=VOTES, total=TOTAL)
def test_equal_votes_are_treated_alike(method, votes, total):
    distribution = method(votes, seats=total)

    standings = {(count, distribution.sure[name], name in distribution.tied) for name, count in votes.items()}
    assert len(standings) == len(set(votes.values()))


@pytest.mark.parametrize("method", [D_HONDT, SAINTE_LAGUE])
@PATIENT
@given(votes=VOTES, total=TOTAL)
def test_one_more_seat_never_costs_a_list_one(method, votes, total):
    before, after = method(votes, seats=total), method(votes, seats=total + 1)

    for name in votes:
        assert after.sure[name] >= before.sure[name]
        assert most(after, name) >= most(before, name)


def test_hare_niemeyer_may_take_a_seat_away_in_a_larger_house():
    """The Alabama paradox: why house monotony is asked of the divisor methods only."""
    votes = {"A": 6, "B": 6, "C": 2}

    assert seats.hare_niemeyer(votes, seats=10).sure["C"] == 2
    assert seats.hare_niemeyer(votes, seats=11).sure["C"] == 1


@PATIENT
@given(votes=VOTES, total=TOTAL)
def test_hare_niemeyer_keeps_to_the_quota(votes, total):
    distribution = seats.hare_niemeyer(votes, seats=total)

    for name in votes:
        exact = quota(votes, name, total)
        assert exact - 1 < distribution.sure[name]
        assert most(distribution, name) < exact + 1


@PATIENT
@given(votes=VOTES, total=TOTAL)
def test_d_hondt_never_gives_less_than_the_whole_quota(votes, total):
    distribution = seats.d_hondt(votes, seats=total)

    assert all(most(distribution, name) > quota(votes, name, total) - 1 for name in votes)


@PATIENT
@given(votes=VOTES, total=TOTAL)
def test_majority_of_votes_is_a_majority_of_seats_with_the_clause(votes, total):
    distribution = seats.hare_niemeyer_with_majority_clause(votes, seats=total)

    for name, count in votes.items():
        if count * 2 > sum(votes.values()):
            assert distribution.sure[name] * 2 > total


@PATIENT
@given(votes=VOTES, total=TOTAL, data=st.data())
def test_any_lot_leads_to_exactly_the_seats(votes, total, data):
    distribution = seats.d_hondt(votes, seats=total)
    drawn = data.draw(st.permutations(sorted(distribution.tied)))[: distribution.remaining]

    final = distribution.after_lot(drawn)

    assert sum(final.sure.values()) == total
    assert final.is_final is True
