"""What someone asks the search for: words, chosen options by facet, order, page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from documents.search.engine import Filter, Sort

Facet = Literal["kind", "type", "body", "faction", "district", "state", "year"]
FACETS: dict[Facet, str] = {
    "kind": "Art",
    "type": "Art der Vorlage",
    "body": "Gremium",
    "faction": "Fraktion",
    "district": "Ortsbezirk",
    "state": "Stand der Vorlage",
    "year": "Jahr",
}


@dataclass(frozen=True)
class Wish:
    """What someone asks for. Options of a facet widen, facets narrow."""

    typed: str = ""
    kind: frozenset[str] = frozenset()
    type: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    faction: frozenset[str] = frozenset()
    district: frozenset[str] = frozenset()
    state: frozenset[str] = frozenset()
    year: frozenset[str] = frozenset()
    sort: Sort = "relevance"
    page: str = "1"

    def chosen(self, facet: Facet) -> frozenset[str]:
        """The chosen options of a facet."""
        options: frozenset[str] = getattr(self, facet)
        return options

    @property
    def is_narrowed(self) -> bool:
        """Whether any option is chosen."""
        return any(map(self.chosen, FACETS))

    def widest(self) -> Wish:
        """The same words without any option."""
        return Wish(typed=self.typed, sort=self.sort)

    def ordered(self, sort: Sort) -> Wish:
        """The same wish in another order."""
        return replace(self, sort=sort, page="1")

    def toggled(self, facet: Facet, value: str) -> Wish:
        """The same wish with one option more, or less if it was chosen."""
        changed: dict[str, Any] = {facet: self.chosen(facet) ^ {value}}
        return replace(self, page="1", **changed)

    def but(self, facet: Facet) -> Wish:
        """The same wish without the options of one facet."""
        changed: dict[str, Any] = {facet: frozenset()}
        return replace(self, **changed)

    def narrowing(self, only: Filter) -> Filter:
        """The filter made narrower by the chosen options; where it asks for others in the same respect, for these."""
        years = frozenset(int(year) for year in self.year)
        return replace(
            only,
            kinds=self.kind or only.kinds,
            paper_types=self.type or only.paper_types,
            bodies=self.body or only.bodies,
            factions=self.faction or only.factions,
            districts=self.district or only.districts,
            states=self.state or only.states,
            years=years or only.years,
        )
