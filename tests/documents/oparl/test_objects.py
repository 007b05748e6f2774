"""What each object says: the lines O of the requirements, and the schemas of the standard."""

import json
from collections import defaultdict
from datetime import date

import jsonschema

from council import journal
from council.actions import agenda, bodies
from council.states import BodyKind
from tests import factories, shared
from tests.documents.oparl import asking

EMBEDDED = {
    "membership": "person",
    "agendaItem": "meeting",
    "consultation": "paper",
    "mainFile": "paper",
    "invitation": "meeting",
}
BACK = {
    "LegislativeTerm": ["body"],
    "Membership": ["person"],
    "AgendaItem": ["meeting"],
    "Consultation": ["paper"],
}


def kind(one: dict) -> str:
    return one["type"].rpartition("/")[2]


def within(one: dict):
    """The objects embedded in another, with the property they stand in."""
    for name, value in one.items():
        for below in value if isinstance(value, list) else [value]:
            if isinstance(below, dict) and "id" in below and "type" in below and not name.startswith("kassel:"):
                yield name, below
                yield from within(below)


def by_type() -> dict[str, list[dict]]:
    found = defaultdict(list)
    for one in asking.download().values():
        found[kind(one)].append(one)
    return found


def of(type_: str, thing) -> dict:
    return asking.get(f"/oparl/v1.1/{type_}/{thing.key}")


def test_o1_o4_what_is_embedded_is_the_same_on_its_own(world):
    pairs = [(below, asking.get(below["id"])) for one in asking.download().values() for _, below in within(one)]

    assert len(pairs) > 20
    assert [below["id"] for below, alone in pairs if not below.items() <= alone.items()] == []


def test_o2_on_its_own_an_object_leads_back(world):
    found = by_type()

    for type_, names in BACK.items():
        assert [one["id"] for one in found[type_] for name in names if name not in one] == []
    assert [one["id"] for one in found["File"] if not {"meeting", "agendaItem", "paper"} & set(one)] == []
    assert [one["id"] for one in found["Location"] if not {"meetings", "papers"} & set(one)] == []
    assert len(found["Location"]) == 2


def test_o3_embedded_it_does_not(world):
    told = [(name, below) for one in asking.download().values() for name, below in within(one)]

    assert {name for name, _ in told} >= set(EMBEDDED)
    assert [below["id"] for name, below in told if EMBEDDED.get(name) in below] == []


def test_o5_the_terms_of_the_list_are_those_of_the_body(world):
    listed = asking.walk(asking.body()["legislativeTermList"])

    assert [{k: v for k, v in one.items() if k != "body"} for one in listed] == asking.body()["legislativeTerm"]


def test_o6_items_are_counted_from_zero_without_gaps(world, cast):
    agenda.move(world["items"][1], to=0, by=cast.clerk)
    journal.drain("oparl")

    told = of("meeting", world["meeting"])["agendaItem"]

    assert [item["order"] for item in told] == [0, 1]
    assert [item["id"].rpartition("/")[2] for item in told] == [world["items"][1].key, world["items"][0].key]


def test_o7_places_are_whole_features(world):
    assert of("meeting", world["meeting"])["location"]["geojson"] == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [9.49, 51.31]},
        "properties": {},
    }


def test_o8_o21_persons_have_no_address(world):
    told = [set(one) for one in by_type()["Person"]]

    assert [keys for keys in told if keys & {"location", "locationObject", "phone", "email"}] == []


def test_o9_an_organization_lists_its_own_meetings_and_consultations(world, cast):
    committee, assembly = of("organization", cast.committee), of("organization", cast.assembly)

    assert [one["id"].rpartition("/")[2] for one in asking.walk(committee["meeting"])] == [world["meeting"].key]
    assert [one["id"].rpartition("/")[2] for one in asking.walk(committee["consultation"])] == [world["way"].key]
    assert asking.walk(assembly["meeting"]) == asking.walk(assembly["consultation"]) == []


def test_o10_both_ends_of_a_relation_agree(world):
    everything = asking.download()
    found = by_type()

    for seat in found["Membership"]:
        assert seat["id"] in everything[seat["organization"]]["membership"]
        assert seat["id"] in [one["id"] for one in everything[seat["person"]]["membership"]]
    for way in found["Consultation"]:
        assert everything[way["agendaItem"]]["consultation"] == way["id"]
        assert way["meeting"] == everything[way["agendaItem"]]["meeting"]
    for paper in found["Paper"]:
        for above in paper.get("superordinatedPaper", []):
            assert paper["id"] in everything[above]["subordinatedPaper"]


