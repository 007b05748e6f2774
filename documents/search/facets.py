"""How many results there are with each option of each facet, and what the options are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from council.models import District, Organization
from documents.search import sources
from documents.search.engine import ANY, Filter, Hit
from documents.search.wishes import FACETS, Facet, Wish
from documents.states import PaperState, PaperType

Values = Callable[[Hit], Collection[str]]
_VALUES: dict[Facet, Values] = {
    "kind": lambda hit: (hit.kind,),
    "type": lambda hit: (hit.paper_type,) if hit.paper_type else (),
    "body": lambda hit: hit.bodies,
    "faction": lambda hit: hit.factions,
    "district": lambda hit: hit.districts,
    "state": lambda hit: (hit.state,) if hit.state else (),
    "year": lambda hit: (str(hit.year),) if hit.year else (),
}


class Option(NamedTuple):
    """One option of a facet: how many results there are with it, all other facets as they are."""

    facet: Facet
    value: str
    label: str
    results: int
    is_chosen: bool


def admitted(hits: Iterable[Hit], wish: Wish) -> list[Hit]:
    """Those that have a chosen option of every facet of which any is chosen."""
    if not wish.is_narrowed:
        return list(hits)
    chosen = wish.narrowing(Filter(ANY))
    return [hit for hit in hits if chosen.fits(hit)]


def counted(hits: Sequence[Hit], wish: Wish) -> dict[Facet, list[Option]]:
    """The options of every facet with their results. Costs two queries at most."""
    among = admitted(hits, wish)
    numbers = {
        facet: _counted(facet, admitted(hits, wish.but(facet)) if wish.chosen(facet) else among, wish)
        for facet in FACETS
    }
    names = _names_of_bodies({*numbers["body"], *numbers["faction"]}) | _names_of_districts(numbers["district"])
    labels: dict[Facet, Callable[[str], str]] = {
        "kind": lambda name: sources.registered()[name].label,
        "type": lambda value: str(PaperType(value).label),
        "body": lambda key: names.get(key, "Unbekanntes Gremium"),
        "faction": lambda key: names.get(key, "Unbekannte Fraktion"),
        "district": lambda key: names.get(key, "Unbekannter Ortsbezirk"),
        "state": lambda value: str(PaperState(value).label),
        "year": str,
    }
    return {facet: _options(facet, numbers[facet], wish, label=labels[facet]) for facet in FACETS}


def _counted(facet: Facet, hits: Sequence[Hit], wish: Wish) -> dict[str, int]:
    """Results by option, those that are chosen also when there are none."""
    values = _VALUES[facet]
    found = Counter(value for value, _ in {(value, hit.group or hit.key) for hit in hits for value in values(hit)})
    return dict.fromkeys(wish.chosen(facet), 0) | found


def _options(facet: Facet, results: dict[str, int], wish: Wish, *, label: Callable[[str], str]) -> list[Option]:
    chosen = wish.chosen(facet)
    options = [Option(facet, value, label(value), number, value in chosen) for value, number in results.items()]
    if facet == "year":
        return sorted(options, key=lambda option: option.value, reverse=True)
    if facet == "kind":
        order = list(sources.registered())
        return sorted(options, key=lambda option: order.index(option.value))
    return sorted(options, key=lambda option: (-option.results, option.label))


def _names_of_bodies(keys: Collection[str]) -> dict[str, str]:
    if not keys:
        return {}
    rows = Organization.objects.filter(key__in=keys).select_related("body")
    return {row.key: row.name if row.body.home else f"{row.name} ({row.body.name})" for row in rows}


def _names_of_districts(keys: Collection[str]) -> dict[str, str]:
    return dict(District.objects.filter(key__in=keys).values_list("key", "name")) if keys else {}
