"""Gives the page of a meeting to all who are not signed in from one rendering a second, before Django is woken.

When a meeting begins hundreds open its page in a minute, and all get the same bytes. Such a page may be a second old,
or three while the next is made behind whoever asks; its socket, or its next poll, then brings exactly what it missed
since its cursor.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.conf import settings

from council import logbook

Environment = dict[str, Any]
Start = Callable[..., Any]
Pages = Callable[[Environment, Start], Iterable[bytes]]

KEPT_SECONDS = 1.0
OLDEST_SECONDS = 3.0  # up to then nobody waits for the next; what is withdrawn is gone everywhere within five
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
    """Stands before the pages of one process; whatever is not such a page is asked of `others`, where they are told."""

    def __init__(
        self,
        pages: Pages,
        *,
        others: Pages | None = None,
        clock: Callable[[], float] = time.monotonic,
        behind: Executor | None = None,
    ) -> None:
        self._pages, self._others, self._clock = pages, others or pages, clock
        self._behind = behind or ThreadPoolExecutor(1, thread_name_prefix="kept-pages")
        self._shelves: OrderedDict[tuple[str, ...], Shelf] = OrderedDict()
        self._shelving = threading.Lock()

    def __call__(self, environment: Environment, start: Start) -> Iterable[bytes]:
        """Answer from the shelf, or pass the request on."""
        if not _is_for_all(environment):
            return self._others(environment, start)
        shelf = self._shelf(tuple(str(environment.get(name, "")) for name in _SEEN))
        came = self._clock()
        answer = shelf.answer
        if answer is None or came - answer.at >= OLDEST_SECONDS:
            answer = self._made(shelf, came, environment)
        elif came - answer.at >= KEPT_SECONDS:
            self._make_behind(shelf, environment)
        start(answer.status, answer.headers)
        return [answer.body]

    def _made(self, shelf: Shelf, came: float, environment: Environment) -> Answer:
        """An answer begun by now; many who ask at once share one rendering."""
        with shelf.looking:
            answer = shelf.answer
            if answer is None or not self._is_new(answer, came):
                answer = self._renewed(shelf, environment)
            return answer

    def _make_behind(self, shelf: Shelf, environment: Environment) -> None:
        """Have the next answer made, unless it is already; nobody waits, and none of the few threads is taken."""
        if not shelf.looking.acquire(blocking=False):
            return

        def make() -> None:
            try:
                self._renewed(shelf, environment)
            finally:
                shelf.looking.release()

        self._behind.submit(make)

    def _renewed(self, shelf: Shelf, environment: Environment) -> Answer:
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
        """Have the page made as for somebody who brought nothing: what all get may be made of nobody's."""
        at = self._clock()
        said: list[tuple[str, list[tuple[str, str]]]] = []
        nobodys = environment | {"HTTP_COOKIE": "", "CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
        response = self._pages(nobodys, lambda status, headers, *more: said.append((status, headers)))
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        [(status, headers)] = said
        return Answer(status, [header for header in headers if header[0] != logbook.HEADER], body, at)


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