def test_o11_every_address_leads_to_an_object_of_the_list(world):
    everything = asking.download()
    root = "http://localhost:8000/oparl/v1.1/"
    town = asking.body()
    known = {*everything, town["id"], town["system"]}

    def urls(value):
        if isinstance(value, str) and value.startswith(root):
            yield value
        elif isinstance(value, dict | list):
            for below in value.values() if isinstance(value, dict) else value:
                yield from urls(below)

    named = {url for one in everything.values() for url in urls(one)}
    assert {url for url in named - known if asking.get(url).keys() != {"data", "pagination", "links"}} == set()


def test_o12_every_town_is_a_body(world):
    other = factories.body(name="Nachbarstadt")
    factories.organization(body=other, name="Rat nebenan")
    journal.drain("oparl")

    towns = asking.walk("/oparl/v1.1/body")

    assert [one["name"] for one in towns] == ["Falkenbrück", "Nachbarstadt"]
    assert [one["name"] for one in asking.walk(towns[1]["organization"])] == ["Rat nebenan"]


def test_o13_o14_the_system_says_who_gives_it_and_how_it_may_be_used(world):
    system = asking.get("/oparl/v1.1/system")

    said = ("license", "contactEmail", "contactName", "name", "website", "vendor", "product")
    assert [name for name in said if not system[name]] == []
    assert [one["id"] for one in asking.download().values() if "license" in one] == []


def test_o16_past_seats_are_told_as_well(world, cast):
    bodies.end_membership(cast.rival.person.memberships.get(organization=cast.assembly), on=date(2024, 1, 1), by=None)
    journal.drain("oparl")

    seats = of("person", cast.rival.person)["membership"]

    assert sorted(seat.get("endDate", "") for seat in seats) == ["", "2024-01-01"]


def test_o19_who_was_present_is_not_told(world):
    assert "participant" not in of("meeting", world["meeting"])


def test_o20_kinds_of_bodies_are_told_in_the_words_of_the_standard(world, cast):
    told = {one["name"]: (one["organizationType"], one.get("classification")) for one in by_type()["Organization"]}

    assert told[cast.assembly.name] == ("Gremium", "Parlament")
    assert told[cast.committee.name] == ("Gremium", "Ausschuss")
    assert told[cast.our_faction.name] == ("Fraktion", None)
    assert told[cast.office.name] == ("Verwaltungsbereich", None)
    assert {BodyKind(one.kind) for one in (cast.assembly, cast.office)} == {BodyKind.ASSEMBLY, BodyKind.OFFICE}


def test_a_paper_says_all_that_is_known(world, cast):
    paper = of("paper", world["paper"])

    root = "http://localhost:8000/oparl/v1.1"
    assert {name: paper[name] for name in ("name", "reference", "date", "paperType", "kassel:district")} == {
        "name": "Radweg",
        "reference": "101.20.7",
        "date": "2026-06-01",
        "paperType": "Antrag",
        "kassel:district": ["Nord"],
    }
    assert paper["originatorOrganization"] == [f"{root}/organization/{cast.our_faction.key}"]
    assert paper["subordinatedPaper"] == [f"{root}/paper/{world['amendment'].key}"]
    assert paper["mainFile"]["text"] == "Ein Radweg."
    assert paper["location"][0]["description"] == "Nord"
    assert paper["consultation"][0]["role"] == "Entscheidung"
    assert paper["consultation"][0]["authoritative"] is True


@shared.needs_shared
def test_all_of_it_follows_the_schemas_of_the_standard(world):
    folder = shared.SHARED / "data" / "oparl-spec" / "schema"
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    everything = [asking.get("/oparl/v1.1/system"), asking.body(), *asking.download().values()]
    everything += [below for one in everything for _, below in within(one)]

    faults = [
        (one["id"], fault.message)
        for one in everything
        for fault in jsonschema.Draft4Validator(schemas[kind(one)]).iter_errors(one)
    ]
    foreign = [
        (kind(one), name)
        for one in everything
        for name in one
        if ":" not in name and name not in schemas[kind(one)]["properties"] and name not in ("created", "modified")
    ]

    assert (faults, foreign) == ([], [])
    assert {kind(one) for one in everything} == set(schemas)
