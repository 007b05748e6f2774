import pytest

from council.law import quorum

HOUSE = frozenset(range(71))


@pytest.mark.parametrize(("seats", "needed"), [(71, 36), (13, 7), (9, 5), (11, 6), (19, 10), (1, 1), (2, 2)])
def test_quorum_is_more_than_half_of_the_statutory_number(seats, needed):
    assert quorum.needed(seats) == needed


@pytest.mark.parametrize(
    ("present", "quorate"), [pytest.param(36, True, id="T-Q1"), pytest.param(35, False, id="T-Q2")]
)
def test_ordinary_meeting_needs_the_quorum(present, quorate):
    assert quorum.count(71, present=present) == quorum.Finding(quorate, present, 36, "HGO §53(1)")


def test_decisions_stand_until_the_lack_is_established_on_motion():
    """T-Q2."""
    at_opening = quorum.count(71, present=36)
    on_motion = quorum.count(71, present=35)

    assert quorum.holds(at_opening) is True
    assert quorum.holds(at_opening, on_motion=[on_motion]) is False
    assert quorum.holds(at_opening, on_motion=[on_motion, at_opening]) is True


@pytest.mark.parametrize(
    ("announced", "finding"),
    [
        pytest.param(True, quorum.Finding(True, 12, 1, "HGO §53(2)"), id="T-Q3"),
        pytest.param(False, quorum.Finding(False, 12, 36, "HGO §53(1)"), id="T-Q4"),
    ],
)
def test_second_meeting_is_quorate_only_with_notice(announced, finding):
    assert quorum.count_second_meeting(71, present=12, announced=announced) == finding


@pytest.mark.parametrize(
    ("barred", "present", "quorate"),
    [
        pytest.param(36, 1, True, id="T-Q5-36-barred"),
        pytest.param(36, 0, False, id="T-Q5-nobody-left"),
        pytest.param(35, 36, True, id="T-Q5-35-barred-quorate"),
        pytest.param(35, 35, False, id="T-Q5-35-barred-not"),
    ],
)
def test_rest_is_quorate_if_more_than_half_are_barred(barred, present, quorate):
    assert quorum.count(71, present=present, barred=barred).quorate is quorate


@pytest.mark.parametrize(
    ("barred_on_item", "quorate"),
    [pytest.param({7: {0}}, {6: True, 7: False, 8: True}, id="T-Q6")],
)
def test_barred_member_is_missing_on_that_item_only(barred_on_item, quorate):
    in_room = frozenset(range(36))

    found = {
        item: quorum.count(71, present=len(quorum.present(in_room, barred=barred_on_item.get(item, set()))))
        for item in (6, 7, 8)
    }

    assert {item: finding.quorate for item, finding in found.items()} == quorate


@pytest.mark.parametrize(
    ("remote_allowed", "there"),
    [
        pytest.param(True, frozenset({1, 2, 3}), id="T-Q7-allowed"),
        pytest.param(False, frozenset({1, 2}), id="T-Q7-not-allowed"),
    ],
)
def test_remote_member_counts_only_if_the_house_allows_it(remote_allowed, there):
    assert quorum.present({1, 2}, connected={3}, remote_allowed=remote_allowed) == there


def test_barred_remote_member_does_not_count():
    assert quorum.present({1}, connected={2}, remote_allowed=True, barred={2}) == frozenset({1})


def test_exactly_half_barred_leaves_the_ordinary_rule():
    assert quorum.count(10, present=5, barred=5) == quorum.Finding(False, 5, 6, "HGO §53(1)")


def test_rest_left_by_conflicts_of_interest_needs_one():
    assert quorum.count(71, present=2, barred=36) == quorum.Finding(True, 2, 1, "HGO §53(2) mit §25")


@pytest.mark.parametrize(("present", "quorate"), [(1, True), (0, False)])
def test_second_meeting_needs_somebody(present, quorate):
    assert quorum.count_second_meeting(71, present=present, announced=True).quorate is quorate


@pytest.mark.parametrize(("present", "barred"), [(72, 0), (-1, 0), (36, 36), (0, -1)])
def test_impossible_numbers_are_refused(present, barred):
    with pytest.raises(ValueError, match="passen nicht"):
        quorum.count(71, present=present, barred=barred)


def test_house_without_seats_is_refused():
    with pytest.raises(ValueError, match="mindestens 1"):
        quorum.needed(0)
