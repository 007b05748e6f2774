"""Turns away a request with more bytes than anything this house takes, before they fill its disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
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
        left = _most()
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


class BoundedPages:
    """The same before gunicorn's pages: what comes without saying how much it is, Django reads as nothing."""

    def __init__(self, pages: Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]) -> None:
        self._pages = pages

    def __call__(self, environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request on, or answer 413."""
        said = environment.get("CONTENT_LENGTH") or "0"
        if not said.isdigit() or len(said) >= 20 or int(said) > _most():
            body = _refusal()
            start("413 Content Too Large", [(name.decode(), value.decode()) for name, value in _headers(body)[:2]])
            return [body]
        return self._pages(environment, start)


def _most() -> int:
    """Bytes that a request may bring."""
    return int(settings.UPLOAD_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _declared(scope: Message) -> int:
    """The bytes that the request says it brings; 0 if it says nothing readable."""
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(said) if said.isdigit() and len(said) < 20 else 0


def _refusal() -> bytes:
    return REFUSAL.format(settings.UPLOAD_MAX_BYTES // 2**20).encode()


def _headers(body: bytes) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]


async def _refuse(send: Send) -> None:
    body = _refusal()
    await send({"type": "http.response.start", "status": 413, "headers": _headers(body)})
    await send({"type": "http.response.body", "body": body})
