"""Feeds of answers and resolutions: of the town, bodies, persons and districts, public matter only, valid Atom."""

import csv
import io
from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.actions import bodies
from council.models import District
from council.states import Audience
from documents.actions import districts
from documents.models import Paper
from motions.models import Answer
from tests import factories
from tests.documents import atom_rules
from tests.motions.deciding import extracted
from tests.motions.inquiring import answered

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, address) -> list[tuple[str, str]]:
    """Title and summary of each entry of a valid feed."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    assert atom_rules.problems(response.content, address=f"http://testserver{address}") == []
    found = ElementTree.fromstring(response.content).iter(f"{ATOM}entry")
    return [(entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")) for entry in found]


def of_all(name, *things) -> list[str]:
    return [f"/feeds/{name}.atom", *(f"{thing.get_absolute_url()}{name}.atom" for thing in things)]


@pytest.fixture
def harbour(cast) -> District:
    return bodies.enter(District(body=cast.town, name="Hafenviertel"), by=None)


def test_answers_stand_in_the_feeds_of_town_asker_and_district(client, cast, harbour):
    inquiry = answered(cast, name="Radweg", given_on=date(2026, 7, 1))
    inquiry.paper.originators.create(person=cast.councillor.person, order=1)
    districts.assign(inquiry.paper, [harbour], by=None)
    title = f"Antwort: {inquiry.paper}"

    found = {
        address: [title for title, _ in entries(client, address)]
        for address in of_all("answers", cast.our_faction, cast.councillor.person, harbour, cast.rival.person)
    }

    assert list(found.values()) == [[title], [title], [title], [title], []]
    ((_, summary),) = entries(client, "/feeds/answers.atom")
    assert summary.startswith("schriftlich beantwortet am 01.07.2026")


def test_closed_answers_stand_in_no_feed_whoever_asks(client, cast, harbour):
    closed = answered(cast, name="Geheimwort", given_on=date(2026, 7, 1))
    Answer.objects.update(audience=Audience.COUNCIL)
    of_closed = answered(cast, name="Geheimwort zwei", given_on=date(2026, 7, 1))
    Paper.objects.filter(pk=of_closed.pk).update(audience=Audience.COUNCIL)
    districts.assign(closed.paper, [harbour], by=None)
    client.force_login(cast.councillor)

    for address in of_all("answers", cast.our_faction, harbour):
        assert entries(client, address) == []


def test_resolutions_stand_in_the_feeds_of_town_body_bringer_and_district(client, cast, harbour):
    extract = extracted(cast)
    extract.paper.originators.create(person=cast.councillor.person, order=1)
    districts.assign(extract.paper, [harbour], by=None)
    title = f"Beschluss {extract.number}: {extract.title}"

    found = {
        address: [title for title, _ in entries(client, address)]
        for address in of_all("resolutions", extract.organization, cast.councillor.person, harbour, cast.committee)
    }

    assert list(found.values()) == [[title], [title], [title], [title], []]


def test_closed_resolutions_stand_in_no_feed_and_in_the_table_of_their_readers_alone(client, cast):
    paper = factories.paper(audience="body", audience_organization=cast.committee, name="Grundstücksaal")
    closed = {"audience": "body", "audience_organization": cast.committee, "body": cast.committee}
    extract = extracted(cast, paper=paper, **closed)

    def table():
        content = client.get(reverse("resolutions-csv")).getvalue().decode("utf-8-sig")
        return [row["Beschluss"] for row in csv.DictReader(io.StringIO(content), delimiter=";")]

    client.force_login(cast.councillor)
    inside = table()
    for address in of_all("resolutions", cast.committee):
        assert entries(client, address) == []
    client.force_login(cast.citizen)

    assert (inside, table()) == ([extract.number], [])


def test_table_of_the_ledger_keeps_its_filters(client, cast):
    answered(cast, name="=Beantwortet", given_on=date(2026, 7, 1))
    open_one = answered(cast, name="Offen", given_on=date(2026, 7, 1))
    Paper.objects.filter(pk=open_one.pk).update(state="answer_requested")

    def table(**query):
        content = client.get(reverse("inquiries-csv"), query).getvalue().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(content), delimiter=";"))

    assert sorted(row["Titel"] for row in table()) == ["'=Beantwortet", "Offen"]
    (row,) = table(stand="offen")
    assert (row["Titel"], row["Gefragt von"], row["Stand"]) == (
        "Offen",
        "Fraktion Grüne Stadt, Frau Councillor",
        "zur Beantwortung beim Magistrat",
    )


def test_feeds_and_tables_cost_the_same_for_one_and_for_three(client, cast):
    def count(address):
        with CaptureQueriesContext(connection) as queries:
            client.get(address).getvalue()
        return len(queries)

    def grow():
        answered(cast, given_on=date(2026, 7, 1))
        extracted(cast)

    asked = [
        *of_all("answers", cast.our_faction, cast.councillor.person),
        *of_all("resolutions", cast.assembly, cast.councillor.person),
        *(reverse(name) for name in ("inquiries-csv", "resolutions-csv")),
    ]
    grow()
    one = [count(address) for address in asked]
    grow(), grow()

    assert [count(address) for address in asked] == one
