"""Districts and located papers as GeoJSON: shape by the standard, places as they were given, public matter only."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.actions import bodies
from council.models import District, Location
from council.states import Audience
from documents.actions import districts
from tests import factories

pytestmark = pytest.mark.django_db
SQUARE = {"type": "Polygon", "coordinates": [[[9.0, 50.0], [9.2, 50.0], [9.2, 50.1], [9.0, 50.1], [9.0, 50.0]]]}
POINT = {"type": "Point", "coordinates": [9.5, 51.0]}


def district(name, geojson=None) -> District:
    location = bodies.enter(Location(body=factories.home(), geojson=geojson), by=None)
    return bodies.enter(District(body=factories.home(), name=name, location=location), by=None)


def features(client, name) -> list[dict]:
    response = client.get(f"/{name}.geojson")
    assert (response.status_code, response["Content-Type"]) == (200, "application/geo+json")
    found = json.loads(response.getvalue())
    assert found["type"] == "FeatureCollection"
    return found["features"]


def test_districts_have_their_outlines_and_those_without_a_place_none(client, cast):
    district("A", {"type": "Feature", "geometry": SQUARE, "properties": {"x": 1}})
    district("B", POINT)
    district("C")

    found = features(client, "districts")

    assert [(row["properties"]["name"], row["geometry"]) for row in found] == [("A", SQUARE), ("B", POINT), ("C", None)]


@pytest.mark.parametrize(
    "geojson",
    [
        {"type": "Point", "coordinates": [200, 50]},
        {"type": "Point"},
        {"type": "Circle", "coordinates": [9, 50]},
        {"type": "Feature", "geometry": None},
        {"type": "Polygon", "coordinates": "x"},
        ["Point"],
        "POINT(9 50)",
        7,
    ],
)
def test_what_is_no_place_is_left_out(client, cast, geojson):
    harbour = district("A", geojson)
    districts.assign(factories.paper(), [harbour], by=None)

    assert [row["geometry"] for row in features(client, "districts")] == [None]
    assert features(client, "papers") == []


def test_papers_lie_in_the_middles_of_their_districts_and_closed_ones_nowhere(client, cast):
    square, point, nowhere = district("A", SQUARE), district("B", POINT), district("C")
    for name, places, fields in (
        ("Eins", [square, nowhere], {"reference": "101.20.9"}),
        ("Zwei", [square, point], {}),
        ("Keiner", [nowhere], {}),
        ("Geheimwort", [square], {"audience": Audience.COUNCIL}),
    ):
        districts.assign(factories.paper(name=name, **fields), places, by=None)
    client.force_login(cast.councillor)

    found = features(client, "papers")

    assert [(row["properties"]["title"], row["geometry"]) for row in found] == [
        ("Zwei", {"type": "MultiPoint", "coordinates": [[9.1, 50.05], [9.5, 51.0]]}),
        ("Eins", {"type": "Point", "coordinates": [9.1, 50.05]}),
    ]
    assert found[1]["properties"] | {"url": ""} == {
        "reference": "101.20.9",
        "title": "Eins",
        "kind": "Antrag",
        "date": "2026-06-01",
        "districts": ["A"],
        "url": "",
    }


def test_maps_cost_the_same_for_one_and_for_three(client, cast):
    def count(name):
        with CaptureQueriesContext(connection) as queries:
            features(client, name)
        return len(queries)

    places = [district("A", SQUARE)]
    districts.assign(factories.paper(), places, by=None)
    one = [count(name) for name in ("districts", "papers")]
    for name in "BC":
        places.append(district(name, POINT))
        districts.assign(factories.paper(), places, by=None)

    assert [count(name) for name in ("districts", "papers")] == one
