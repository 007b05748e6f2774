from datetime import UTC, date, datetime, timedelta

import pytest

from council.law import deadlines
from council.law.holidays import HESSE

MONDAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("submitted_at", "in_time"),
    [
        pytest.param(datetime(2026, 6, 10, 21, 59, tzinfo=UTC), True, id="T-F1-valid"),
        pytest.param(datetime(2026, 6, 10, 22, 0, tzinfo=UTC), False, id="T-F1-rejected-at-midnight"),
        pytest.param(datetime(2026, 6, 11, 10, 0, tzinfo=UTC), False, id="T-F1-rejected"),
    ],
)
def test_question_for_question_time_arrives_five_days_before(submitted_at, in_time):
    assert deadlines.latest_submission(MONDAY, days_before=5) == date(2026, 6, 10)
    assert deadlines.submitted_in_time(submitted_at, meeting_on=MONDAY, days_before=5) is in_time


def test_closing_at_midnight_ends_with_the_day_before():
    evening_before = datetime(2026, 6, 9, 21, 59, tzinfo=UTC)
    noon = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)

    assert deadlines.submitted_in_time(evening_before, meeting_on=MONDAY, days_before=5, closing_hour=0) is True
    assert deadlines.submitted_in_time(noon, meeting_on=MONDAY, days_before=5, closing_hour=0) is False


def test_written_answer_to_question_time_is_due_after_fourteen_days():
    """T-F2."""
    assert deadlines.after_days(MONDAY, days=14, holidays=HESSE) == date(2026, 6, 29)


@pytest.mark.parametrize(
    ("submitted_at", "days_before", "in_time"),
    [
        pytest.param(datetime(2026, 6, 1, 10, 0, tzinfo=UTC), 14, True, id="assembly-noon"),
        pytest.param(datetime(2026, 6, 1, 10, 0, 1, tzinfo=UTC), 14, False, id="assembly-after-noon"),
        pytest.param(datetime(2026, 5, 31, 20, 0, tzinfo=UTC), 14, True, id="assembly-evening-before"),
        pytest.param(datetime(2026, 6, 5, 10, 0, tzinfo=UTC), 10, True, id="committee-noon"),
        pytest.param(datetime(2026, 6, 5, 11, 0, tzinfo=UTC), 10, False, id="committee-after-noon"),
    ],
)
def test_motions_close_at_noon_of_the_last_day(submitted_at, days_before, in_time):
    assert (
        deadlines.submitted_in_time(submitted_at, meeting_on=MONDAY, days_before=days_before, closing_hour=12)
        is in_time
    )


@pytest.mark.parametrize(
    ("received_on", "rule", "next_meeting_on", "due_on"),
    [
        pytest.param(MONDAY, "weeks:6", None, date(2026, 7, 27), id="T-A1"),
        pytest.param(date(2026, 11, 30), "months:3", None, date(2027, 3, 1), id="T-A2"),
        pytest.param(MONDAY, "earliest_of(weeks:6,next_meeting)", date(2026, 7, 15), date(2026, 7, 15), id="T-A3"),
        pytest.param(MONDAY, "days:28", None, date(2026, 7, 13), id="T-A4"),
        pytest.param(MONDAY, "next_meeting", date(2026, 7, 18), date(2026, 7, 18), id="meeting-on-a-saturday"),
        pytest.param(MONDAY, "earliest_of(weeks:6, next_meeting)", date(2026, 9, 1), date(2026, 7, 27), id="period"),
        pytest.param(MONDAY, "next_meeting", MONDAY, MONDAY, id="meeting-on-the-same-day"),
        pytest.param(MONDAY, "earliest_of(weeks:6, next_meeting)", None, date(2026, 7, 27), id="no-meeting-fixed"),
        pytest.param(date(2026, 12, 11), "weeks:3", None, date(2027, 1, 4), id="new-year-then-weekend"),
    ],
)
def test_answer_is_due_by_the_rule(received_on, rule, next_meeting_on, due_on):
    due = deadlines.answer_due(received_on, rule=rule, holidays=HESSE, next_meeting_on=next_meeting_on)

    assert due == due_on


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "weeks",
        "weeks:",
        "weeks:x",
        "weeks:-1",
        "weeks:²",
        "years:1",
        "earliest_of",
        "earliest_of()",
        "earliest_of(weeks:60",
        "weeks:6,days:1",
    ],
)
def test_unreadable_answer_rule_is_refused(rule):
    with pytest.raises(ValueError, match="Unbekannte Fristregel"):
        deadlines.parts(rule)


