"""How what was found is shown: one result for each paper or meeting, with its best passage and what else is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from documents.search import query as queries
from documents.search import snippets, sources
from documents.search.engine import Hit
from documents.search.sources import Card, Name

MOST_BESIDE = 3  # other things of the same group shown below a result
MOST_PAGES = 8  # other pages of the same file
MOST_TEXT = 100_000  # code points of a text in which the passage is looked for
MOST_TITLE = 1_000

Piece = tuple[str, bool]


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


def shown(groups: Iterable[list[Hit]], query: queries.Query) -> list[Result]:
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
