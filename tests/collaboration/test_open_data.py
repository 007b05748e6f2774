"""The page of open data and its catalogue: everything they offer is there, and in the form they say."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from collaboration import offers
from council.models import Body
from documents import dump
from tests import factories

pytestmark = pytest.mark.django_db
TYPES = {
    "CSV": "text/csv; charset=utf-8",
    "ATOM": "application/atom+xml; charset=utf-8",
    "GEOJSON": "application/geo+json",
    "ICS": "text/calendar; charset=utf-8",
    "JSON": ("application/gzip", "application/json"),
}


def make_dump() -> None:
    now = timezone.now() + timedelta(days=2)
    while dump.work(now):
        pass


def test_everything_offered_is_there_in_its_form_for_nobody(client, cast):
    factories.paper()
    make_dump()

    for offer in offers.all_of_them():
        for form in offer.forms:
            response = client.get(form.address)
            response.getvalue()
            assert (response.status_code, response["Content-Type"] in TYPES[form.file_type]) == (200, True), form


def test_page_leads_to_every_form_and_every_page_leads_to_it(client, cast):
    make_dump()
    html = client.get("/open-data/").content.decode()

    missing = [
        form.address for offer in offers.all_of_them() for form in offer.forms if f'"{form.address}"' not in html
    ]

    assert missing == []
    assert 'href="webcal://testserver/calendar.ics"' in html
    for address in ("/", "/papers/", factories.paper().get_absolute_url()):
        assert '<a href="/open-data/">Offene Daten</a>' in client.get(address).content.decode()


def test_page_says_when_the_great_file_is_still_being_written(client, cast):
    before = client.get("/open-data/").content.decode()
    make_dump()
    after = client.get("/open-data/").content.decode()

    assert "Die Datei wird gerade zum ersten Mal geschrieben." in before
    assert 'href="/open-data/texts.jsonl.gz"' not in before
    assert 'href="/open-data/texts.jsonl.gz"' in after


def catalogue(client) -> dict:
    response = client.get("/catalogue.jsonld")
    assert (response.status_code, response["Content-Type"]) == (200, "application/ld+json")
    return json.loads(response.content)


def test_catalogue_has_what_dcat_ap_de_demands(client, cast):
    Body.objects.filter(home=True).update(ags="06611000")

    found = catalogue(client)

    for field in ("dct:title", "dct:description", "dct:publisher", "dcat:dataset"):
        assert found[field]
    for dataset in found["dcat:dataset"]:
        for field in ("dct:title", "dct:description", "dct:identifier", "dct:publisher", "dcat:contactPoint"):
            assert dataset[field], (dataset["@id"], field)
        assert dataset["dcat:theme"]["@id"].endswith("/data-theme/GOVE")
        assert dataset["dcatde:politicalGeocodingURI"]["@id"].endswith("/municipalityKey/06611000")
        for distribution in dataset["dcat:distribution"]:
            for field in ("dct:title", "dcat:accessURL", "dct:license", "dct:format", "dcat:mediaType"):
                assert distribution[field], (distribution["@id"], field)
            assert distribution["dct:license"]["@id"] == "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
    names = re.findall(r'"@id": "(http://testserver/open-data/#[^"]+)",\s+"@type": "dcat:Dataset"', json.dumps(found))
    assert len(names) == len(set(names)) == len(offers.all_of_them())


def test_prefixes_of_the_catalogue_are_all_declared(client, cast):
    Body.objects.filter(home=True).update(ags="06611000")
    found = catalogue(client)

    used = set(re.findall(r'"(\w+):\w+":', json.dumps({**found, "@context": {}})))

    assert used == found["@context"].keys()


def test_contributor_is_named_once_the_town_has_one(client, cast, settings):
    assert "dcatde:contributorID" not in catalogue(client)["dcat:dataset"][0]
    settings.OPEN_DATA_CONTRIBUTOR = "http://dcat-ap.de/def/contributors/probe"

    assert {row["dcatde:contributorID"]["@id"] for row in catalogue(client)["dcat:dataset"]} == {
        "http://dcat-ap.de/def/contributors/probe"
    }
