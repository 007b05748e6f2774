"""Which papers belong together, none above the other: as their source says, or by what upper floors know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

from django.db.models import Q

from documents.models import Paper

# Gets ids of papers and gives pairs of ids in which at least one is among these; costs a constant number of queries.
Pairs: TypeAlias = Callable[[Collection[int]], Iterable[tuple[int, int]]]

_registered: list[Pairs] = []


def relates(function: Pairs) -> Pairs:
    """Register what knows which papers belong together."""
    _registered.append(function)
    return function


def of(papers: Collection[int]) -> dict[int, set[int]]:
    """The papers (ids) that belong to each of these, whoever of the two names the other, readable or not."""
    found: dict[int, set[int]] = defaultdict(set)
    for function in _registered:
        for one, other in function(papers):
            found[one].add(other)
            found[other].add(one)
    return {paper: found[paper] - {paper} for paper in papers if paper in found}


@relates
def said(papers: Collection[int]) -> Iterable[tuple[int, int]]:
    """The pairs that a source named."""
    rows = Paper.related.through.objects.filter(Q(from_paper__in=papers) | Q(to_paper__in=papers))
    return rows.values_list("from_paper_id", "to_paper_id")
