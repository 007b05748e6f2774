"""Knows the places of a town from its records, and which districts a text seems to speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from council.models import District, Location
from documents import places
from documents.places import Place

LONGEST = 400_000  # code points of a text that are read


@dataclass(frozen=True)
class Proposed:
    """A district a text seems to speak of, and the words it was seen by."""

    district: District
    words: tuple[str, ...]

    @property
    def said(self) -> str:
        """The words, the first few of them."""
        more = " …" if len(self.words) > 4 else ""
        return ", ".join(" ".join(word.split()) for word in self.words[:4]) + more


def districts_of(body_id: int) -> list[District]:
    """The districts of a town."""
    return list(District.objects.filter(body=body_id, deleted_at=None).order_by("name"))


def propose(text: str, *, body_id: int, leaving_out: Collection[int] = ()) -> list[Proposed]:
    """The districts the text names, by themselves or by a street or building in them; the most named one first.

    Nothing is decided by it. Costs two queries.
    """
    known = {district.pk: district for district in districts_of(body_id)}
    found = places.proposed(places.find(text[:LONGEST], _places(body_id, known)))
    return [Proposed(known[pk], tuple(words)) for pk, words in found.items() if pk not in leaving_out]


def _places(body_id: int, known: dict[int, District]) -> list[Place]:
    if not known:
        return []
    named = [Place(district.name, district.pk, is_district=True) for district in known.values()]
    within: dict[str, list[int]] = defaultdict(list)
    seats: dict[int | None, list[int]] = defaultdict(list)
    for district in known.values():
        within[district.name].append(district.pk)
        seats[district.location_id].append(district.pk)
    for location in Location.objects.filter(body=body_id, deleted_at=None).order_by("pk"):
        for pk in {*within.get(location.sub_locality, ()), *seats.get(location.pk, ())}:
            names = {places.street(location.street_address), location.description}
            named += [Place(name, pk) for name in sorted(names) if name and name not in within]
    return list(dict.fromkeys(named))
