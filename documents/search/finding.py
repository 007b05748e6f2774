"""From what was typed to a page of results: the engine proposes, `visible_to` disposes before anything is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from django.core.paginator import Page, Paginator

from council.audiences import Standing
from council.models import Organization
from documents.search import analysis, shelf, snippets, sources
from documents.search import query as queries
from documents.search.engine import MOST_HITS, Hit, Hits, IndexUnusable, Sort
from documents.search.sources import Card, Name

PER_PAGE = 10
MOST_BESIDE = 3  # other things of the same group shown below a result
MOST_PAGES = 8  # other pages of the same file
MOST_TEXT = 100_000  # code points of a text in which the passage is looked for
MOST_TITLE = 1_000
MOST_CORRECTED = 4  # words for which others are offered
ENOUGH = 50  # documents looked at to see whether a word may be offered

Facet = Literal["kind", "body", "year"]
FACETS: dict[Facet, str] = {"kind": "Art", "body": "Gremium", "year": "Jahr"}
Piece = tuple[str, bool]


@dataclass(frozen=True)
class Wish:
    """What someone asks for: words, chosen options by facet, order, page. Options of a facet widen, facets narrow."""

    typed: str = ""
    kind: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    year: frozenset[str] = frozenset()
    sort: Sort = "relevance"
    page: str = "1"

    def chosen(self, facet: Facet) -> frozenset[str]:
        """The chosen options of a facet."""
        return {"kind": self.kind, "body": self.body, "year": self.year}[facet]

    @property
    def is_narrowed(self) -> bool:
        """Whether any option is chosen."""
        return bool(self.kind or self.body or self.year)

    def widest(self) -> Wish:
        """The same words without any option."""
        return Wish(typed=self.typed, sort=self.sort)

    def ordered(self, sort: Sort) -> Wish:
        """The same wish in another order."""
        return replace(self, sort=sort, page="1")

    def toggled(self, facet: Facet, value: str) -> Wish:
        """The same wish with one option more, or less if it was chosen."""
        chosen = self.chosen(facet) ^ {value}
        first = replace(self, page="1")
        if facet == "kind":
            return replace(first, kind=chosen)
        return replace(first, body=chosen) if facet == "body" else replace(first, year=chosen)


class Option(NamedTuple):
    """One option of a facet: how many results there are with it, all other facets as they are."""

    facet: Facet
    value: str
    label: str
    results: int
    is_chosen: bool


@dataclass(frozen=True)
class Found:
    """One thing found: its card, title and best passage in pieces (marked or not), other pages with their places.

    Only what stands for a result has a passage.
    """

    card: Card
    title: list[Piece]
    passage: list[Piece] = field(default_factory=list)
    pages: tuple[tuple[int, str], ...] = ()
    more_pages: int = 0


@dataclass(frozen=True)
class Result:
    """What was found in one paper or meeting and what hangs on it: the best, and others beside it."""

    best: Found
    beside: tuple[Found, ...] = ()
    more: int = 0


class Nearest(NamedTuple):
    """A word that occurs instead of one that does not, and what to type then."""

    word: str
    instead: str
    typed: str


class Groups(NamedTuple):
    """Names of papers and meetings; not `in_time` if the time a search may take was over before all was looked at."""

    names: list[str]
    in_time: bool


@dataclass(frozen=True)
class Findings:
    """The answer to a wish, all of it as far as this person may read. `unnarrowed`: results without any option."""

    query: queries.Query
    results: Sequence[Result]
    page: Page[list[Hit]]
    facets: dict[Facet, list[Option]]
    unnarrowed: int
    is_complete: bool
    nearest: list[Nearest]

    @property
    def count(self) -> int:
        """How many results there are."""
        return self.page.paginator.count


def find(wish: Wish, *, standing: Standing) -> Findings:
    """Answer a wish. The number of queries is the same for any number of results of the same kinds.

    Raises queries.QueryProblem with a sentence for the person, and IndexUnusable while nothing can be searched.
    """
    query = queries.parse(wish.typed)
    proposed = _proposed(query, wish, standing=standing)
    readable = disposed(proposed.hits, standing=standing)
    groups = list(_grouped(hit for hit in readable if _admits(wish, hit)).values())
    if wish.sort == "date":
        groups.sort(key=_newest_first)
    page = Paginator(groups, PER_PAGE).get_page(wish.page)
    unnarrowed = len(_grouped(readable)) if wish.is_narrowed else len(groups)
    return Findings(
        query=query,
        results=_results(page.object_list, query),
        page=page,
        facets=_facets(readable, wish),
        unnarrowed=unnarrowed,
        is_complete=proposed.is_complete,
        nearest=[] if unnarrowed else nearest(query, standing=standing),
    )


def groups(wish: Wish, *, standing: Standing) -> Groups:
    """Name the papers and meetings ("paper:17", "meeting:3") in which this person finds what the wish asks for.

    They come in the order wished for; raises what `find` raises. Costs one query for each source hit.
    """
    proposed = _proposed(queries.parse(wish.typed), wish, standing=standing)
    readable = disposed(proposed.hits, standing=standing)
    found = list(_grouped(hit for hit in readable if _admits(wish, hit)).items())
    if wish.sort == "date":
        found.sort(key=lambda one: _newest_first(one[1]))
    in_time = proposed.is_complete or len(proposed.hits) >= MOST_HITS
    return Groups([name for name, _ in found], in_time)


def nearest(query: queries.Query, *, standing: Standing) -> list[Nearest]:
    """Words that this person can find instead of those that do not occur, at most one look at the database for all."""
    whispered = sources.whispered_to(standing)
    words = [clause for clause in query.wanted if isinstance(clause, queries.Word)][:MOST_CORRECTED]
    offers = [(word.text, other) for word in words for other in shelf.engine().suggest(word.text, audiences=whispered)]
    findable = _findable({other for _, other in offers}, standing=standing)
    kept = {(word, _term(other)): other for word, other in reversed(offers) if other in findable}
    return [
        Nearest(word, other, query.text.replace(word, other, 1))
        for word, other in offers
        if kept.get((word, _term(other))) == other
    ]


def complete(start: str, *, standing: Standing) -> list[str]:
    """Words this person can find that begin like this, the most frequent first; none while nothing can be searched."""
    try:
        offers = shelf.engine().complete(start, audiences=sources.whispered_to(standing))
        findable = _findable(offers, standing=standing)
    except IndexUnusable:
        return []
    kept = {_term(word): word for word in reversed(offers) if word in findable}
    return [word for word in offers if kept.get(_term(word)) == word]


def disposed(hits: Sequence[Hit], *, standing: Standing) -> list[Hit]:
    """Those of the hits that someone of this standing may read, in their order. Costs one query for each source hit."""
    names = [Name.parse(hit.key) for hit in hits]
    rows: dict[str, set[int]] = defaultdict(set)
    for name in names:
        rows[name.source].add(name.pk)
    known = sources.registered()
    visible = {name: known[name].visible(pks, standing=standing) for name, pks in rows.items() if name in known}
    return [hit for hit, name in zip(hits, names, strict=True) if name.pk in visible.get(name.source, ())]


def _proposed(query: queries.Query, wish: Wish, *, standing: Standing) -> Hits:
    """All that matches; where that is more than an engine gives, all that matches within the chosen options."""
    tokens = sources.proposed_to(standing)
    found = shelf.engine().query(query, audiences=tokens, sort=wish.sort)
    if found.is_complete or not wish.is_narrowed:
        return found
    years = frozenset(int(year) for year in wish.year)
    return shelf.engine().query(query, audiences=tokens, kinds=wish.kind, years=years, bodies=wish.body, sort=wish.sort)


def _values(facet: Facet, hit: Hit) -> tuple[str, ...]:
    if facet == "kind":
        return (hit.kind,)
    if facet == "body":
        return hit.bodies
    return (str(hit.year),) if hit.year else ()


def _admits(wish: Wish, hit: Hit, *, but: Facet | None = None) -> bool:
    """Whether the hit has a chosen option of every facet (save one) of which any is chosen."""
    chosen = [(facet, wish.chosen(facet)) for facet in FACETS if facet != but] if wish.is_narrowed else []
    return all(not wanted or not wanted.isdisjoint(_values(facet, hit)) for facet, wanted in chosen)


def _grouped(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.group or hit.key, []).append(hit)
    return groups


def _newest_first(group: list[Hit]) -> int:
    """Order groups by the day of what stands for them, undated ones last."""
    day = next((hit for hit in group if hit.key == hit.group), group[0]).date
    return -day.toordinal() if day else 0


# Facets


def _facets(hits: Sequence[Hit], wish: Wish) -> dict[Facet, list[Option]]:
    counted = {facet: _counted(facet, hits, wish) for facet in FACETS}
    labels: dict[Facet, Callable[[str], str]] = {
        "kind": lambda name: sources.registered()[name].label,
        "body": _names_of_bodies(counted["body"]).__getitem__,
        "year": str,
    }
    return {facet: _options(facet, counted[facet], wish, label=labels[facet]) for facet in FACETS}


def _counted(facet: Facet, hits: Sequence[Hit], wish: Wish) -> dict[str, int]:
    """Results by option, those that are chosen also when there are none."""
    groups: dict[str, set[str]] = defaultdict(set, {value: set() for value in wish.chosen(facet)})
    for hit in hits:
        if not wish.is_narrowed or _admits(wish, hit, but=facet):
            for value in _values(facet, hit):
                groups[value].add(hit.group or hit.key)
    return {value: len(found) for value, found in groups.items()}


def _options(facet: Facet, counted: dict[str, int], wish: Wish, *, label: Callable[[str], str]) -> list[Option]:
    chosen = wish.chosen(facet)
    options = [Option(facet, value, label(value), results, value in chosen) for value, results in counted.items()]
    if facet == "year":
        return sorted(options, key=lambda option: option.value, reverse=True)
    if facet == "kind":
        order = list(sources.registered())
        return sorted(options, key=lambda option: order.index(option.value))
    return sorted(options, key=lambda option: (-option.results, option.label))


def _names_of_bodies(keys: Collection[str]) -> dict[str, str]:
    rows = Organization.objects.filter(key__in=keys).select_related("body")
    known = {row.key: row.name if row.body.home else f"{row.name} ({row.body.name})" for row in rows}
    return {key: known.get(key, "Unbekanntes Gremium") for key in keys}


# Results


def _results(groups: Iterable[list[Hit]], query: queries.Query) -> list[Result]:
    """One result for each group, with one look at the database for each source, however many there are."""
    things = [_things(hits) for hits in groups]
    wanted = [names[0] for shown in things for names in shown[: MOST_BESIDE + 1]]
    cards = _cards(wanted)
    return [_result(shown, cards, query) for shown in things if shown[0][0].key in cards]


def _things(hits: Iterable[Hit]) -> list[list[Name]]:
    """The things of a group in their order, each with its documents; a paper or meeting before what hangs on it."""
    things: dict[tuple[str, int], list[Name]] = {}
    for hit in hits:
        name = Name.parse(hit.key)
        things.setdefault((name.source, name.pk), []).append(name)
        if hit.key == hit.group:
            things = {(name.source, name.pk): [name]} | things
    return list(things.values())


def _cards(names: Sequence[Name]) -> dict[str, Card]:
    by_source: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        by_source[name.source].append(name)
    cards: dict[str, Card] = {}
    for source, wanted in by_source.items():
        cards |= sources.registered()[source].cards(wanted)
    return cards


def _result(things: list[list[Name]], cards: dict[str, Card], query: queries.Query) -> Result:
    first, *others = things
    card = cards[first[0].key]
    beside = [names for names in others[:MOST_BESIDE] if names[0].key in cards]
    return Result(
        best=replace(_found(first, card, query), passage=_passage(card, query)),
        beside=tuple(_found(names, cards[names[0].key], query) for names in beside),
        more=len(others) - len(beside),
    )


def _found(names: list[Name], card: Card, query: queries.Query) -> Found:
    pages = sorted(name.page for name in names[1:] if name.page)
    return Found(
        card=card,
        title=snippets.snippet(card.title, query, length=MOST_TITLE),
        pages=tuple((page, _place(card.url, page)) for page in pages[:MOST_PAGES]),
        more_pages=max(0, len(pages) - MOST_PAGES),
    )


def _passage(card: Card, query: queries.Query) -> list[Piece]:
    return snippets.snippet(card.text[:MOST_TEXT], query) if card.text else []


def _place(url: str, page: int) -> str:
    return f"{url.partition('?')[0]}?seite={page}#seite-{page}"


# Words to offer


def _findable(words: Collection[str], *, standing: Standing) -> set[str]:
    """Those of the words that occur, as they are, in something this person may read."""
    hits = {word: tuple(_occurrences(word, standing=standing)) for word in words}
    every = {hit.key: hit for found in hits.values() for hit in found}
    readable = {hit.key for hit in disposed(tuple(every.values()), standing=standing)}
    return {word for word, found in hits.items() if any(hit.key in readable for hit in found)}


def _term(word: str) -> str:
    """What all inflections of a word have in common; one of them is enough to offer."""
    return analysis.form(word).term


def _occurrences(word: str, *, standing: Standing) -> Iterator[Hit]:
    query = queries.parse(f'"{word}"')
    yield from shelf.engine().query(query, audiences=sources.whispered_to(standing), limit=ENOUGH).hits
