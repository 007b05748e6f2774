"""The fast lane for polls of the public: a finished answer is given before anything of Django is woken.

Ten thousand pages that ask every three seconds are more than a page's whole way can carry, and all get the same bytes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from django.conf import settings

from collaboration.live.polling import Answer, shelf

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[..., Awaitable[None]]  # as Django types its own

ADDRESS = re.compile(r"/meetings/([\w-]+)/live/poll/")


class Lane:
    """Stands before the pages; whatever is no poll goes on to them."""

    def __init__(self, pages: Application) -> None:
        self._pages = pages
        self._looking: dict[str, asyncio.Future[Answer]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a poll, or pass the request on."""
        asked = ADDRESS.fullmatch(scope["path"]) if scope["method"] in ("GET", "HEAD") else None
        if asked is None:
            await self._pages(scope, receive, send)
            return
        cursor, tag = _cursor(scope), _tag(scope)
        key = asked[1]
        answer = shelf.ready("meeting", key, cursor=cursor, tag=tag)
        if answer is None:
            await self._look(key)
            answer = shelf.latest("meeting", key, cursor=cursor, tag=tag)
        await _send(answer, send, body=scope["method"] == "GET")

    async def _look(self, key: str) -> None:
        """Have the room looked up once for all who ask meanwhile."""
        task = self._looking.get(key)
        if task is None:
            look = database_sync_to_async(shelf.answer)
            task = self._looking[key] = asyncio.ensure_future(look("meeting", key, cursor="", tag=""))
            task.add_done_callback(lambda _: self._looking.pop(key, None))
        await asyncio.shield(task)


def _cursor(scope: Message) -> str:
    query = scope["query_string"].decode("ascii", "replace")
    return parse_qs(query).get("cursor", [""])[0] if query else ""


def _tag(scope: Message) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"), "")


async def _send(answer: Answer, send: Send, *, body: bool) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in (*answer.headers, *_guard())]
    if answer.status not in (204, 304):
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if body else b""})


def _guard() -> Iterator[tuple[str, str]]:
    """What Django would add to every answer."""
    yield "Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    yield "Cross-Origin-Resource-Policy", "same-origin"
    yield "Referrer-Policy", "same-origin"
    yield "X-Content-Type-Options", "nosniff"
    if settings.SECURE_HSTS_SECONDS:
        yield "Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
