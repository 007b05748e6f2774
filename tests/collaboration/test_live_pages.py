"""The live page of everyone, of members with their tools and papers, and the page in the hall."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.actions import agenda, attendance, meetings, speeches
from council.states import Audience
from documents.models import Consultation, Slot
from tests import factories
from tests.collaboration.test_notes import TEXT, written

pytestmark = pytest.mark.django_db
MEMBERS = {"chair", "councillor", "colleague", "rival", "clerk", "deputy", "mayor", "officer", "district", "moderator"}


@pytest.fixture
def meeting(cast):
    made = factories.meeting(cast.assembly, name="7. öffentliche Sitzung")
    factories.item(made, number="1", name="Radweg an der Mühlgasse")
    factories.item(
        made,
        number="2",
        name="Grundstück Weidenweg",
        audience=Audience.BODY,
        audience_organization=cast.assembly,
        public=False,
    )
    meetings.publish_agenda(made, by=None)
    made = meetings.start(made, by=None)
    for user in (cast.chair, cast.councillor, cast.rival):
        attendance.arrive(made, person=user.person, by=cast.clerk)
    return made


def treated(item, **fields):
    paper = factories.paper(text=TEXT, **fields)
    now = timezone.now()
    organization = item.meeting.organization
    consultation = Consultation.objects.create(paper=paper, organization=organization, created_at=now, modified_at=now)
    Slot.objects.create(consultation=consultation, item=item)
    return paper


def page(client, user, meeting, view="live/"):
    client.logout()
    if user.is_authenticated:
        client.force_login(user)
    return client.get(f"/meetings/{meeting.key}/{view}").content.decode()


def test_tools_are_shown_to_those_who_sit_in_a_body_and_to_nobody_else(cast, meeting, client):
    shown = {name for name, user in cast.everyone().items() if "Meine Werkzeuge" in page(client, user, meeting)}
    fetched = {
        name
        for name, user in cast.everyone().items()
        if "Meine Werkzeuge" in page(client, user, meeting, "live/tools/")
    }

    assert shown == MEMBERS
    assert fetched == MEMBERS


def test_tools_are_the_persons_own_and_come_alone(cast, meeting, client):
    agenda.call(meeting.items.get(number="1"), by=None)

    mine = page(client, cast.councillor, meeting, "live/tools/")

    assert "speakers/ask/" in mine
    assert "<html" not in mine
    assert "speakers/ask/" not in page(client, cast.officer, meeting, "live/tools/")


def test_papers_lie_beside_with_ones_own_notes_alone(cast, meeting, client):
    item = meeting.items.get(number="1")
    paper = treated(item, name="Radweg bauen")
    hidden = treated(meeting.items.get(number="2"), name="Weidenweg kaufen")
    agenda.call(item, by=None)
    written(paper, by=cast.councillor, circle=Audience.PRIVATE, text="Nach den Kosten fragen.")
    written(paper, by=cast.rival, circle=Audience.PRIVATE, text="Dagegen reden.")

    shown = page(client, cast.councillor, meeting)

    beside = shown.partition('id="tools"')[2].partition('id="course"')[0]
    assert re.findall(r'<a class="beside-link" href="([^"]+)"', beside) == [paper.get_absolute_url()]
    assert "Nach den Kosten fragen." in beside
    assert "Dagegen reden." not in shown
    assert hidden.name not in beside


def test_tools_cost_the_same_with_one_and_with_three_papers_and_notes(cast, meeting, client):
    item = meeting.items.get(number="1")
    paper = treated(item)
    agenda.call(item, by=None)
    written(paper, by=cast.councillor, circle=Audience.PRIVATE)
    client.force_login(cast.councillor)
    address = f"/meetings/{meeting.key}/live/tools/"
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)

    for number in range(2):
        factories.paper(text=TEXT, superordinate=paper, name=f"Änderung {number}")
        written(paper, by=cast.councillor, circle=Audience.PRIVATE)
    with CaptureQueriesContext(connection) as three:
        shown = client.get(address).content.decode()

    assert shown.count('class="beside-link"') == 3
    assert len(three) == len(one)


def test_course_tells_the_newest_first_and_closed_matter_to_its_circle_alone(cast, meeting, client):
    first, closed = meeting.items.order_by("order")
    agenda.call(first, by=None)
    speech = speeches.add(first, person=cast.councillor.person, kind="debate", by=cast.chair)
    speeches.call_up(speech, by=cast.chair)
    agenda.close(first, result="adopted", by=cast.chair)
    agenda.call(closed, by=None)
    secret = speeches.add(closed, person=cast.rival.person, kind="debate", by=cast.chair)
    speeches.call_up(secret, by=cast.chair)

    def course(user):
        found = page(client, user, meeting).partition('class="course-moments"')[2].partition("</ol>")[0]
        return [re.sub(r"<[^>]+>", " ", line).split()[1:4] for line in found.split("<li>")[1:]]

    assert course(cast.nobody) == [
        ["TOP", "1", "mehrheitlich"],
        ["TOP", "1", "Frau"],
        ["TOP", "1", "aufgerufen"],
    ]
    assert [line[1] for line in course(cast.councillor)] == ["2", "2", "1", "1", "1"]


def test_only_pages_that_are_followed_load_themselves_again_without_a_script(cast, meeting, client):
    refresh = '<noscript><meta http-equiv="refresh"'

    found = [refresh in page(client, cast.nobody, meeting, view) for view in ("live/", "projector/", "")]

    assert found == [True, True, False]


def test_each_page_speaks_to_screen_readers_from_one_place(cast, meeting, client):
    agenda.call(meeting.items.get(number="1"), by=None)

    for view in ("", "live/", "projector/"):
        shown = page(client, cast.nobody, meeting, view)
        assert shown.count('role="status"') + shown.count("aria-live") == 1, view
        assert 'data-announce="Jetzt TOP 1: Radweg an der Mühlgasse."' in shown


def test_hall_shows_nothing_closed_and_no_tools_whoever_is_signed_in(cast, meeting, client):
    treated(meeting.items.get(number="2"), name="Weidenweg kaufen", audience=Audience.COUNCIL)
    agenda.call(meeting.items.get(number="2"), by=None)

    shown = page(client, cast.chair, meeting, "projector/")

    assert "Weidenweg" not in shown
    assert "Meine Werkzeuge" not in shown
    assert "Zurzeit ist kein Tagesordnungspunkt aufgerufen." in shown
