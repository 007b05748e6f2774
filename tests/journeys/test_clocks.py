"""A clock that is put back and the two nights it is changed: nothing fails, order and deadlines stay right."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from council import audiences, journal
from council.actions import agenda, attendance, bodies, conflicts, meetings, speeches
from council.law import deadlines
from council.models import Entry, User
from documents.models import OparlObject
from tests import factories

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
BEFORE = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
AN_HOUR_BACK = BEFORE - timedelta(hours=1)

SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch) -> SetClock:
    """Put the clock of the house to a moment; it stands still there."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    put(BEFORE)
    return put


def test_meeting_goes_on_when_the_clock_is_put_back_in_the_middle_of_it(cast, set_clock):
    meeting = meetings.start(factories.meeting(cast.assembly, state="invited", starts_at=None), by=cast.chair)
    stay = attendance.arrive(meeting, person=cast.councillor.person, by=cast.clerk)
    item = agenda.call(factories.item(meeting), by=cast.chair)
    barred = conflicts.declare(item, category="self", by=cast.rival)
    waiting = speeches.add(item, person=cast.councillor.person, kind="debate", by=cast.chair)
    paused = speeches.pause(speeches.call_up(waiting, by=cast.chair), by=cast.chair)
    numbers = Entry.objects.count()

    set_clock(AN_HOUR_BACK)
    speech = speeches.finish(speeches.go_on(paused, by=cast.chair), by=cast.chair)
    agenda.readmit(barred, by=cast.chair)
    stay = attendance.leave(stay, by=cast.clerk)
    agenda.put_back(item, by=cast.chair)
    meeting = meetings.close(meeting, by=cast.chair)

    assert speech.seconds_used(until=timezone.now()) == 0
    assert (stay.arrived_at, stay.left_at) == (BEFORE, BEFORE)
    assert (meeting.starts_at, meeting.ends_at) == (BEFORE, BEFORE)
    told = list(Entry.objects.order_by("number").values_list("verb", "at")[numbers:])
    assert [verb for verb, _ in told][-1] == "meeting.closed"
    assert {at for _, at in told} == {AN_HOUR_BACK}
    assert journal.verify() == []


def test_who_follows_the_open_data_misses_nothing_when_the_clock_is_put_back(cast, set_clock):
    journal.drain("oparl")
    bodies.change(cast.committee, name="Ausschuss für Wasser", by=None)
    journal.drain("oparl")
    asked_up_to = OparlObject.objects.order_by("-modified_at")[0].modified_at

    set_clock(AN_HOUR_BACK)
    bodies.change(cast.magistrat, name="Der Magistrat", by=None)
    made = factories.membership(factories.person(), cast.committee, start_date=date(2026, 1, 1))
    journal.drain("oparl")

    fresh = OparlObject.objects.modified(since=asked_up_to, until=None).values_list("type", "key")
    assert {("Organization", cast.magistrat.key), ("Membership", made.key)} <= set(fresh)


@pytest.mark.parametrize(
    ("begins", "ends", "seconds"),
    [
        ("2026-10-25T02:50+02:00", "2026-10-25T02:10+01:00", 20 * 60),
        ("2026-03-29T01:55+01:00", "2026-03-29T03:05+02:00", 10 * 60),
    ],
)
def test_speech_in_the_night_the_clock_is_changed_is_as_long_as_it_was(cast, begins, ends, seconds):
    item = agenda.call(factories.item(factories.meeting(cast.assembly, state="running")), by=None)
    speech = speeches.add(item, person=cast.councillor.person, kind="debate", by=cast.chair)
    speech = speeches.call_up(speech, by=cast.chair, at=datetime.fromisoformat(begins))

    speech = speeches.finish(speech, by=cast.chair, at=datetime.fromisoformat(ends))

    assert speech.spent == seconds


@pytest.mark.parametrize("last_day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)])
def test_office_ends_at_midnight_of_the_town_in_the_nights_the_clock_is_changed(cast, set_clock, last_day):
    seat = cast.councillor.person.memberships.get(organization=cast.committee)
    bodies.end_membership(seat, on=last_day, by=cast.clerk)
    midnight = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), BERLIN).astimezone(UTC)
    sits = []
    for moment in (midnight - timedelta(seconds=1), midnight):
        set_clock(moment)
        standing = audiences.standing_of(User.objects.get(pk=cast.councillor.pk))
        sits.append(cast.committee.pk in standing.bodies)

    assert sits == [True, False]


@pytest.mark.parametrize(
    ("handed_in", "in_time"),
    [
        # The last day before a meeting on 1 November ends an hour later than 24 hours after it began.
        ("2026-10-25T23:59:59+01:00", True),
        ("2026-10-25T22:59:59+00:00", True),
        ("2026-10-26T00:00:00+01:00", False),
        ("2026-10-25T23:30:00+00:00", False),
    ],
)
def test_last_day_is_a_whole_day_of_the_town_however_many_hours_it_has(handed_in, in_time):
    moment = datetime.fromisoformat(handed_in)

    assert deadlines.submitted_in_time(moment, meeting_on=date(2026, 11, 1), days_before=7) is in_time
