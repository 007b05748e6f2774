from datetime import UTC, date, datetime

import pytest

from council.law import invitations

MONDAY = date(2026, 6, 15)
NOBODY = frozenset()
ELECTION = frozenset({"Wahl"})


def all_received(day):
    return {"Ahrens": day, "Brandt": day, "Conrad": day}


EVERYBODY = frozenset(all_received(MONDAY))


@pytest.mark.parametrize(
    ("meeting_on", "receipt_on", "days_between", "is_valid"),
    [
        pytest.param(MONDAY, date(2026, 6, 11), 3, True, id="T-L1"),
        pytest.param(MONDAY, date(2026, 6, 12), 2, False, id="T-L2"),
        pytest.param(date(2022, 11, 9), date(2022, 11, 2), 6, True, id="T-L6"),
    ],
)
def test_regular_invitation_needs_three_full_days_between(meeting_on, receipt_on, days_between, is_valid):
    check = invitations.regular(meeting_on, receipts=all_received(receipt_on))

    assert invitations.full_days_between(receipt_on, meeting_on=meeting_on) == days_between
    assert check.is_valid is is_valid
    assert check.late == (NOBODY if is_valid else EVERYBODY)


@pytest.mark.parametrize(
    ("receipt_on", "announced", "is_valid"),
    [
        pytest.param(date(2026, 6, 14), True, True, id="T-L3"),
        pytest.param(MONDAY, True, False, id="on-the-day-itself"),
        pytest.param(date(2026, 6, 14), False, False, id="without-note"),
        pytest.param(date(2026, 6, 11), False, True, id="without-note-but-in-time"),
    ],
)
def test_urgent_invitation_arrives_the_day_before_and_says_so(receipt_on, announced, is_valid):
    check = invitations.urgent(MONDAY, receipts=all_received(receipt_on), announced=announced)

    assert check.is_valid is is_valid


@pytest.mark.parametrize(
    ("receipt_on", "blocked"),
    [
        pytest.param(date(2026, 6, 14), ELECTION, id="T-L4"),
        pytest.param(date(2026, 6, 12), ELECTION, id="two-days-between"),
        pytest.param(date(2026, 6, 11), NOBODY, id="three-days-between"),
    ],
)
def test_urgent_invitation_blocks_elections_and_leaves_the_rest(receipt_on, blocked):
    check = invitations.urgent(MONDAY, receipts=all_received(receipt_on), announced=True, protected_items=["Wahl"])

    assert check == invitations.Check(missing=NOBODY, late=NOBODY, below_target=NOBODY, blocked=blocked)
    assert check.is_valid is True


@pytest.mark.parametrize(
    ("receipt_on", "is_valid"),
    [
        pytest.param(date(2026, 6, 13), True, id="T-L5-valid"),
        pytest.param(date(2026, 6, 14), False, id="T-L5-invalid"),
    ],
)
def test_second_meeting_needs_one_full_day_between(receipt_on, is_valid):
    check = invitations.second_meeting(MONDAY, receipts=all_received(receipt_on))

    assert check.is_valid is is_valid


def test_second_meeting_blocks_elections_received_too_late_for_them():
    check = invitations.second_meeting(MONDAY, receipts=all_received(date(2026, 6, 13)), protected_items=["Wahl"])

    assert check.is_valid is True
    assert check.blocked == ELECTION


@pytest.mark.parametrize(
    ("receipt_on", "below_target"),
    [
        pytest.param(date(2026, 6, 7), NOBODY, id="T-L7-meets-target"),
        pytest.param(date(2026, 6, 8), EVERYBODY, id="T-L7-warning"),
    ],
)
def test_missed_target_is_a_warning_only(receipt_on, below_target):
    check = invitations.regular(MONDAY, receipts=all_received(receipt_on), target_days=7)

    assert check.is_valid is True
    assert check.below_target == below_target


@pytest.mark.parametrize("missing", [pytest.param("Conrad", id="T-L8")])
def test_one_member_without_receipt_is_a_defect(missing):
    receipts = {**all_received(date(2026, 6, 1)), missing: None}

    check = invitations.regular(MONDAY, receipts=receipts)

    assert check.missing == frozenset({missing})
    assert check.has_defect is True
    assert check.is_valid is False


def test_one_late_receipt_makes_the_invitation_invalid_but_is_no_defect():
    receipts = {**all_received(date(2026, 6, 11)), "Conrad": date(2026, 6, 12)}

    check = invitations.regular(MONDAY, receipts=receipts, target_days=7)

    assert check.late == frozenset({"Conrad"})
    assert check.below_target == frozenset({"Ahrens", "Brandt"})
    assert check.has_defect is False
    assert check.is_valid is False


@pytest.mark.parametrize(
    ("days_between", "latest"),
    [(3, date(2026, 6, 11)), (1, date(2026, 6, 13)), (0, date(2026, 6, 14)), (7, date(2026, 6, 7))],
)
def test_latest_receipt_leaves_exactly_the_days_between(days_between, latest):
    assert invitations.latest_receipt(MONDAY, days_between=days_between) == latest
    assert invitations.full_days_between(latest, meeting_on=MONDAY) == days_between


@pytest.mark.parametrize(
    ("delivered_at", "received_on"),
    [
        pytest.param(datetime(2026, 6, 11, 17, 59, tzinfo=UTC), date(2026, 6, 11), id="summer-19:59"),
        pytest.param(datetime(2026, 6, 11, 18, 0, tzinfo=UTC), date(2026, 6, 11), id="summer-20:00"),
        pytest.param(datetime(2026, 6, 11, 18, 1, tzinfo=UTC), date(2026, 6, 12), id="summer-20:01"),
        pytest.param(datetime(2026, 6, 11, 22, 30, tzinfo=UTC), date(2026, 6, 12), id="after-midnight"),
        pytest.param(datetime(2026, 1, 12, 18, 30, tzinfo=UTC), date(2026, 1, 12), id="winter-19:30"),
        pytest.param(datetime(2026, 12, 31, 20, 0, tzinfo=UTC), date(2027, 1, 1), id="new-year"),
    ],
)
def test_delivery_after_the_cutoff_counts_as_the_next_day(delivered_at, received_on):
    assert invitations.received_on(delivered_at, cutoff_hour=20) == received_on


def test_cutoff_at_midnight_makes_every_delivery_count_as_the_next_day():
    delivered_at = datetime(2026, 6, 11, 10, 0, tzinfo=UTC)

    assert invitations.received_on(delivered_at, cutoff_hour=0) == date(2026, 6, 12)


def test_periods_below_the_statute_are_refused():
    receipts = all_received(date(2026, 6, 1))

    with pytest.raises(ValueError, match="mindestens drei Tage"):
        invitations.regular(MONDAY, receipts=receipts, days_between=2)
    with pytest.raises(ValueError, match="mindestens ein Tag"):
        invitations.second_meeting(MONDAY, receipts=receipts, days_between=0)


def test_invitation_of_nobody_is_refused():
    with pytest.raises(ValueError, match="niemand eingeladen"):
        invitations.regular(MONDAY, receipts={})


@pytest.mark.parametrize("hour", [-1, 24])
def test_cutoff_outside_the_day_is_refused(hour):
    with pytest.raises(ValueError, match="zwischen 0 und 23 Uhr"):
        invitations.received_on(datetime(2026, 6, 11, tzinfo=UTC), cutoff_hour=hour)
