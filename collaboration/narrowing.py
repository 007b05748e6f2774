"""Narrows the list of notes beside a text: by circle, by who wrote them, by what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from collaboration.listing import Facets
from collaboration.live.papers import Piece
from council.states import Audience

CIRCLES = {
    Audience.PRIVATE: "privat",
    Audience.FACTION: "Fraktion",
    Audience.COUNCIL: "Rat und Verwaltung",
    Audience.PUBLIC: "öffentlich",
}
STANDS = {
    "open": "ohne Antwort",
    "answered": "beantwortet",
    "used": "aufgegriffen",
    "withdrawn": "zurückgezogen",
}
OWN = "-"  # in place of a name: the reader's own
ENOUGH = 2  # notes from which on narrowing is offered


class Field(NamedTuple):
    """One list to choose from: its name in the address, its label, what is chosen, and (value, words) to choose."""

    name: str
    label: str
    value: str
    options: list[tuple[str, str]]


def asked(query: Mapping[str, str]) -> dict[str, str]:
    """What the address asks for: `circle`, `author`, `stand`; what there is not asks for nothing."""
    circle, stand = query.get("circle", ""), query.get("stand", "")
    return {
        "circle": circle if circle in CIRCLES else "",
        "author": query.get("author", "")[:200],
        "stand": stand if stand in STANDS else "",
    }


def kept(pieces: Sequence[Piece], wanted: Mapping[str, str]) -> list[Piece]:
    """The pieces that fit; what is no note always does."""
    return [piece for piece in pieces if piece.facets is None or _fits(piece.facets, wanted)]


def _fits(facets: Facets, wanted: Mapping[str, str]) -> bool:
    author = facets.own if wanted["author"] == OWN else wanted["author"] in ("", facets.author)
    return author and wanted["circle"] in ("", facets.circle) and wanted["stand"] in ("", facets.stand)


def fields(pieces: Sequence[Piece], wanted: Mapping[str, str]) -> list[Field]:
    """The lists to choose from, with what these notes have; none where there is nothing to narrow."""
    found = [piece.facets for piece in pieces if piece.facets]
    if len(found) < ENOUGH and not any(wanted.values()):
        return []
    circles, stands = {facets.circle for facets in found}, {facets.stand for facets in found}
    authors = sorted({facets.author for facets in found if facets.author and not facets.own})
    own = [(OWN, "mir")] if any(facets.own for facets in found) else []
    return [
        Field("circle", "Kreis", wanted["circle"], [(key, word) for key, word in CIRCLES.items() if key in circles]),
        Field("author", "Von", wanted["author"], [*own, *((name, name) for name in authors)]),
        Field("stand", "Stand", wanted["stand"], [(key, word) for key, word in STANDS.items() if key in stands]),
    ]
