"""Calendars to subscribe to: who has which meetings, the clock on both nights it is changed, moved and cancelled ones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from council.actions import bodies, meetings
from council.states import Audience
from tests import factories

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def calendar(client, address) -> icalendar.Calendar:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))  # RFC 5545 §3.1
    return icalendar.Calendar.from_ical(response.content)


def events(client, address) -> list[icalendar.Event]:
    return list(calendar(client, address).walk("VEVENT"))


def named(client, address) -> list[str]:
    return [str(event["summary"]).rpartition(": ")[2] for event in events(client, address)]


def test_calendars_have_the_public_meetings_of_their_bodies(client, cast):
    factories.meeting(cast.committee, name="5. Sitzung", date=date(2026, 6, 15))
    factories.meeting(cast.assembly, name="7. Sitzung", date=date(2026, 7, 1)).joint_organizations.add(cast.committee)
    factories.meeting(cast.magistrat, name="Magistrat", date=date(2026, 8, 1))
    factories.meeting(cast.committee, name="Geheim", audience=Audience.COUNCIL, public=False)

    for user in (None, cast.councillor):
        client.force_login(user) if user else client.logout()
        assert named(client, "/calendar.ics") == ["Magistrat", "7. Sitzung", "5. Sitzung"]
        assert named(client, f"{cast.committee.get_absolute_url()}calendar.ics") == ["7. Sitzung", "5. Sitzung"]


def test_calendar_of_a_person_has_the_meetings_of_their_bodies_as_long_as_they_sit_there(client, cast):
    person = factories.person()
    for body, end in ((cast.committee, date(2026, 6, 30)), (cast.magistrat, None)):
        factories.membership(person, body, start_date=date(2026, 1, 1), end_date=end)
    gone = factories.membership(person, cast.assembly, start_date=date(2026, 1, 1))
    bodies.change(gone, by=None, deleted_at=datetime(2026, 1, 2, tzinfo=UTC))
    for body, name, day in (
        (cast.committee, "vorher", date(2025, 12, 31)),
        (cast.committee, "darin", date(2026, 6, 30)),
        (cast.committee, "danach", date(2026, 7, 1)),
        (cast.magistrat, "Magistrat", date(2026, 8, 1)),
        (cast.assembly, "Versammlung", date(2026, 8, 2)),
    ):
        factories.meeting(body, name=name, date=day)
    joint = factories.meeting(cast.assembly, name="gemeinsam", date=date(2026, 9, 1))
    joint.joint_organizations.add(cast.magistrat)

    assert named(client, f"{person.get_absolute_url()}calendar.ics") == ["gemeinsam", "Magistrat", "darin"]


def test_hours_are_those_of_the_town_on_both_nights_the_clock_is_changed(client, cast):
    moments = [
        datetime(2026, 3, 28, 23, 30, tzinfo=UTC),  # 29 March, 0:30, winter
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # 3:30, summer: two o'clock there is none
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 25 October, 2:30, the first time
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 2:30, the second time
        datetime(2026, 10, 25, 2, 30, tzinfo=UTC),  # 3:30, winter
    ]
    for moment in moments:
        factories.meeting(cast.committee, date=moment.astimezone(BERLIN).date(), starts_at=moment)

    found = calendar(client, "/calendar.ics")

    lines = [event["dtstart"].to_ical().decode() for event in found.walk("VEVENT")]
    assert lines[::-1] == [
        "20260329T003000",
        "20260329T033000",
        "20261025T023000",
        "20261025T013000Z",
        "20261025T033000",
    ]
    starts = [event["dtstart"].dt for event in found.walk("VEVENT")]
    assert [start.astimezone(UTC) for start in starts[::-1]] == moments
    (times,) = found.walk("VTIMEZONE")
    assert str(times["tzid"]) == "Europe/Berlin"
    parsed = times.to_tz()
    assert [datetime(2026, month, 1, 12, tzinfo=parsed).utcoffset() for month in (1, 7)] == [
        timedelta(hours=1),
        timedelta(hours=2),
    ]


def test_moved_and_cancelled_meetings_come_under_the_same_name_with_a_higher_sequence(client, cast):
    meeting = factories.meeting(cast.committee, name="5. Sitzung")
    (first,) = events(client, "/calendar.ics")

    moved_to = datetime(2026, 6, 22, 18, 0, tzinfo=BERLIN)
    meetings.change(meeting, by=cast.clerk, date=moved_to.date(), starts_at=moved_to)
    (moved,) = events(client, "/calendar.ics")
    meetings.cancel(meeting, by=cast.clerk)
    (cancelled,) = events(client, "/calendar.ics")

    told = [first, moved, cancelled]
    assert {str(event["uid"]) for event in told} == {f"{meeting.key}@localhost"}
    assert [int(event["sequence"]) for event in told] == [1, 2, 3]
    assert moved["dtstart"].dt == moved_to
    assert [str(event["status"]) for event in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert str(cancelled["summary"]) == "Abgesagt: Ausschuss für Umwelt und Energie: 5. Sitzung"
    assert first["dtstamp"].dt <= moved["dtstamp"].dt <= cancelled["dtstamp"].dt


def test_calendar_says_nothing_new_as_long_as_nothing_changes(client, cast):
    factories.meeting(cast.committee)

    first = client.get("/calendar.ics")

    assert client.get("/calendar.ics").content == first.content
    assert client.get("/calendar.ics", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_meeting_without_an_hour_fills_its_day(client, cast):
    factories.meeting(cast.committee, date=date(2026, 6, 15), starts_at=None)

    (event,) = events(client, "/calendar.ics")

    assert event["dtstart"].to_ical() == b"20260615"
    assert event["dtstart"].params["value"] == "DATE"


@pytest.mark.parametrize("name", ["a\x0bb\r\nBEGIN:VEVENT", "\u202e;,\\n", "ü" * 290])
def test_hostile_names_stay_in_their_line(client, cast, name):
    factories.meeting(cast.committee, name=name)

    assert len(events(client, "/calendar.ics")) == 1
