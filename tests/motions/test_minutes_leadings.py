"""Who led the meeting in the chair's stead stands in its minutes, with the item at which it changed (HGO §57)."""

import re

import pytest
from django.utils import timezone

from council.actions import agenda, attendance, bodies, leadings, meetings, representations
from council.models import AgendaItem, User
from council.states import Audience
from motions.actions import minutes, treatment
from motions.models import Minutes
from tests import factories
from tests.motions import minuting

pytestmark = pytest.mark.django_db
DEPUTY = "Stellvertretende Stadtverordnetenvorsteherin"


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


@pytest.fixture
def meeting(cast):
    minuting.seat_secretary(cast)
    for user in (cast.rival, cast.colleague):
        bodies.change(user.person.memberships.get(organization=cast.assembly), role=DEPUTY, by=None)
    made = factories.meeting(cast.assembly, state="invited", date=timezone.localdate())
    for user in (cast.rival, cast.colleague):
        attendance.arrive(made, person=user.person, by=cast.clerk)
    return made


def hand(meeting, user, *, by):
    seen = meeting.leadings.open().first()
    return leadings.hand_over(
        meeting, to=user.person, reason="away", seen=seen.key if seen else "", by=User.objects.get(pk=by.pk)
    )


def take_back(meeting, *, by):
    leadings.take_back(meeting, seen=meeting.leadings.open().get().key, by=by)


def texts(made: Minutes) -> dict[str, list[str]]:
    found = {str(row): row.text for row in made.sections.select_related("item")}
    return {title: re.sub(r"\d\d:\d\d", "HH:MM", text).split("\n\n") for title, text in found.items()}


def told(meeting, part="public"):
    rows = [line for lines in texts(minuting.of(meeting, part)).values() for line in lines]
    return [line for line in rows if "Sitzungsleitung" in line]


def test_minutes_say_who_took_the_leading_over_and_when_it_went_back(cast, meeting):
    attendance.arrive(meeting, person=cast.chair.person, by=cast.clerk)
    meetings.start(meeting, by=cast.clerk)
    hand(meeting, cast.rival, by=cast.chair)
    hand(meeting, cast.colleague, by=cast.rival)
    take_back(meeting, by=cast.clerk)
    hand(meeting, cast.rival, by=cast.chair)
    meetings.close(meeting, by=cast.clerk)

    minutes.draft(meeting, by=cast.clerk)

    assert told(meeting) == [
        "Die Sitzungsleitung übernimmt um HH:MM Uhr Frau Rival in Vertretung von Frau Chair.",
        "Die Sitzungsleitung übernimmt um HH:MM Uhr Frau Colleague in Vertretung von Frau Rival.",
        "Die Sitzungsleitung geht um HH:MM Uhr von Frau Colleague an den Vorsitz zurück.",
        "Die Sitzungsleitung übernimmt um HH:MM Uhr Frau Rival in Vertretung von Frau Chair.",
    ]
    assert minuting.of(meeting).chair == cast.chair.person


def test_what_changed_at_a_closed_item_stands_in_the_closed_part(cast, meeting):
    open_item = factories.item(meeting, name="Offenes", number="1")
    closed = factories.item(
        meeting,
        name="Geheimes",
        number="2",
        audience=Audience.BODY,
        audience_organization=cast.assembly,
        public=False,
    )
    attendance.arrive(meeting, person=cast.chair.person, by=cast.clerk)
    meetings.start(meeting, by=cast.clerk)
    agenda.call(open_item, by=cast.clerk)
    hand(meeting, cast.rival, by=cast.chair)
    treatment.close_item(fresh(open_item), result="noted", by=cast.clerk)
    agenda.call(AgendaItem.objects.get(pk=closed.pk), by=cast.clerk)
    take_back(meeting, by=cast.clerk)
    treatment.close_item(fresh(closed), result="noted", by=cast.clerk)
    hand(meeting, cast.colleague, by=cast.chair)

    minutes.draft(meeting, by=cast.clerk)

    assert sorted(told(meeting)) == [  # they stand in two sections
        "Die Sitzungsleitung übernimmt um HH:MM Uhr Frau Colleague in Vertretung von Frau Chair.",
        "Die Sitzungsleitung übernimmt um HH:MM Uhr Frau Rival in Vertretung von Frau Chair.",
    ]
    assert told(meeting, "closed") == ["Die Sitzungsleitung geht um HH:MM Uhr von Frau Rival an den Vorsitz zurück."]


def test_without_names_the_minutes_name_no_deputy(cast, meeting):
    meetings.start(meeting, by=cast.clerk)
    hand(meeting, cast.rival, by=cast.clerk)
    minutes.draft(meeting, by=cast.clerk)

    facts = [row for section in minuting.of(meeting).sections.all() for row in section.facts.filter(kind="leading")]

    assert [re.sub(r"\d\d:\d\d", "HH:MM", row.bare) for row in facts] == [
        "Die Sitzungsleitung übernimmt um HH:MM Uhr eine Stellvertretung des Vorsitzes."
    ]


def test_whoever_led_a_meeting_of_which_the_chair_saw_nothing_signs(cast, meeting):
    meetings.start(meeting, by=cast.clerk)
    hand(meeting, cast.rival, by=cast.clerk)
    meetings.close(meeting, by=cast.clerk)

    minutes.draft(meeting, by=cast.clerk)

    assert minuting.of(meeting).chair == cast.rival.person


def test_whoever_represents_the_chair_on_the_day_signs(cast, meeting):
    today = timezone.localdate()
    representations.enter(cast.assembly, person=cast.colleague.person, first_day=today, last_day=today, by=cast.clerk)
    meetings.start(meeting, by=cast.clerk)
    meetings.close(meeting, by=cast.clerk)

    minutes.draft(meeting, by=cast.clerk)

    assert minuting.of(meeting).chair == cast.colleague.person
