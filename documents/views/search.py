"""The search page, and the words it offers while someone types."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from council import audiences
from documents.search import engine, facets, finding, indexing, narrowing, offers, sources
from documents.search import query as queries
from documents.search.wishes import FACETS, Wish
from documents.states import PaperState, PaperType

MOST_CHOSEN = 50  # options of one facet in an address
SHOWN_OPTIONS = 8
SORTS: dict[engine.Sort, str] = {"relevance": "Beste zuerst", "date": "Neueste zuerst"}


@require_safe
@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    """Show what this person can find; what cannot be searched gets a sentence, never an error."""
    wish = wish_of(request.GET)
    context: dict[str, Any] = {"wish": wish, "query": wish.typed}
    if wish.typed.strip():
        try:
            found = finding.find(wish, standing=audiences.standing_of(request.user))
            context |= {"findings": found} | _links(wish, found)
        except queries.QueryProblem as problem:
            context["problem"] = str(problem)
        except engine.IndexUnusable as problem:
            indexing.distrust(problem)
            context["away"] = isinstance(problem, engine.IndexAway)
    context["building"] = indexing.progress()
    return render(request, "documents/search.html", context)


@require_safe
@login_not_required
def suggest(request: HttpRequest) -> HttpResponse:
    """Offer whole searches for the word that is being typed, as options of a list."""
    before, blank, start = request.GET.get("q", "")[: queries.LONGEST_QUERY].rpartition(" ")
    words = narrowing.completed(start)
    if start and ":" not in start:
        words = offers.complete(start, standing=audiences.standing_of(request.user))
    return render(request, "documents/_search_words.html", {"searches": [f"{before}{blank}{word}" for word in words]})


def wish_of(given: QueryDict) -> Wish:
    """What an address asks for; what is no possible option is passed over."""
    chosen = {facet: frozenset(given.getlist(facet)[:MOST_CHOSEN]) for facet in FACETS}
    return Wish(
        typed=given.get("q", ""),
        kind=chosen["kind"] & sources.registered().keys(),
        type=chosen["type"].intersection(PaperType.values),
        body=_keys(chosen["body"]),
        faction=_keys(chosen["faction"]),
        district=_keys(chosen["district"]),
        state=chosen["state"].intersection(PaperState.values),
        year=frozenset(year for year in chosen["year"] if year.isascii() and year.isdecimal() and len(year) == 4),
        sort="date" if given.get("sort") == "date" else "relevance",
        page=given.get("page", "1"),
    )


def _keys(given: frozenset[str]) -> frozenset[str]:
    return frozenset(key for key in given if key.isascii() and key.isalnum())


def _links(wish: Wish, found: finding.Findings) -> dict[str, Any]:
    """The addresses on the page: each option with and without, each order, each word offered."""
    every = [(label, [_option(wish, option) for option in found.facets[facet]]) for facet, label in FACETS.items()]
    return {
        "facets": [(label, options[:SHOWN_OPTIONS], options[SHOWN_OPTIONS:]) for label, options in every if options],
        "chosen": [option for _, options in every for option in options if option["is_chosen"]],
        "widest": address(wish.widest()),
        "sorts": [
            {"label": label, "url": address(wish.ordered(sort)), "is_current": sort == wish.sort}
            for sort, label in SORTS.items()
        ],
        "nearest": [
            {"word": word, "instead": instead, "url": address(Wish(typed=typed))}
            for word, instead, typed in found.nearest
        ],
        "tried": [{"part": part, "url": address(Wish(typed=part.typed))} for part in found.tried],
    }


def _option(wish: Wish, option: facets.Option) -> dict[str, Any]:
    return option._asdict() | {"url": address(wish.toggled(option.facet, option.value))}


def address(wish: Wish) -> str:
    """The address of a search, without its page."""
    return f"{reverse('search')}?{parameters(wish)}"


def parameters(wish: Wish) -> str:
    """What stands after the question mark; the same for the same wish."""
    pairs = [("q", wish.typed), *((facet, value) for facet in FACETS for value in sorted(wish.chosen(facet)))]
    if wish.sort != "relevance":
        pairs.append(("sort", wish.sort))
    return urlencode(pairs)
