import pytest

from council.law import elections
from council.law.elections import Ballot, Outcome, Step


@pytest.mark.parametrize(
    ("ballot", "outcome"),
    [
        pytest.param(Ballot({"A": 30}, no=29, abstain=12), Outcome(Step.ELECTED, elected="A"), id="T-M10-elected"),
        pytest.param(Ballot({"A": 30}, no=30, abstain=11), Outcome(Step.NOBODY), id="T-M10-not"),
        pytest.param(Ballot({"A": 1}, no=0, abstain=70), Outcome(Step.ELECTED, elected="A"), id="abstentions-harmless"),
        pytest.param(Ballot({"A": 0}, abstain=71), Outcome(Step.NOBODY), id="nobody-voted"),
    ],
)
def test_single_candidate_needs_more_than_half_of_the_valid_votes(ballot, outcome):
    assert elections.first_ballot(ballot) == outcome


@pytest.mark.parametrize(
    ("votes", "no", "outcome"),
    [
        pytest.param({"A": 36, "B": 35}, 0, Outcome(Step.ELECTED, elected="A"), id="majority"),
        pytest.param(
            {"A": 35, "B": 30}, 6, Outcome(Step.NEXT_BALLOT, advancing=frozenset("AB")), id="two-without-majority"
        ),
        pytest.param(
            {"A": 30, "B": 25, "C": 16}, 0, Outcome(Step.NEXT_BALLOT, advancing=frozenset("AB")), id="two-best-of-three"
        ),
        pytest.param(
            {"A": 35, "B": 36, "C": 0}, 1, Outcome(Step.NEXT_BALLOT, advancing=frozenset("ABC")), id="two-got-votes"
        ),
        pytest.param(
            {"A": 31, "B": 20, "C": 20},
            0,
            Outcome(Step.NEXT_BALLOT, advancing=frozenset("A"), tied=frozenset("BC"), places=1),
            id="lot-for-the-second-place",
        ),
        pytest.param(
            {"A": 20, "B": 20, "C": 20},
            0,
            Outcome(Step.NEXT_BALLOT, tied=frozenset("ABC"), places=2),
            id="lot-for-both-places",
        ),
    ],
)
def test_several_candidates_without_majority_go_to_a_second_ballot(votes, no, outcome):
    assert elections.first_ballot(Ballot(votes, no=no)) == outcome


@pytest.mark.parametrize(
    ("votes", "no", "outcome"),
    [
        pytest.param({"A": 36, "B": 35}, 0, Outcome(Step.ELECTED, elected="A"), id="majority"),
        pytest.param({"A": 35, "B": 35}, 0, Outcome(Step.LOT, tied=frozenset("AB"), places=1), id="lot"),
        pytest.param({"A": 30, "B": 30}, 5, Outcome(Step.LOT, tied=frozenset("AB"), places=1), id="lot-despite-no"),
        pytest.param({"A": 15, "B": 15}, 30, Outcome(Step.NOBODY), id="half-said-no"),
        pytest.param(
            {"A": 15, "B": 15}, 20, Outcome(Step.LOT, tied=frozenset("AB"), places=1), id="less-than-half-said-no"
        ),
        pytest.param({"A": 30, "B": 28}, 5, Outcome(Step.NOBODY), id="leader-without-majority"),
    ],
)
def test_second_ballot_elects_or_names_the_lot(votes, no, outcome):
    assert elections.second_ballot(Ballot(votes, no=no)) == outcome


def test_what_is_not_counted_is_zero():
    assert Ballot({"A": 1}) == Ballot({"A": 1}, no=0, abstain=0, invalid=0)


def test_election_without_candidates_is_refused():
    with pytest.raises(ValueError, match="steht niemand"):
        Ballot({})


@pytest.mark.parametrize("counts", [{"no": -1}, {"abstain": -1}, {"invalid": -1}])
def test_negative_count_is_refused(counts):
    with pytest.raises(ValueError, match="nicht negativ"):
        Ballot({"A": 1}, **counts)