def test_earliest_of_names_its_terms():
    assert deadlines.parts("earliest_of(weeks:6, next_meeting)") == ("weeks:6", "next_meeting")


def test_answer_at_an_unknown_meeting_is_refused():
    with pytest.raises(ValueError, match="noch nicht bekannt"):
        deadlines.answer_due(MONDAY, rule="next_meeting", holidays=HESSE)


def test_meeting_before_the_receipt_is_refused():
    with pytest.raises(ValueError, match="vor dem Eingang"):
        deadlines.answer_due(MONDAY, rule="weeks:6", holidays=HESSE, next_meeting_on=date(2026, 6, 14))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_with_the_month_where_the_day_is_missing(start, months, end):
    assert deadlines.add_months(start, months=months) == end


@pytest.mark.parametrize(
    ("day", "working_day"),
    [
        pytest.param(date(2026, 6, 12), date(2026, 6, 12), id="friday"),
        pytest.param(date(2026, 6, 13), date(2026, 6, 15), id="saturday"),
        pytest.param(date(2026, 4, 3), date(2026, 4, 7), id="good-friday-to-tuesday"),
        pytest.param(date(2026, 6, 4), date(2026, 6, 5), id="corpus-christi"),
        pytest.param(date(2026, 12, 25), date(2026, 12, 28), id="christmas"),
    ],
)
def test_forward_deadline_moves_on_to_a_working_day(day, working_day):
    assert deadlines.working_day(day, holidays=HESSE) == working_day


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        pytest.param(date(2026, 6, 11), 3, date(2026, 6, 16), id="over-a-weekend"),
        pytest.param(date(2026, 6, 13), 1, date(2026, 6, 15), id="from-a-saturday"),
        pytest.param(date(2026, 4, 2), 1, date(2026, 4, 7), id="over-easter"),
        pytest.param(date(2026, 6, 13), 0, date(2026, 6, 15), id="none"),
    ],
)
def test_working_days_skip_weekends_and_holidays(start, days, end):
    assert deadlines.after_working_days(start, days=days, holidays=HESSE) == end


@pytest.mark.parametrize(
    ("days_left", "colour"),
    [
        (8, deadlines.Colour.GREEN),
        (7, deadlines.Colour.YELLOW),
        (0, deadlines.Colour.YELLOW),
        (-1, deadlines.Colour.RED),
    ],
)
def test_light_shows_the_days_left(days_left, colour):
    due_on = MONDAY + timedelta(days=days_left)

    assert deadlines.light(due_on, on=MONDAY) == deadlines.Light(colour, days_left)


def test_light_turns_yellow_as_early_as_the_house_wants():
    assert deadlines.light(date(2026, 6, 29), on=MONDAY, yellow_days=14).colour is deadlines.Colour.YELLOW


def test_negative_period_is_refused():
    with pytest.raises(ValueError, match="nicht negativ"):
        deadlines.after_weeks(MONDAY, weeks=-1, holidays=HESSE)
    with pytest.raises(ValueError, match="nicht negativ"):
        deadlines.after_working_days(MONDAY, days=-1, holidays=HESSE)


@pytest.mark.parametrize("hour", [-1, 25])
def test_closing_hour_outside_the_day_is_refused(hour):
    with pytest.raises(ValueError, match="zwischen 0 und 24 Uhr"):
        deadlines.submitted_in_time(
            datetime(2026, 6, 1, tzinfo=UTC), meeting_on=MONDAY, days_before=5, closing_hour=hour
        )


def test_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="Zeitzone"):
        deadlines.wall_clock(datetime(2026, 6, 1, 12, 0))
