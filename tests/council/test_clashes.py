"""What stands in the way of a date, who is told, and the month that shows it."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import clashes
from council.actions import bodies
from council.models import Location, Meeting
from tests import factories

pytestmark = pytest.mark.django_db

MONTH = "/meetings/month/?month=2027-03"


def text(response):
    return response.content.decode()


def at(hour, *, day=8):
    return datetime(2027, 3, day, hour, tzinfo=factories.BERLIN)


def planned(body, hour, *, day=8, **fields):
    return factories.meeting(body, date=date(2027, 3, day), starts_at=at(hour, day=day) if hour else None, **fields)


def found():
    rows = Meeting.objects.select_related("organization", "location").order_by("date", "starts_at", "pk")
    return [
        (clash.meeting, clash.other, {str(person) for person in clash.people}) for clash in clashes.among(list(rows))
    ]


def test_member_of_two_bodies_at_one_time_is_named(cast):
    long, short = planned(cast.assembly, 14), planned(cast.committee, 18)

    assert found() == [(long, short, {"Frau Colleague", "Frau Councillor"})]


@pytest.mark.parametrize(
    ("hour", "end", "other_hour", "clashing"),
    [
        (14, None, 18, True),  # an assembly takes five hours
        (14, None, 19, False),
        (14, 16, 17, False),  # its end is known
        (14, None, None, False),  # nobody knows the hour of the other
        (None, None, None, False),
    ],
)
def test_meetings_overlap_by_their_hours(cast, hour, end, other_hour, clashing):
    planned(cast.assembly, hour, ends_at=at(end) if end else None)
    planned(cast.committee, other_hour)

    assert bool(found()) is clashing


def test_usual_meetings_take_three_hours(cast):
    planned(cast.committee, 14)
    planned(cast.assembly, 17)

    assert found() == []


def test_cancelled_meetings_and_past_memberships_are_in_nobodys_way(cast):
    planned(cast.assembly, 14, state="cancelled")
    planned(cast.committee, 14)
    cast.mayor.person.memberships.update(end_date=date(2027, 3, 7))
    factories.membership(cast.mayor.person, cast.district_council, end_date=date(2027, 3, 7))
    planned(cast.district_council, 14)

    assert found() == []


def test_room_and_body_are_taken_once(cast):
    hall = bodies.enter(Location(body=cast.town, description="Rathaus", room="Saal 1"), by=None)
    one = planned(cast.district_council, 14, location=hall)
    planned(cast.magistrat, 15, location=hall)
    planned(cast.district_council, 15)

    rows = list(Meeting.objects.select_related("organization", "location").order_by("starts_at", "pk"))
    said = [clashes.sentence(clash) for clash in clashes.among(rows) if clash.meeting == one]

    assert said == [
        "Derselbe Raum ist vergeben an: Magistrat um 15:00 Uhr.",
        "Dasselbe Gremium tagt zur selben Zeit: Ortsbeirat Mitte um 15:00 Uhr.",
    ]


def test_joint_meeting_is_due_for_the_members_of_both(cast):
    planned(cast.assembly, 14).joint_organizations.add(cast.district_council)
    planned(cast.district_council, 15)

    assert [people for _, _, people in found()] == [{"Frau District"}]


def test_holidays_are_said(cast):
    meeting = planned(cast.assembly, 14, day=26)  # Good Friday

    assert [clashes.sentence(clash) for clash in clashes.around(meeting, among_visible=Meeting.objects.all())] == [
        "Am 26.03.2027 ist Feiertag: Karfreitag."
    ]


# The month


def test_month_shows_meetings_and_holidays_to_everyone(cast, client):
    planned(cast.assembly, 16, name="Frühlingssitzung")
    planned(cast.committee, 16, day=15, name="Geheim", audience="body", audience_organization=cast.committee)

    shown = text(client.get(MONTH))

    assert [word in shown for word in ("<h1>März 2027</h1>", "Frühlingssitzung", "Karfreitag", "Geheim")] == [
        True,
        True,
        True,
        False,
    ]


def test_clashes_are_told_to_those_who_plan_and_to_whom_they_concern(cast, client):
    planned(cast.assembly, 14)
    planned(cast.committee, 16)

    told = {}
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        shown = text(client.get(MONTH))
        told[name] = ("Frau Councillor" in shown.partition("<table")[2], "Sie sind zur selben Zeit" in shown)

    plans, concerned = {"clerk", "deputy", "chair"}, {"councillor", "colleague"}
    assert told == {name: (name in plans, name in concerned) for name in cast.everyone()}


def test_clash_with_a_closed_meeting_is_told_to_its_readers_alone(cast, client):
    planned(cast.assembly, 14)
    planned(cast.magistrat, 16, public=False, audience="body", audience_organization=cast.magistrat)
    factories.membership(cast.rival.person, cast.magistrat)
    client.force_login(cast.clerk)

    assert 'class="clash"' not in text(client.get(MONTH))


def test_list_tells_the_same_clashes_as_the_month(cast, client):
    later = timezone.localdate() + timedelta(days=40)
    for body, hour in ((cast.assembly, 14), (cast.committee, 16)):
        begins = datetime.combine(later, time(hour), tzinfo=factories.BERLIN)
        factories.meeting(body, date=later, starts_at=begins)

    told = {}
    for name in ("nobody", "rival", "colleague", "clerk"):
        client.logout()
        if name != "nobody":
            client.force_login(getattr(cast, name))
        shown = text(client.get("/meetings/"))
        told[name] = (shown.count('class="clash"'), "Sie sind zur selben Zeit" in shown)

    assert told == {"nobody": (0, False), "rival": (0, False), "colleague": (2, True), "clerk": (2, False)}


@pytest.mark.parametrize("month", ["", "2027-13", "0001-01", "9999-12", "1994-12", "\x00", "x" * 5000, "2027-03-01"])
def test_odd_months_show_the_present_one(cast, client, month):
    response = client.get("/meetings/month/", {"month": month})

    assert response.status_code == 200
    assert 'aria-current="date"' in text(response)


def test_month_of_one_body_keeps_the_clashes_with_others(cast, client):
    planned(cast.assembly, 14, name="Große Runde")
    planned(cast.committee, 16, name="Kleine Runde")
    client.force_login(cast.clerk)

    shown = text(client.get(f"{MONTH}&body={cast.committee.key}"))

    assert ("Große Runde" in shown, "Kleine Runde" in shown, shown.count('class="clash"')) == (False, True, 1)


def test_number_of_queries_does_not_grow_with_the_meetings(cast, client):
    client.force_login(cast.clerk)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(MONTH)
        return len(queries)

    planned(cast.assembly, 14)
    planned(cast.committee, 16)
    few = asked()
    for day in (8, 9, 10):
        planned(cast.committee, 15, day=day)
        planned(cast.district_council, 15, day=day)

    assert asked() == few


# Planning


def test_planning_shows_what_is_in_the_way_and_forbids_nothing(cast, client):
    planned(cast.assembly, 14)
    client.force_login(cast.clerk)
    data = {"body": cast.committee.key, "date": "2027-03-08", "hour": "16:00", "public": "yes"}

    warned = client.post("/meetings/plan/", data)
    token = text(warned).partition('name="aware" value="')[2].partition('"')[0]
    other = client.post("/meetings/plan/", data | {"aware": token, "date": "2027-03-26"})
    done = client.post("/meetings/plan/", data | {"aware": token})

    assert (warned.status_code, other.status_code, done.status_code) == (422, 422, 303)
    assert "Zur selben Zeit in Stadtverordnetenversammlung um 14:00 Uhr: Frau Colleague, Frau Councillor." in text(
        warned
    )
    assert "Trotzdem: Sitzung planen" in text(warned)
    assert "Karfreitag" in text(other)
    assert Meeting.objects.count() == 2


def test_changing_the_day_shows_what_is_in_the_way(cast, client):
    planned(cast.assembly, 14)
    moved = planned(cast.committee, 16, day=9)
    client.force_login(cast.clerk)
    url = reverse("meeting-edit", args=[moved.key])
    data = {"date": "2027-03-08", "hour": "16:00", "public": "yes", "number": "1", "version": moved.version}

    warned = client.post(url, data)
    token = text(warned).partition('name="aware" value="')[2].partition('"')[0]
    done = client.post(url, data | {"aware": token})

    moved.refresh_from_db()
    assert (warned.status_code, done.status_code, moved.date) == (422, 303, date(2027, 3, 8))
