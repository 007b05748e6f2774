"""The map of the site for search engines, for people, and what robots may look at: public matter only, whoever asks."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collaboration.views import sitemaps
from council.states import Audience
from documents.actions import papers
from tests import factories

pytestmark = pytest.mark.django_db
NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SECRET = "Geheimwort"


def addresses(client, address) -> list[str]:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return [
        found.text.removeprefix("http://testserver")
        for found in ElementTree.fromstring(response.content).iter(f"{NS}loc")
    ]


def whole(client) -> list[str]:
    return [page for part in addresses(client, "/sitemap.xml") for page in addresses(client, part)]


@pytest.fixture
def closed(cast):
    """Public things, and closed ones beside them."""
    paper = factories.paper(name="Radweg")
    meeting = factories.meeting(cast.committee, name="5. Sitzung")
    file = factories.file(paper=paper)
    hidden = [
        factories.paper(name=SECRET, audience=Audience.COUNCIL),
        factories.meeting(cast.committee, name=SECRET, audience=Audience.COUNCIL, public=False),
        factories.file(name=SECRET, audience=Audience.COUNCIL),
    ]
    return cast, [paper, meeting, file], hidden


def test_map_names_every_public_page_and_no_closed_one_whoever_asks(client, closed):
    cast, shown, hidden = closed

    for user in (None, cast.clerk):
        client.force_login(user) if user else client.logout()
        found = whole(client)
        assert len(found) == len(set(found))
        assert {thing.get_absolute_url() for thing in shown} <= set(found)
        assert not {thing.get_absolute_url() for thing in hidden} & set(found)
        assert cast.committee.get_absolute_url() in found
        assert cast.councillor.person.get_absolute_url() in found


def test_every_page_that_the_map_names_is_there_for_nobody(client, closed):
    for address in whole(client):
        assert client.get(address).status_code == 200, address


def test_map_says_when_pages_changed_and_is_cut_into_parts(client, cast, monkeypatch):
    monkeypatch.setattr(sitemaps.SECTIONS["vorlagen"], "limit", 2)
    made = [factories.paper() for _ in range(3)]
    papers.revise(made[0], body_text="Neu.", by=cast.clerk)

    parts = [part for part in addresses(client, "/sitemap.xml") if "vorlagen" in part]
    found = [addresses(client, part) for part in parts]

    assert parts == ["/sitemap-vorlagen.xml", "/sitemap-vorlagen.xml?p=2"]
    assert found == [[made[0].get_absolute_url(), made[1].get_absolute_url()], [made[2].get_absolute_url()]]
    days = re.findall(r"<lastmod>([^<]+)</lastmod>", client.get(parts[0]).content.decode())
    assert len(days) == 2


@pytest.mark.parametrize("address", ["/sitemap-x.xml", "/sitemap-vorlagen.xml?p=x", "/sitemap-vorlagen.xml?p=99999"])
def test_parts_that_cannot_be_are_not_found(client, db, address):
    assert client.get(address).status_code == 404


def test_overview_leads_to_years_and_kinds_and_counts_public_matter_alone(client, closed):
    cast, _, _ = closed

    for user in (None, cast.clerk):
        client.force_login(user) if user else client.logout()
        html = client.get("/sitemap/").content.decode()
        assert 'href="/papers/?jahr=2026&amp;art=motion">Antrag</a> <span class="muted">(1)</span>' in html
        assert 'href="/meetings/month/?month=2026-06">Juni 2026</a> <span class="muted">(1)</span>' in html
        assert f'href="{cast.committee.get_absolute_url()}"' in html
        assert f'href="{cast.councillor.person.get_absolute_url()}"' in html
        assert SECRET not in html


def test_overview_of_an_empty_town_says_so(client, db):
    html = client.get("/sitemap/").content.decode()

    assert "Noch ist keine Vorlage öffentlich." in html


def test_robots_are_kept_from_work_and_led_to_the_map(client, db):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /accounts/", "Disallow: /desk/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_maps_cost_the_same_for_one_and_for_three(client, cast):
    def count(address):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    asked = ("/sitemap.xml", "/sitemap-vorlagen.xml", "/sitemap-dateien.xml", "/sitemap/")

    def grow():
        factories.file(paper=factories.paper())
        factories.meeting(cast.committee)

    grow()
    one = [count(address) for address in asked]
    grow(), grow()

    assert [count(address) for address in asked] == one
