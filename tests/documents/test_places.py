"""Places are found as whole words, as German inflects them, and nowhere else."""

import time

import pytest

from documents import places
from documents.places import Place

NORTH, HARBOUR, CENTRE, HILL, MEADOWS, WEST = 1, 2, 3, 4, 5, 6
TOWN = [
    Place("Nordstadt", NORTH, True),
    Place("Hafenviertel", HARBOUR, True),
    Place("Mitte", CENTRE, True),
    Place("Falkenhöhe", HILL, True),
    Place("Bruchwiesen", MEADOWS, True),
    Place("Vorderer Westen", WEST, True),
    Place("Falkenbrück", 7, True),
    Place("Unterneudorf", 8, True),
    Place("Neudorf", 9, True),
    Place("Lindenhof", 10, True),
    Place("Speicherstraße", HARBOUR),
    Place("Färberweg", NORTH),
    Place("Bürgerhaus Nordstadt", NORTH),
    Place("Lange Straße", HARBOUR),
    Place("Lange Straße", NORTH),
    Place("Ahl", 11, True),
]


def found(text):
    return [(mention.district, mention.words) for mention in places.find(text, TOWN)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In der Nordstadt fehlt Licht.", [(NORTH, "Nordstadt")]),
        ("Die Nordstädter Schule", [(NORTH, "Nordstädter")]),
        ("Viele Nordstädterinnen und Nordstädter", [(NORTH, "Nordstädterinnen"), (NORTH, "Nordstädter")]),
        ("den Nordstädtern", [(NORTH, "Nordstädtern")]),
        ("am Rand des Hafenviertels", [(HARBOUR, "Hafenviertels")]),
        ("das Falkenbrücker Freibad", [(7, "Falkenbrücker")]),
        ("Falkenbrücks Freibad", [(7, "Falkenbrücks")]),
        ("die Falkenhöher Kirche", [(HILL, "Falkenhöher")]),
        ("die Bruchwiesener Vereine", [(MEADOWS, "Bruchwiesener")]),
        ("des Lindenhofes, des Lindenhofs", [(10, "Lindenhofes"), (10, "Lindenhofs")]),
        ("die Lindenhöfer", [(10, "Lindenhöfer")]),
        ("im Vorderen Westen", [(WEST, "Vorderen Westen")]),
        ("der Vordere Westen", [(WEST, "Vordere Westen")]),
        ("an der Speicherstraße 8", [(HARBOUR, "Speicherstraße")]),
        ("Speicherstr. 8 und Speicherstrasse", [(HARBOUR, "Speicherstr."), (HARBOUR, "Speicherstrasse")]),
        ("am Ende des Färberwegs", [(NORTH, "Färberwegs")]),
        ("in der Lange Straße", [(HARBOUR, "Lange Straße"), (NORTH, "Lange Straße")]),
        ("in der Langen Straße", [(HARBOUR, "Langen Straße"), (NORTH, "Langen Straße")]),
        ("im Bürgerhaus Nordstadt", [(NORTH, "Bürgerhaus Nordstadt")]),
        ("im Bürgerhaus\nNordstadt", [(NORTH, "Bürgerhaus\nNordstadt")]),
        ("Ortsbezirk Mitte", [(CENTRE, "Ortsbezirk Mitte")]),
        ("des Ortsbeirats Mitte", [(CENTRE, "Ortsbeirats Mitte")]),
        ("Unterneudorf", [(8, "Unterneudorf")]),
        ("Neudorf", [(9, "Neudorf")]),
        ("Die Nordstadt-Runde", [(NORTH, "Nordstadt")]),
        ("(Nordstadt)", [(NORTH, "Nordstadt")]),
        ("„Nordstadt“, Hafenviertel.", [(NORTH, "Nordstadt"), (HARBOUR, "Hafenviertel")]),
    ],
)
def test_place_is_found_in_every_form(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nordstadt",
        "Nordstadtpark",
        "Altnordstadt",
        "Alt-Nordstadt",
        "In der Mitte steht ein Baum.",
        "zur Mitte des Jahres",
        "Hafenviertelstunde",
        "Falkenbrückerisch",
        "der Vorderrad Westen",
        "Ahl",
        "Nord stadt",
        "Speicherstraßenbahn",
    ],
)
def test_what_only_looks_like_a_place_is_none(text):
    assert found(text) == []


def test_mention_says_where_it_stands():
    text = "Zwischen Nordstadt und Hafenviertel"

    assert [text[mention.start : mention.end] for mention in places.find(text, TOWN)] == ["Nordstadt", "Hafenviertel"]


def test_no_places_and_nameless_places_are_nowhere():
    assert places.find("Nordstadt", []) == []
    assert places.find("Nordstadt", [Place("", 1), Place("  ", 2)]) == []


def test_odd_names_are_taken_by_the_letter():
    odd = [Place("Platz (alt).*", 1), Place("A|B|C|D", 2), Place("Straße", 3)]

    assert [mention.district for mention in places.find("Platz (alt).* und A|B|C|D, Straße", odd)] == [1, 2, 3]


def test_districts_are_proposed_by_how_often_they_are_named():
    mentions = places.find("Hafenviertel, Nordstadt, Speicherstraße, Speicherstraße", TOWN)

    assert places.proposed(mentions) == {HARBOUR: ["Hafenviertel", "Speicherstraße"], NORTH: ["Nordstadt"]}
    assert places.proposed([]) == {}


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("Speicherstraße 8", "Speicherstraße"),
        ("Lindenallee 77a", "Lindenallee"),
        ("Marktplatz 1-3", "Marktplatz"),
        ("Am Markt 4 b, Hinterhaus", "Am Markt"),
        ("Kirchgasse", "Kirchgasse"),
        ("Straße des 17. Juni 5", "Straße des 17. Juni"),
        ("", ""),
    ],
)
def test_street_is_the_address_without_its_number(address, street):
    assert places.street(address) == street


@pytest.mark.parametrize("text", ["Nordstädt" * 20_000, "Vorder " * 30_000, "N" * 200_000, "Lange\n" * 30_000])
def test_long_text_is_read_in_reasonable_time(text):
    many = [Place(f"Ortsname{number}straße", number) for number in range(300)]

    start = time.process_time()
    places.find(text, [*TOWN, *many])

    assert time.process_time() - start < 5
