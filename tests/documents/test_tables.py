"""The table of papers: the rows and filters of the list, and what it says of a paper."""

import csv
import io

import pytest
from django.urls import reverse

from council import paging
from council.states import Audience
from tests import factories

pytestmark = pytest.mark.django_db


def read(client, **query) -> list[dict[str, str]]:
    content = client.get(reverse("papers-csv"), query).getvalue()
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_papers_are_those_the_list_shows_with_the_same_filters(client, cast):
    shown = factories.paper(name="=Radweg", reference="101.20.9")
    shown.originators.create(organization=cast.our_faction)
    factories.paper(name="Brunnen", paper_type="inquiry")
    factories.paper(name="Geheimwort", audience=Audience.COUNCIL)

    assert [row["Titel"] for row in read(client)] == ["Brunnen", "'=Radweg"]
    (row,) = read(client, art="motion", wort="Radweg")
    assert row == {
        "Nummer": "101.20.9",
        "Titel": "'=Radweg",
        "Art": "Antrag",
        "Datum": "01.06.2026",
        "Stand": "zugelassen",
        "Eingebracht von": "Fraktion Grüne Stadt",
        "Federführung": "",
        "Ortsbezirke": "",
        "Wahlperiode": "",
        "Stadt": cast.town.name,
        "Adresse": f"http://testserver{shown.get_absolute_url()}",
    }
    client.force_login(cast.councillor)
    assert [row["Titel"] for row in read(client)] == ["Geheimwort", "Brunnen", "'=Radweg"]


def test_page_leads_to_the_table_with_its_filters(client, cast):
    html = client.get(reverse("papers"), {"art": "motion", "wort": "Rad & Weg"}).content.decode()

    assert 'href="/papers.csv?art=motion&amp;wort=Rad+%26+Weg"' in html


def test_long_tables_are_read_in_parts_and_keep_their_order(client, cast, monkeypatch):
    monkeypatch.setattr(paging, "AT_ONCE", 2)
    for number in range(5):
        factories.paper(name=f"Vorlage {number}")

    assert [row["Titel"] for row in read(client)] == [f"Vorlage {number}" for number in (4, 3, 2, 1, 0)]


def test_what_is_closed_while_a_table_is_read_is_left_out(client, cast, monkeypatch):
    monkeypatch.setattr(paging, "AT_ONCE", 1)
    first = factories.paper(name="Geheimwort")
    factories.paper(name="Offen")
    pieces = iter(client.get(reverse("papers-csv")).streaming_content)
    begun = next(pieces)

    type(first).objects.filter(pk=first.pk).update(audience=Audience.COUNCIL)

    assert "Geheimwort" not in (begun + b"".join(pieces)).decode()
