"""From what was typed to a page of results: the engine proposes, `visible_to` disposes before anything is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.core.paginator import Page, Paginator

from council.audiences import Standing
from documents.search import explaining, facets, narrowing, offers, proposing, results, sources, synonyms
from documents.search import query as queries
from documents.search.engine import MOST_HITS, Filter, Hit
from documents.search.explaining import Tried
from documents.search.facets import Option
from documents.search.offers import Nearest
from documents.search.results import Result
from documents.search.wishes import Facet, Wish

PER_PAGE = 10


class Groups(NamedTuple):
    """Names of papers and meetings; not `in_time` if the time a search may take was over before all was looked at."""

    names: list[str]
    in_time: bool


@dataclass(frozen=True)
class Findings:
    """The answer to a wish, all of it as far as this person may read. `unnarrowed`: results without any option.

    Where nothing is found by what was typed, but something by what was probably meant, it is the answer to that:
    `corrected` is then what was looked for. Where nothing is found at all, `tried` tells why.
    """

    query: queries.Query
    results: Sequence[Result]
    page: Page[list[Hit]]
    facets: dict[Facet, list[Option]]
    unnarrowed: int
    is_complete: bool
    nearest: list[Nearest] = field(default_factory=list)
    corrected: str = ""
    tried: list[Tried] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many results there are."""
        return self.page.paginator.count


def find(wish: Wish, *, standing: Standing) -> Findings:
    """Answer a wish. The number of queries is the same for any number of results of the same kinds.

    Raises queries.QueryProblem with a sentence for the person, and IndexUnusable while nothing can be searched.
    """
    others = synonyms.others()
    asked = _answer(wish, standing=standing, others=others)
    if asked.unnarrowed or not asked.query.wanted:
        return asked
    nearest = offers.nearest(asked.query, standing=standing)
    for typed in offers.corrections(asked.query, nearest):
        better = _answer(replace(wish, typed=typed), standing=standing, others=others)
        if better.unnarrowed:
            return replace(better, nearest=nearest, corrected=typed)
    return replace(asked, nearest=nearest, tried=_tried(asked.query, standing=standing))


def groups(wish: Wish, *, standing: Standing) -> Groups:
    """Name the papers and meetings ("paper:17", "meeting:3") in which this person finds what the wish asks for.

    They come in the order wished for; raises what `find` raises. Costs one query for each source hit.
    """
    query = queries.parse(wish.typed, others=synonyms.others())
    proposed = proposing.proposed(query, wish, only=_only(query, standing=standing))
    readable = proposing.disposed(proposed.hits, standing=standing)
    found = list(proposing.grouped(facets.admitted(readable, wish)).items())
    if wish.sort == "date":
        found.sort(key=lambda one: proposing.newest_first(one[1]))
    in_time = proposed.is_complete or len(proposed.hits) >= MOST_HITS
    return Groups([name for name, _ in found], in_time)


def _answer(wish: Wish, *, standing: Standing, others: queries.Others) -> Findings:
    """What is found by exactly what was typed."""
    query = queries.parse(wish.typed, others=others)
    proposed = proposing.proposed(query, wish, only=_only(query, standing=standing))
    readable = proposing.disposed(proposed.hits, standing=standing)
    groups = list(proposing.grouped(facets.admitted(readable, wish)).values())
    if wish.sort == "date":
        groups.sort(key=proposing.newest_first)
    page = Paginator(groups, PER_PAGE).get_page(wish.page)
    return Findings(
        query=query,
        results=results.shown(page.object_list, query),
        page=page,
        facets=facets.counted(readable, wish),
        unnarrowed=len(proposing.grouped(readable)) if wish.is_narrowed else len(groups),
        is_complete=proposed.is_complete,
    )


def _only(query: queries.Query, *, standing: Standing) -> Filter:
    return narrowing.narrowed(Filter(sources.proposed_to(standing)), query.fields, standing=standing)


def _tried(query: queries.Query, *, standing: Standing) -> list[Tried]:
    only, widest = _only(query, standing=standing), Filter(sources.proposed_to(standing))
    return explaining.tried(query, standing=standing, only=only, widest=widest)
