"""Lets an upper floor add to a lower floor's page: panels are registered by page and fetched in bulk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

# A panel gets the request and the things on the page, and gives HTML by the key of the thing; absent means nothing to show.
Panel = Callable[[HttpRequest, Sequence[Any]], dict[Any, SafeString]]

_panels: dict[str, list[tuple[int, str, Panel]]] = {}


def panel(page: str, *, order: int = 100) -> Callable[[Panel], Panel]:
    """Register a panel for a page such as "paper", "body", "desk" or a row such as "item"; lower `order` comes first."""

    def register(function: Panel) -> Panel:
        entry = (order, f"{function.__module__}.{function.__qualname__}", function)
        kept = _panels.setdefault(page, [])
        if all(name != entry[1] for _, name, _ in kept):
            kept.append(entry)
            kept.sort(key=lambda known: known[:2])
        return function

    return register


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
