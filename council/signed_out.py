"""Ends the open lines of an account that was signed out somewhere, in every process of the installation, at once.

One whose sign-in was left alone too long is ended by itself, and its page hears what everybody may from then on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from channels.db import database_sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_out
from django.db import DatabaseError
from django.dispatch import receiver

from council import bell, idleness

ENDED = 4401  # the page connects again, as whoever it is by now

_lines: dict[str, set[_Line]] = {}


def room_of(account: int) -> str:
    """What the bell calls the lines of an account."""
    return f"account:{account}"


@receiver(user_logged_out)
def hang_up(sender: object, user: Any = None, **told: object) -> None:
    """Whoever signs out, or is signed out for being idle, leaves no line behind in another window."""
    if user is not None:
        bell.ring([room_of(user.pk)])


class Adapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth has no types
    """Ends sign-ins of other devices with their lines."""

    def end_sessions(self, sessions: Any) -> None:
        """End them, as the person asked for."""
        super().end_sessions(sessions)
        bell.ring({room_of(session.user_id) for session in sessions})


class _Line:
    """An open line: it can be ended from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.over = asyncio.Event()

    def end(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.over.set)


def _hear(room: str) -> None:
    for line in list(_lines.get(room, ())):
        line.end()


class Sockets:
    """Stands before the sockets and hangs up for an account that was signed out; guests pass untouched."""

    def __init__(self, inner: Callable[..., Any]) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass the line on until it ends by itself or is ended."""
        user = scope.get("user")
        if user is None or not user.is_authenticated:
            await self.inner(scope, receive, send)
            return
        key = scope["session"].session_key or ""
        if not (rest := await _rest(user.pk, key)):
            await self.inner(scope | {"user": AnonymousUser()}, receive, send)
            return
        bell.listen(_hear)
        room, line = room_of(user.pk), _Line()
        _lines.setdefault(room, set()).add(line)
        watch = asyncio.create_task(_end_when_idle(line, user.pk, key, rest=rest))
        try:
            await self.inner(scope, lambda: _next(line, receive, send), send)
        finally:
            watch.cancel()
            _lines[room].discard(line)
            if not _lines[room]:
                del _lines[room]


_rest = database_sync_to_async(idleness.rest)


async def _end_when_idle(line: _Line, account: int, session_key: str, *, rest: timedelta) -> None:
    """End the line once nobody did anything for too long, wherever the account is signed in by that session."""
    while rest:
        await asyncio.sleep(rest.total_seconds())
        rest = await _asked_again(account, session_key)
    line.end()


async def _asked_again(account: int, session_key: str) -> timedelta:
    try:
        rest: timedelta = await _rest(account, session_key)
    except DatabaseError:  # it is away; the line stays until it can be asked
        return idleness.LOOKED_EVERY
    return rest


async def _next(line: _Line, receive: Any, send: Any) -> Any:
    """What the page says next; or, once the line was ended, that the page is gone."""
    says, over = asyncio.ensure_future(receive()), asyncio.ensure_future(line.over.wait())
    try:
        await asyncio.wait({says, over}, return_when=asyncio.FIRST_COMPLETED)
        if says.done():
            return says.result()
        await send({"type": "websocket.close", "code": ENDED})
        return {"type": "websocket.disconnect", "code": ENDED}
    finally:
        says.cancel()
        over.cancel()
