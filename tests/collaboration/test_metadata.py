"""What the heads of pages say to programs: feeds to subscribe to, and of public things what they are."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from council.actions import bodies, meetings
from council.models import District
from council.states import Audience
from tests import factories
from tests.motions.deciding import extracted

pytestmark = pytest.mark.django_db
HOSTILE = f'</script><script>alert(1)</script>"><!-- \u202e & {factories.ZERO_BYTE}'


def head(client, address) -> str:
    html = client.get(address).content.decode()
    return html[: html.index("</head>")]


def said(client, address) -> dict:
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head(client, address), re.DOTALL)
    return json.loads(data)


def alternates(client, address) -> list[str]:
    return re.findall(r'<link rel="alternate" type="[a-z/+]+" title="[^"]+" href="([^"]+)">', head(client, address))


def test_paper_says_what_it_is(client, cast):
    paper = factories.paper(name="Radweg", reference="101.20.9", plain_summary="Ein Weg.")

    found = said(client, paper.get_absolute_url())

    address = f"http://testserver{paper.get_absolute_url()}"
    assert {name: found[name] for name in ("@type", "name", "legislationIdentifier", "legislationType", "url")} == {
        "@type": "Legislation",
        "name": "Radweg",
        "legislationIdentifier": "101.20.9",
        "legislationType": "Antrag",
        "url": address,
    }
    top = head(client, paper.get_absolute_url())
    assert '<meta property="og:title" content="101.20.9 Radweg">' in top
    assert '<meta property="og:description" content="Ein Weg.">' in top
    assert f'<link rel="canonical" href="{address}">' in top


def test_meeting_says_when_and_where_and_that_it_is_cancelled(client, cast):
    start = datetime(2026, 6, 15, 16, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    meeting = factories.meeting(cast.committee, name="5. Sitzung", starts_at=start)
    before = said(client, meeting.get_absolute_url())
    meetings.cancel(meeting, by=cast.clerk)

    assert (before["@type"], before["name"]) == ("Event", "Ausschuss für Umwelt und Energie: 5. Sitzung")
    assert datetime.fromisoformat(before["startDate"]) == start
    assert before["eventStatus"] == "https://schema.org/EventScheduled"
    assert before["organizer"]["@type"] == "GovernmentOrganization"
    assert said(client, meeting.get_absolute_url())["eventStatus"] == "https://schema.org/EventCancelled"


def test_bodies_and_people_say_who_they_are(client, cast):
    types = {
        thing: said(client, thing.get_absolute_url())["@type"]
        for thing in (cast.committee, cast.our_faction, cast.councillor.person)
    }

    assert list(types.values()) == ["GovernmentOrganization", "Organization", "Person"]


def test_files_say_of_which_paper_they_are(client, cast):
    paper = factories.paper(name="Radweg", reference="101.20.9")
    file = factories.file(paper=paper, name="Lageplan", pages=("Plan.",))

    found = said(client, file.get_absolute_url())

    assert (found["@type"], found["name"]) == ("DigitalDocument", "Lageplan")
    assert found["isPartOf"] == f"http://testserver{paper.get_absolute_url()}"
    assert '<meta property="og:title" content="Lageplan">' in head(client, file.get_absolute_url())


def test_resolutions_and_districts_say_what_they_are(client, cast):
    extract = extracted(cast)
    district = bodies.enter(District(body=cast.town, name="Mitte", council=cast.district_council), by=None)

    resolved, part = (said(client, thing.get_absolute_url()) for thing in (extract, district))

    assert (resolved["@type"], resolved["legislationType"]) == ("Legislation", "Beschluss")
    assert resolved["legislationIdentifier"] == extract.number
    assert resolved["legislationPassedBy"]["name"] == str(extract.organization)
    assert (part["@type"], part["name"]) == ("AdministrativeArea", "Mitte")
    assert part["containedInPlace"] == {"@type": "City", "name": cast.town.name}


def test_public_files_of_closed_papers_and_closed_resolutions_say_nothing(client, cast):
    paper = factories.paper(audience=Audience.COUNCIL, name="Geheimwort")
    file = factories.file(paper=paper, audience=Audience.PUBLIC, pages=("Plan.",))
    closed = factories.paper(audience="body", audience_organization=cast.committee)
    extract = extracted(cast, body=cast.committee, paper=closed)
    client.force_login(cast.clerk)

    for thing in (file, extract):
        assert re.findall("og:|ld\\+json|canonical|alternate", head(client, thing.get_absolute_url())) == []


def test_closed_things_and_pages_that_are_not_there_say_nothing(client, cast):
    paper = factories.paper(audience=Audience.COUNCIL)
    meeting = factories.meeting(cast.committee, audience=Audience.COUNCIL, public=False)

    for user in (None, cast.councillor):
        client.force_login(user) if user else client.logout()
        for thing in (paper, meeting):
            top = head(client, thing.get_absolute_url())
            assert (re.findall("og:|ld\\+json|canonical|alternate", top), thing.name in top) == ([], user is not None)


def test_hostile_names_stay_words(client, cast):
    paper = factories.paper(name=HOSTILE, plain_summary=HOSTILE)
    meeting = factories.meeting(cast.committee, name=HOSTILE)

    for thing in (paper, meeting):
        html = client.get(thing.get_absolute_url()).content.decode()
        assert "<script>alert" not in html
        assert "alert(1)" in said(client, thing.get_absolute_url())["name"]


def test_pages_name_their_feeds_in_head_and_text(client, cast):
    person, body = cast.councillor.person, cast.committee
    expected = {
        **{thing.get_absolute_url(): 5 for thing in (person, body)},
        **{reverse(name): 6 for name in ("home", "papers", "meetings", "inquiries", "resolutions")},
        f"{reverse('search')}?q=Rad": 1,
    }

    for address, number in expected.items():
        found = alternates(client, address)
        assert len(found) == number, address
        assert {client.get(feed.replace("&amp;", "&")).status_code for feed in found} == {200}
    for address in (person.get_absolute_url(), body.get_absolute_url()):
        html = client.get(address).content.decode()
        main = html[html.index("<main") :]
        assert [feed for feed in alternates(client, address) if f'href="{feed}"' not in main] == []
    for name in ("papers", "meetings", "inquiries", "resolutions"):
        html = client.get(reverse(name)).content.decode()
        assert re.search(r'Ohne Konto abonnieren: <a href="/(feeds/|calendar)', html[html.index("<main") :]), name
