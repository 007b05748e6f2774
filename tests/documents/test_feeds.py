"""Feeds and calendars that need no account: of the town, a body, a person, a search and of what is new."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.actions import meetings
from council.states import Audience
from documents import syndication
from documents.actions import papers
from documents.search import indexing
from tests import factories
from tests.documents import atom_rules

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SECRET = "Geheimwort"


@pytest.fixture
def town(cast):
    """Two public papers and a closed one, two public meetings and a closed one, of one body and one person."""
    for name, fields in (("Radweg", {}), ("Brunnen", {}), (SECRET, {"audience": Audience.COUNCIL})):
        paper = factories.paper(name=name, text=f"{name} an der Mühlgasse.", **fields)
        paper.originators.create(organization=cast.our_faction)
        paper.originators.create(person=cast.councillor.person, order=1)
        papers.refer(paper, to=cast.committee, by=None)
    factories.meeting(cast.committee, name="5. Sitzung", date=date(2026, 6, 15))
    factories.meeting(cast.assembly, name="7. Sitzung", date=date(2026, 7, 1)).joint_organizations.add(cast.committee)
    factories.meeting(cast.committee, name=SECRET, audience=Audience.COUNCIL, public=False)
    indexing.rebuild()
    return cast


def addresses(cast) -> dict[str, str]:
    body, person = cast.committee.get_absolute_url(), cast.councillor.person.get_absolute_url()
    return {
        "town": "/feeds/papers.atom",
        "town's meetings": "/feeds/meetings.atom",
        "body": f"{body}papers.atom",
        "faction": f"{cast.our_faction.get_absolute_url()}papers.atom",
        "body's meetings": f"{body}meetings.atom",
        "person": f"{person}papers.atom",
        "person's meetings": f"{person}meetings.atom",
        "search": "/feeds/search.atom?q=Brunnen",
    }


def feed(client, address) -> ElementTree.Element:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def titles(client, address) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed(client, address).iter(f"{ATOM}entry")]


def test_each_feed_has_its_public_matter_whoever_asks(client, town):
    meetings = [
        "Stadtverordnetenversammlung: 7. Sitzung",
        "Ausschuss für Umwelt und Energie: 5. Sitzung",
    ]
    expected = {key: ["Brunnen", "Radweg"] for key in ("town", "body", "faction", "person")}
    expected |= {"town's meetings": meetings, "body's meetings": meetings, "search": ["Brunnen"]}
    expected |= {"person's meetings": meetings}

    for user in (None, town.councillor, town.clerk):
        client.force_login(user) if user else client.logout()
        assert {name: titles(client, address) for name, address in addresses(town).items()} == expected


def test_titles_of_feeds_say_what_they_are_about(client, town, settings):
    assert {name: feed(client, address).findtext(f"{ATOM}title") for name, address in addresses(town).items()} == {
        "town": f"Vorlagen: {settings.CITY_NAME}",
        "town's meetings": f"Sitzungen: {settings.CITY_NAME}",
        "body": "Vorlagen: Ausschuss für Umwelt und Energie",
        "faction": "Vorlagen: Fraktion Grüne Stadt",
        "body's meetings": "Sitzungen: Ausschuss für Umwelt und Energie",
        "person": "Eingebracht von Frau Councillor",
        "person's meetings": "Sitzungen der Gremien von Frau Councillor",
        "search": "Suche: Brunnen",
    }


def test_every_feed_is_valid_by_the_standard_also_while_it_is_empty(client, town):
    asked = [*addresses(town).values(), "/feeds/news.atom"]
    empty = [f"{town.magistrat.get_absolute_url()}{name}.atom" for name in ("papers", "meetings")]

    found = {
        address: atom_rules.problems(client.get(address).content, address=f"http://testserver{address}")
        for address in [*asked, *empty]
    }

    assert found == {address: [] for address in found}


def test_names_of_feeds_and_entries_stay_whatever_host_and_day(client, town, settings):
    settings.ALLOWED_HOSTS = ["*"]
    names = {}
    for host in ("testserver", "other.example"):
        found = ElementTree.fromstring(client.get("/feeds/papers.atom", headers={"host": host}).content)
        names[host] = [part.text for part in found.iter(f"{ATOM}id")]
    first = feed(client, f"{town.committee.get_absolute_url()}papers.atom").findtext(f"{ATOM}id")
    second = feed(client, f"{town.committee.get_absolute_url()}meetings.atom").findtext(f"{ATOM}id")

    assert names["testserver"] == names["other.example"]
    assert all(name.startswith("tag:localhost,2026:") for name in names["testserver"])
    assert first != second


def test_moment_of_a_feed_never_goes_back_when_its_newest_paper_is_withdrawn(client, cast):
    factories.paper(name="Alt")
    newest = factories.paper(name="Neu")
    before = feed(client, "/feeds/papers.atom").findtext(f"{ATOM}updated")
    since = client.get("/feeds/papers.atom")["Last-Modified"]

    papers.restrict(newest, audience=Audience.COUNCIL, by=cast.clerk)

    after = feed(client, "/feeds/papers.atom")
    assert [entry.findtext(f"{ATOM}title") for entry in after.iter(f"{ATOM}entry")] == ["Alt"]
    assert after.findtext(f"{ATOM}updated") > before
    assert client.get("/feeds/papers.atom")["Last-Modified"] >= since


def test_what_happens_to_closed_matter_moves_no_feed(client, cast):
    closed = factories.paper(audience=Audience.COUNCIL)
    hidden = factories.meeting(cast.committee, audience=Audience.COUNCIL, public=False)
    asked = [*addresses(cast).values(), "/feeds/news.atom"]
    before = [client.get(address).content for address in asked]

    papers.restrict(closed, audience=Audience.ADMINISTRATION, by=cast.clerk)
    meetings.change(hidden, by=cast.clerk, audience=Audience.BODY, audience_organization=cast.committee)

    assert [client.get(address).content for address in asked] == before


def test_long_feeds_have_pages_that_lead_to_each_other(client, cast, monkeypatch):
    monkeypatch.setattr(syndication, "MOST", 2)
    for number in range(5):
        factories.paper(name=f"Vorlage {number}")
    pages, address = [], "/feeds/papers.atom"

    while address:
        found = feed(client, address)
        assert atom_rules.problems(client.get(address).content, address=f"http://testserver{address}") == []
        pages.append([entry.findtext(f"{ATOM}title") for entry in found.iter(f"{ATOM}entry")])
        links = {link.get("rel"): link.get("href") for link in found.findall(f"{ATOM}link")}
        address = links.get("next", "").removeprefix("http://testserver")

    assert pages == [["Vorlage 4", "Vorlage 3"], ["Vorlage 2", "Vorlage 1"], ["Vorlage 0"]]
    assert links["previous"] == "http://testserver/feeds/papers.atom?seite=2"
    assert links["first"] == "http://testserver/feeds/papers.atom"


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 400, "%00", "999999"])
def test_pages_that_cannot_be_have_a_feed_all_the_same(client, town, page):
    assert titles(client, f"/feeds/papers.atom?seite={page}") in ([], ["Brunnen", "Radweg"])


def test_news_feed_tells_what_happened_with_names_that_stay_and_count_nothing(client, town):
    entries = list(feed(client, "/feeds/news.atom").iter(f"{ATOM}entry"))
    names = [entry.findtext(f"{ATOM}id") for entry in entries]

    assert sorted({entry.findtext(f"{ATOM}title") for entry in entries}) == [
        "5. Sitzung: Neu erfasst",
        "7. Sitzung: Neu erfasst",
        "Brunnen: Neu erfasst",
        "Brunnen: Neuer Stand: überwiesen",
        "Radweg: Neu erfasst",
        "Radweg: Neuer Stand: überwiesen",
    ]
    assert len(set(names)) == len(names)
    assert all(name.startswith("urn:uuid:") for name in names)
    factories.paper(name="Danach")
    again = [entry.findtext(f"{ATOM}id") for entry in feed(client, "/feeds/news.atom").iter(f"{ATOM}entry")]
    assert again[1:] == names


def test_paper_has_a_feed_of_its_own_as_long_as_it_is_public(client, cast):
    paper = factories.paper(name="Radweg")
    papers.revise(paper, body_text="Neu.", by=cast.clerk)
    address = f"{paper.get_absolute_url()}news.atom"
    assert titles(client, address) == ["Radweg: Neue Fassung des Textes", "Radweg: Neu erfasst"]

    papers.restrict(paper, audience=Audience.COUNCIL, by=cast.clerk)

    client.force_login(cast.councillor)
    assert client.get(address).status_code == 404


def test_unchanged_feed_is_answered_without_its_text(client, town):
    for address in (*addresses(town).values(), "/feeds/news.atom", "/calendar.ics"):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address

    factories.paper(name="Danach")
    first = client.get("/feeds/papers.atom")
    assert first["Last-Modified"]
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get("/feeds/papers.atom", headers=since).status_code == 304


def test_empty_feeds_stay_the_same(client, cast):
    for address in addresses(cast).values():
        assert client.get(address).content == client.get(address).content
        assert titles(client, address) == []


@pytest.mark.parametrize("query", ["", "q=", "q=%00", "q=*", "q=%22", "q=" + "ä" * 20_000, "q=Brunnen&kind=x&year=x"])
def test_odd_searches_have_a_feed_all_the_same(client, town, query):
    assert titles(client, f"/feeds/search.atom?{query}") in ([], ["Brunnen"])


def test_names_that_xml_cannot_carry_are_written_without(client, cast):
    factories.paper(name="Rad\x0bweg \u202e<b>&")

    assert titles(client, "/feeds/papers.atom") == ["Rad weg <b>&"]
    assert titles(client, "/feeds/news.atom") == ["Rad weg <b>&: Neu erfasst"]


def test_feeds_cost_the_same_for_one_and_for_three(client, cast):
    def grow():
        paper = factories.paper(text="Brunnen.")
        paper.originators.create(organization=cast.our_faction)
        paper.originators.create(person=cast.councillor.person, order=1)
        papers.refer(paper, to=cast.committee, by=None)
        factories.meeting(cast.committee, starts_at=timezone.now())
        indexing.rebuild()

    def count(address):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    asked = (*addresses(cast).values(), "/feeds/news.atom", "/calendar.ics")
    grow()
    one = [count(address) for address in asked]
    grow(), grow()

    assert [count(address) for address in asked] == one
