"""Gives the page of a meeting to all who are not signed in from one rendering a second, before Django is woken.

When a meeting begins hundreds open its page in a minute, and all get the same bytes. Such a page may be a second old,
or two while the next is being made; its socket, or its next poll, then brings exactly what it missed since its cursor.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from council import logbook

Environment = dict[str, Any]
Start = Callable[..., Any]
Pages = Callable[[Environment, Start], Iterable[bytes]]

KEPT_SECONDS = 1.0
OLDEST_SECONDS = 2.0  # while the next is being made, nobody waits for it
ROOMS = 64  # pages kept at once
ADDRESS = re.compile(r"/meetings/[\w-]+/(live/)?")
# All of a request that such a page is made of.
_SEEN = ("HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "SCRIPT_NAME", "PATH_INFO")
# Whoever sends one of these asks for something of their own.
_OWN = ("HTTP_HX_REQUEST", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_AUTHORIZATION")


@dataclass(frozen=True)
class Answer:
    """A whole answer, and when its rendering began (seconds of the clock)."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    at: float

    @property
    def serves_all(self) -> bool:
        """Whether it is a page that nobody was given anything of their own with."""
        return self.status.startswith("200") and not any(name.lower() == "set-cookie" for name, _ in self.headers)


@dataclass
class Shelf:
    """Where the answer of one address lies."""

    answer: Answer | None = None
    looking: threading.Lock = field(default_factory=threading.Lock)


class Kept:
    """Stands before the pages of one process; whatever is not such a page goes on to them."""

    def __init__(self, pages: Pages, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pages, self._clock = pages, clock
        self._shelves: OrderedDict[tuple[str, ...], Shelf] = OrderedDict()
        self._shelving = threading.Lock()

    def __call__(self, environment: Environment, start: Start) -> Iterable[bytes]:
        """Answer from the shelf, or pass the request on."""
        if not _is_for_all(environment):
            return self._pages(environment, start)
        shelf = self._shelf(tuple(str(environment.get(name, "")) for name in _SEEN))
        came = self._clock()
        answer = _at_hand(shelf, came) or self._made(shelf, came, environment)
        start(answer.status, answer.headers)
        return [answer.body]

    def _made(self, shelf: Shelf, came: float, environment: Environment) -> Answer:
        """An answer begun by now; many who ask at once share one rendering."""
        with shelf.looking:
            answer = shelf.answer
            if answer is None or not self._is_new(answer, came):
                answer = self._look(environment)
                shelf.answer = answer if answer.serves_all else None
            return answer

    def _is_new(self, answer: Answer, came: float) -> bool:
        """Whether it serves whoever came then: what was begun after that is as new as their own, however slow."""
        return answer.at >= came or self._clock() - answer.at < KEPT_SECONDS

    def _shelf(self, place: tuple[str, ...]) -> Shelf:
        with self._shelving:
            shelf = self._shelves.setdefault(place, Shelf())
            self._shelves.move_to_end(place)
            while len(self._shelves) > ROOMS:
                self._shelves.popitem(last=False)
            return shelf

    def _look(self, environment: Environment) -> Answer:
        """Have the page made as for somebody without a cookie: what all get may be made of nobody's."""
        at = self._clock()
        said: list[tuple[str, list[tuple[str, str]]]] = []
        nobodys = {name: value for name, value in environment.items() if name != "HTTP_COOKIE"}
        response = self._pages(nobodys, lambda status, headers, *more: said.append((status, headers)))
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        [(status, headers)] = said
        return Answer(status, [header for header in headers if header[0] != logbook.HEADER], body, at)


def _at_hand(shelf: Shelf, came: float) -> Answer | None:
    """The answer kept; whoever waited for the next would keep one of the few threads from everybody else."""
    answer = shelf.answer
    oldest = OLDEST_SECONDS if shelf.looking.locked() else KEPT_SECONDS
    return answer if answer is not None and came - answer.at < oldest else None


def _is_for_all(environment: Environment) -> bool:
    """Whether somebody who brings nothing of their own asks for the page of a meeting."""
    return bool(
        environment["REQUEST_METHOD"] == "GET"
        and not environment.get("QUERY_STRING")
        and ADDRESS.fullmatch(environment.get("PATH_INFO", ""))
        and f"{settings.SESSION_COOKIE_NAME}=" not in environment.get("HTTP_COOKIE", "")
        and f"{settings.MESSAGES_COOKIE_NAME}=" not in environment.get("HTTP_COOKIE", "")
        and not any(name in environment for name in _OWN)
    )
