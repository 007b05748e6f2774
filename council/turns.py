"""Lets a process make only so many pages at once, so that votes and what costs next to nothing pass beside them.

Threads that make pages take the one processor of their process from each other: more of them make none sooner. Those
that wait here for their turn cost nothing. Whoever is given a page that is kept needs no turn, nor does whoever writes:
a vote comes before a page, and a file on a slow line keeps nobody waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

AT_ONCE = 4

Pages = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Turns:
    """Stands before the pages of one process; sending what was made needs no turn any more."""

    def __init__(self, pages: Pages, *, at_once: int = AT_ONCE) -> None:
        self._pages = pages
        self._turn = threading.BoundedSemaphore(at_once)

    def __call__(self, environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Have the page made when it is its turn."""
        if environment["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._pages(environment, start)
        with self._turn:
            return self._pages(environment, start)
