from datetime import UTC, datetime, timedelta

import pytest

from council.law import speaking
from council.law.speaking import Pause, Signal

START = datetime(2026, 6, 15, 16, 0, tzinfo=UTC)


def after(seconds):
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seats", "total", "base", "minutes", "reserve"),
    [
        pytest.param([21, 15, 13, 8, 7, 4, 3], 120, 5, [30, 22, 20, 14, 13, 9, 8], 4, id="T-R1"),
        pytest.param([40, 31], 10, 5, [5, 5], 0, id="base-only"),
        pytest.param([2, 0], 20, 5, [15, 5], 0, id="faction-without-seats"),
        pytest.param([1], 60, 0, [60], 0, id="one-faction"),
    ],
)
def test_debate_is_shared_by_base_and_seats(seats, total, base, minutes, reserve):
    pools = speaking.pools(dict(enumerate(seats)), total_minutes=total, base_minutes=base)

    assert pools == speaking.Pools(dict(enumerate(minutes)), reserve)
    assert sum(pools.minutes.values()) + pools.reserve == total


@pytest.mark.parametrize("seats", [{}, {"A": 0}, {"A": 3, "B": -1}])
def test_factions_without_seats_are_refused(seats):
    with pytest.raises(ValueError, match="Fraktionen mit Sitzen"):
        speaking.pools(seats, total_minutes=120, base_minutes=5)


@pytest.mark.parametrize(("total", "base"), [(9, 5), (120, -1)])
def test_base_times_that_do_not_fit_are_refused(total, base):
    with pytest.raises(ValueError, match="passen nicht"):
        speaking.pools({"A": 1, "B": 1}, total_minutes=total, base_minutes=base)


@pytest.mark.parametrize(
    ("pauses", "used"),
    [
        pytest.param([], 300, id="without-interruption"),
        pytest.param([Pause(after(60), after(90))], 270, id="one"),
        pytest.param([Pause(after(200), after(210)), Pause(after(60), after(90))], 260, id="two-in-any-order"),
        pytest.param([Pause(after(60), after(90)), Pause(after(90), after(90))], 270, id="one-after-the-other"),
        pytest.param([Pause(after(240))], 240, id="still-interrupted"),
        pytest.param([Pause(after(-30), after(30))], 270, id="begun-before-the-speech"),
        pytest.param([Pause(after(290), after(400))], 290, id="ends-later"),
        pytest.param([Pause(after(400))], 300, id="begins-later"),
    ],
)
def test_timer_stands_still_during_an_interruption(pauses, used):
    assert speaking.seconds_used(START, until=after(300), pauses=pauses) == used


def test_timer_begins_at_zero():
    assert speaking.seconds_used(START, until=START) == 0


def test_timer_counts_whole_seconds():
    assert speaking.seconds_used(START, until=START + timedelta(milliseconds=1999)) == 1


@pytest.mark.parametrize(
    ("seconds_left", "signal"),
    [(61, Signal.RUNNING), (60, Signal.WARNING), (1, Signal.WARNING), (0, Signal.OVER), (-5, Signal.OVER)],
)
def test_speaker_is_warned_in_the_last_minute(seconds_left, signal):
    assert speaking.signal(seconds_left) is signal


def test_moment_before_the_speech_is_refused():
    with pytest.raises(ValueError, match="vor dem Beginn der Rede"):
        speaking.seconds_used(START, until=after(-1))


def test_overlapping_interruptions_are_refused():
    with pytest.raises(ValueError, match="überschneiden"):
        speaking.seconds_used(
            START, until=after(300), pauses=[Pause(after(10), after(30)), Pause(after(20), after(40))]
        )


def test_interruption_that_ends_before_it_began_is_refused():
    with pytest.raises(ValueError, match="vor ihrem Beginn"):
        Pause(after(10), after(5))


@pytest.mark.parametrize(
    ("ranks", "rank", "place"),
    [
        ([], 3, 0),
        ([3, 3], 3, 2),
        ([3, 3], 1, 0),
        ([0, 3, 4], 3, 2),
        ([3, 0, 3], 1, 2),
        ([4], 4, 1),
    ],
)
def test_request_joins_the_list_behind_its_own_rank(ranks, rank, place):
    assert speaking.place(ranks, rank) == place
