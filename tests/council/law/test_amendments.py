from datetime import UTC, datetime
from fractions import Fraction

import pytest

from council.law import amendments
from council.law.amendments import Amendment, Course, Kind, Span
from council.law.procedure import ProceduralMotion, Procedure, procedural_order


def at(hour, minute=0):
    return datetime(2026, 6, 15, hour, minute, tzinfo=UTC)


def point(number):
    return (Span(number, number + 1),)


DELETE_POINT_2 = Amendment("A1", Kind.DELETE_POINT, at(10), point(2))
REPLACE_ALL = Amendment("A2", Kind.REPLACE_ALL, at(10, 30))
CHANGE_SUM = Amendment("A3", Kind.CHANGE_WORDS, at(9), point(2), change=200_000)
INSERT_POINT_5 = Amendment("A4", Kind.INSERT, at(11), (Span(5, 5),))
AMENDMENTS = [DELETE_POINT_2, REPLACE_ALL, CHANGE_SUM, INSERT_POINT_5]
POSTPONE = ProceduralMotion("G", Procedure.POSTPONE, at(12))


def keys(ordered):
    return [one.key for one in ordered]


def course(decided, **more):
    return amendments.course("M", amendments=AMENDMENTS, decided=decided, **more)


def standing(open_keys, *, moot="", adopted=(), partly_moot="", put_off=False):
    return Course(tuple(open_keys), frozenset(moot), frozenset(partly_moot), tuple(adopted), put_off)


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        pytest.param({}, standing(["A2", "A1", "A3", "A4", "M"]), id="T-O1-order"),
        pytest.param({"A2": True}, standing(["M"], moot=["A1", "A3", "A4"], adopted=["A2"]), id="T-O1-A2-adopted"),
        pytest.param(
            {"A2": False, "A1": True}, standing(["A4", "M"], moot=["A3"], adopted=["A1"]), id="T-O1-A1-adopted"
        ),
        pytest.param(
            {"A2": False, "A1": True, "A4": True}, standing(["M"], moot=["A3"], adopted=["A1", "A4"]), id="T-O1-A4-too"
        ),
        pytest.param({"A2": False, "A1": False}, standing(["A3", "A4", "M"]), id="T-O1-both-rejected"),
        pytest.param(
            {"A2": False, "A1": True, "A4": False, "M": True}, standing([], moot=["A3"], adopted=["A1"]), id="T-O1-end"
        ),
    ],
)
def test_voting_goes_from_the_most_far_reaching_to_the_main_text(decided, expected):
    assert course(decided) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(
            Amendment("early", Kind.CHANGE_WORDS, at(9), point(1)),
            Amendment("late", Kind.CHANGE_WORDS, at(10), point(3)),
            id="T-O2",
        ),
        pytest.param(
            Amendment("larger", Kind.CHANGE_WORDS, at(10), point(1), change=Fraction(5, 2)),
            Amendment("smaller", Kind.CHANGE_WORDS, at(9), point(1), change=2),
            id="larger-change-of-a-number",
        ),
        pytest.param(
            Amendment("raised", Kind.EDITORIAL, at(11), point(1), fixed_rank=90),
            Amendment("proposed", Kind.DELETE_POINT, at(9), point(1)),
            id="chair-fixes-the-rank",
        ),
    ],
)
def test_order_among_amendments(first, second):
    assert keys(amendments.voting_order([second, first])) == [first.key, second.key]


def test_every_kind_has_its_proposed_rank():
    assert {kind.value: rank for kind, rank in amendments.RANKS.items()} == {
        "replace_all": 100,
        "delete_point": 80,
        "replace_point": 60,
        "change_words": 40,
        "insert": 20,
        "editorial": 10,
    }
    assert set(amendments.RANKS) == set(Kind)


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        pytest.param({}, standing(["G", "A2", "A1", "A3", "A4", "M"]), id="T-O3-before-substance"),
        pytest.param({"G": True}, standing([], put_off=True), id="T-O3-adopted"),
        pytest.param({"G": False}, standing(["A2", "A1", "A3", "A4", "M"]), id="T-O3-rejected"),
    ],
)
def test_motion_to_postpone_is_voted_before_anything_on_substance(decided, expected):
    assert course(decided, procedural=[POSTPONE]) == expected


def test_postponing_and_referring_come_before_closing_the_debate():
    motions = [
        ProceduralMotion("list", Procedure.END_LIST, at(9)),
        ProceduralMotion("debate", Procedure.END_DEBATE, at(10)),
        ProceduralMotion("refer", Procedure.REFER, at(12)),
        ProceduralMotion("postpone", Procedure.POSTPONE, at(11)),
    ]

    assert keys(procedural_order(motions)) == ["postpone", "refer", "debate", "list"]


def test_closing_the_debate_leads_to_the_vote():
    closing = ProceduralMotion("G", Procedure.END_DEBATE, at(12))

    assert course({"G": True}, procedural=[closing]) == standing(["A2", "A1", "A3", "A4", "M"])


def test_amendment_taken_over_makes_none_moot_that_goes_further():
    assert course({"A3": True}) == standing(["A2", "A1", "A4", "M"], adopted=["A3"])


def test_amendment_taken_over_is_moot_once_a_further_one_is_adopted():
    assert course({"A3": True, "A2": False, "A1": True}) == standing(["A4", "M"], moot=["A3"], adopted=["A1"])


def test_amendment_with_a_place_left_is_only_partly_moot():
    both = Amendment("A5", Kind.CHANGE_WORDS, at(11), point(2) + point(3))

    result = amendments.course("M", amendments=[DELETE_POINT_2, both], decided={"A1": True})

    assert result == standing(["A5", "M"], partly_moot=["A5"], adopted=["A1"])


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Span(0, 5), Span(4, 8), True),
        (Span(0, 5), Span(5, 8), False),
        (Span(0, 5), Span(2, 2), True),
        (Span(0, 5), Span(0, 0), False),
        (Span(0, 5), Span(5, 5), False),
        (Span(3, 3), Span(3, 3), False),
    ],
)
def test_spans_overlap_where_they_share_text(one, other, overlap):
    assert one.overlaps(other) is overlap
    assert other.overlaps(one) is overlap


def test_span_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="vor ihrem Anfang"):
        Span(3, 2)


def test_amendment_without_a_place_is_refused():
    with pytest.raises(ValueError, match="keine Textstelle"):
        Amendment("A", Kind.INSERT, at(9))


def test_motion_listed_twice_is_refused():
    with pytest.raises(ValueError, match="doppelt"):
        amendments.course("A1", amendments=AMENDMENTS, decided={})


def test_decision_on_an_unknown_motion_is_refused():
    with pytest.raises(ValueError, match="nicht aufgeführt"):
        course({"A9": True})
