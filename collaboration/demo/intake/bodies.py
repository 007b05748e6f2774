"""Terms, places, bodies, districts, people and their seats."""

from __future__ import annotations

import math
from collections.abc import Sequence

from collaboration.demo import nouns
from collaboration.demo.intake.shelf import Shelf
from council.actions import batches, bodies
from council.models import District, LegislativeTerm, Location, Membership, Organization, Person
from council.models.entity import Entity

_MIDDLE = 9.617, 50.958  # longitude and latitude of the Altstadt
_WIDTH = 0.02  # degrees of longitude of a comb, about 1,400 m
_FLAT = 0.63  # a degree of longitude by one of latitude, here


def take_in(shelf: Shelf) -> None:
    """Enter the frame of the town; bodies come before those below them."""
    town = shelf.town
    for term in town.terms:
        shelf.terms[term.key] = bodies.enter(_term(shelf, term), by=None)
    for place in town.places:
        shelf.places[place.key] = bodies.enter(_place(shelf, place), by=None)
    for body in _parents_first(town.bodies):
        shelf.organizations[body.key] = bodies.enter(_organization(shelf, body), by=None)
    for district in town.districts:
        shelf.districts[district.key] = bodies.enter(_district(shelf, district), by=None)
    shelf.people = {person.key: _person(shelf, person) for person in town.people}
    _enter_all(shelf, list(shelf.people.values()))
    _enter_all(shelf, [_membership(shelf, seat) for seat in town.seats])


def _enter_all(shelf: Shelf, things: Sequence[Entity]) -> None:
    """Enter many things as an import does, in batches."""
    for first in range(0, len(things), batches.MOST):
        batches.take_over(created=things[first : first + batches.MOST], by=None, source=shelf.body)


def _parents_first(found: tuple[nouns.Body, ...]) -> list[nouns.Body]:
    by_key = {body.key: body for body in found}

    def depth(body: nouns.Body) -> int:
        return 1 + depth(by_key[body.parent]) if body.parent else 0

    return sorted(found, key=depth)


def _term(shelf: Shelf, term: nouns.Term) -> LegislativeTerm:
    return LegislativeTerm(
        body=shelf.body, name=term.name, number=term.number, start_date=term.start, end_date=term.end
    )


def _place(shelf: Shelf, place: nouns.Place) -> Location:
    district = next((row.name for row in shelf.town.districts if row.key == place.district), "")
    return Location(
        body=shelf.body,
        description=place.description,
        room=place.room,
        street_address=place.street_address,
        postal_code=place.postal_code,
        locality=shelf.town.short_name,
        sub_locality=district,
    )


def _organization(shelf: Shelf, body: nouns.Body) -> Organization:
    return Organization(
        body=shelf.body,
        kind=body.kind,
        name=body.name,
        short_name=body.short_name,
        classification=body.classification,
        parent=shelf.organizations.get(body.parent),
        statutory_seats=body.seats,
        location=shelf.places.get(body.place),
    )


def _district(shelf: Shelf, district: nouns.District) -> District:
    outline = {"type": "Polygon", "coordinates": [_outline(*district.field)]}
    place = Location(body=shelf.body, geojson={"type": "Feature", "geometry": outline, "properties": {}})
    return District(
        body=shelf.body,
        name=district.name,
        council=shelf.organizations[district.council],
        location=bodies.enter(place, by=None),
    )


def _outline(column: int, row: int) -> list[list[float]]:
    """The six corners of a comb, counterclockwise and closed: longitude and latitude."""
    across, along = column + row / 2, row * math.sqrt(3) / 2
    middle = _MIDDLE[0] + across * _WIDTH, _MIDDLE[1] + along * _WIDTH * _FLAT
    corners = (math.radians(60 * number + 30) for number in (0, 1, 2, 3, 4, 5, 0))
    size = _WIDTH / math.sqrt(3)
    return [
        [round(middle[0] + size * math.cos(turn), 5), round(middle[1] + size * math.sin(turn) * _FLAT, 5)]
        for turn in corners
    ]


def _person(shelf: Shelf, person: nouns.Person) -> Person:
    return Person(
        body=shelf.body,
        name=person.name,
        given_name=person.given,
        family_name=person.family,
        affix=person.affix,
        titles=[person.title] if person.title else [],
        form_of_address="Frau" if person.gender == "f" else "Herr",
        gender="female" if person.gender == "f" else "male",
        life=person.life,
        life_source=person.life_source,
    )


def _membership(shelf: Shelf, seat: nouns.Seat) -> Membership:
    return Membership(
        person=shelf.people[seat.person],
        organization=shelf.organizations[seat.body],
        role=seat.role,
        voting_right=seat.voting,
        on_behalf_of=shelf.organizations.get(seat.on_behalf_of),
        start_date=seat.start,
        end_date=seat.end,
    )
