"""Lets an upper floor add to a lower floor's page: panels are registered by page and fetched in bulk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from council.audiences import Standing

# A panel gets the request and the things on the page, and gives HTML by the key of each; absent means nothing to show.
Panel = Callable[[HttpRequest, Sequence[Any]], dict[Any, SafeString]]

# A row panel gets a standing instead: rows are rendered for a whole circle, with no browser behind it.
RowPanel = Callable[[Standing, Sequence[Any]], dict[Any, SafeString]]

# A stage gets a standing and the agenda of a meeting as that standing sees it, and gives HTML or nothing. What it gives
# is shared by everyone of the circle and told live as a block of its own: nothing personal, nothing that moves alone.
Stage = Callable[[Standing, Any], SafeString | None]

_panels: dict[str, list[tuple[int, str, Panel]]] = {}
_rows: dict[str, list[tuple[int, str, RowPanel]]] = {}
_stages: list[tuple[int, str, str, Stage]] = []


def panel(page: str, *, order: int = 100) -> Callable[[Panel], Panel]:
    """Register a panel for a page such as "paper", "body" or "desk"; lower `order` comes first."""

    def register(function: Panel) -> Panel:
        kept = _panels.setdefault(page, [])
        kept.append((order, f"{function.__module__}.{function.__qualname__}", function))
        kept.sort(key=lambda known: known[:2])
        return function

    return register


def row_panel(kind: str, *, order: int = 100) -> Callable[[RowPanel], RowPanel]:
    """Register a panel for the rows of a list, such as "item" for agenda items; lower `order` comes first."""

    def register(function: RowPanel) -> RowPanel:
        kept = _rows.setdefault(kind, [])
        kept.append((order, f"{function.__module__}.{function.__qualname__}", function))
        kept.sort(key=lambda known: known[:2])
        return function

    return register


def stage(name: str, *, into: str = "stage", order: int = 100) -> Callable[[Stage], Stage]:
    """Register a block of a meeting's pages: "stage" stands large below what is treated now, also in the hall; "course"
    stands on the live page alone, below. It must cost a constant number of queries, for it is asked after every event.
    """

    def register(function: Stage) -> Stage:
        _stages.append((order, name, into, function))
        _stages.sort(key=lambda known: known[:2])
        return function

    return register


def stages(standing: Standing, agenda: Any) -> list[tuple[str, str, SafeString]]:
    """Ask every stage; gives name, place and HTML of each, empty where there is nothing to show now."""
    return [(name, into, function(standing, agenda) or SafeString("")) for _, name, into, function in _stages]


def rows(kind: str, standing: Standing, things: Sequence[Any]) -> dict[Any, list[SafeString]]:
    """Ask every row panel once for all rows; gives the pieces of HTML by the primary key of each row."""
    found: dict[Any, list[SafeString]] = {thing.pk: [] for thing in things}
    for _, _, function in _rows.get(kind, []):
        for key, html in function(standing, things).items():
            found[key].append(html)
    return found


def collect(page: str, request: HttpRequest, things: Sequence[Any]) -> dict[Any, list[SafeString]]:
    """Ask every panel of the page once for all things; gives the pieces of HTML by the primary key of each thing."""
    found: dict[Any, list[SafeString]] = {thing.pk: [] for thing in things}
    for _, _, function in _panels.get(page, []):
        for key, html in function(request, things).items():
            found[key].append(html)
    return found


def named(page: str, request: HttpRequest, thing: Any) -> list[tuple[str, SafeString]]:
    """Ask every panel of the page about one thing; gives the name of each panel that shows something, and its HTML."""
    found = []
    for _, name, function in _panels.get(page, []):
        html = function(request, [thing]).get(thing.pk)
        if html:
            found.append((name.rpartition(".")[2].replace("_", "-"), html))
    return found


def of_page(page: str, request: HttpRequest) -> list[SafeString]:
    """Ask the panels of a page that has no thing of its own, such as the home page; they answer under the key None."""
    return [function(request, [])[None] for _, _, function in _panels.get(page, [])]
