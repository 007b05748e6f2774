"""Turns away a request with more bytes than anything this house takes, before they fill its disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

REFUSAL = "Das ist zu groß. Dateien dürfen höchstens {} MB haben.\n"


class Bounded:
    """Stands before everything that reads a body: the server would else write all of it to the disk first."""

    def __init__(self, pages: Callable[..., Awaitable[None]]) -> None:
        self._pages = pages

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the request on while it stays within bounds; 413 as soon as it says, or shows, that it does not."""
        left = settings.UPLOAD_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if _declared(scope) > left:
            await _refuse(send)
            return

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        await self._pages(scope, counted, send)
        if left < 0:
            await _refuse(send)


def _declared(scope: Message) -> int:
    """The bytes that the request says it brings; 0 if it says nothing readable."""
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(said) if said.isdigit() and len(said) < 20 else 0


async def _refuse(send: Send) -> None:
    body = REFUSAL.format(settings.UPLOAD_MAX_BYTES // 2**20).encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
