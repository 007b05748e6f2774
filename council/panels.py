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

_panels: dict[str, list[tuple[int, str, Panel]]] = {}
_rows: dict[str, list[tuple[int, str, RowPanel]]] = {}


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


def of_page(page: str, request: HttpRequest) -> list[SafeString]:
    """Ask the panels of a page that has no thing of its own, such as the home page; they answer under the key None."""
    return [function(request, [])[None] for _, _, function in _panels.get(page, [])]
