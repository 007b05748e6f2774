"""Hands what happened in a room to the open pages: one rendering per circle, one finished frame for all its sockets."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from channels.db import database_sync_to_async

from collaboration.live import rooms
from collaboration.live.rooms import View
from council import audiences, bell, journal
from council.audiences import Standing
from council.models import Entry

if TYPE_CHECKING:
    from council.models import User

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
REMEMBERED = 64  # views per circle from which a page can be brought forward piece by piece

GONE = json.dumps({"gone": True})

Send = Callable[[str], Awaitable[None]]


@dataclass(eq=False)
class Seat:
    """One open socket: whose it is, what its page shows, and how to send to it."""

    user_id: int | None
    send: Send
    leave: Callable[[], Awaitable[None]]
    cursor: str = ""
    circle: str = "public"


@dataclass
class Room:
    """The open pages of one meeting or paper in this process."""

    kind: str
    pk: int
    seats: set[Seat] = field(default_factory=set)
    seen: dict[str, OrderedDict[str, View]] = field(default_factory=dict)
    dirty: bool = False
    task: asyncio.Task[None] | None = None

    def remember(self, circle: str, view: View) -> None:
        """Keep a view, so that a page that shows it can be told only the difference."""
        kept = self.seen.setdefault(circle, OrderedDict())
        kept[view.cursor] = view
        kept.move_to_end(view.cursor)
        while len(kept) > REMEMBERED:
            kept.popitem(last=False)


class Hub:
    """All rooms of this process. Joined from the event loop, rung from any thread."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch: asyncio.Task[None] | None = None
        self._head = 0

    async def join(self, kind: str, pk: int, seat: Seat) -> None:
        """Take a socket in and bring its page to the present state."""
        self._loop = asyncio.get_running_loop()
        bell.listen(self.ring)
        if self._watch is None or self._watch.done():
            self._head = await database_sync_to_async(journal.head_number)()
            self._watch = asyncio.create_task(self._watch_others())
        room = self._rooms.setdefault(f"{kind}:{pk}", Room(kind=kind, pk=pk))
        room.seats.add(seat)
        await self._serve(room, [seat])

    async def leave(self, kind: str, pk: int, seat: Seat) -> None:
        """Let a socket go; an empty room is forgotten."""
        room = self._rooms.get(f"{kind}:{pk}")
        if room is None:
            return
        room.seats.discard(seat)
        if not room.seats:
            self._rooms.pop(f"{kind}:{pk}", None)
        if not self._rooms and self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def ring(self, name: str) -> None:
        """Hear from any thread that something happened in a room."""
        loop = self._loop
        if loop is not None and not loop.is_closed() and name in self._rooms:
            # A context of its own: the ringing request's context belongs to a thread that will soon be gone.
            loop.call_soon_threadsafe(self._mark, name, context=Context())

    def ring_all(self) -> None:
        """Have every room looked at again, as at midnight when offices end."""
        for name in list(self._rooms):
            self.ring(name)

    def _mark(self, name: str) -> None:
        room = self._rooms.get(name)
        if room is None:
            return
        room.dirty = True
        if room.task is None or room.task.done():
            room.task = asyncio.create_task(self._tell(room))

    async def _tell(self, room: Room) -> None:
        """Serve all seats until nothing more has happened; bursts while rendering are taken together."""
        while room.dirty:
            room.dirty = False
            try:
                await self._serve(room, list(room.seats))
            except Exception:  # the live page may miss a beat; it asks again from its cursor
                logger.exception("Der Raum %s:%s konnte nicht bedient werden", room.kind, room.pk)

    async def _serve(self, room: Room, seats: list[Seat]) -> None:
        standings = await database_sync_to_async(_read_standings)({seat.user_id for seat in seats})
        kind = rooms.KINDS[room.kind]
        by_circle: dict[str, list[Seat]] = {}
        for seat in seats:
            seat.circle = rooms.circle_of(kind, standings[seat.user_id])
            by_circle.setdefault(seat.circle, []).append(seat)
        for circle, members in by_circle.items():
            view = await database_sync_to_async(rooms.look)(room.kind, room.pk, standings[members[0].user_id])
            if view is None:
                for seat in members:
                    await self._dismiss(room, seat)
                continue
            room.remember(circle, view)
            frames: dict[str, str] = {}
            for seat in members:
                if seat.cursor == view.cursor:
                    continue
                if seat.cursor not in frames:
                    frames[seat.cursor] = frame(view, since=room.seen[circle].get(seat.cursor))
                await self._hand(room, seat, frames[seat.cursor], view.cursor)

    async def _hand(self, room: Room, seat: Seat, text: str, cursor: str) -> None:
        try:
            await seat.send(text)
            seat.cursor = cursor
        except Exception:  # a broken line; the page connects again
            room.seats.discard(seat)

    async def _dismiss(self, room: Room, seat: Seat) -> None:
        """Close the page of someone who may no longer see it."""
        room.seats.discard(seat)
        try:
            await seat.send(GONE)
            await seat.leave()
        except Exception:  # the line is broken already
            logger.debug("Leitung war schon getrennt")

    async def _watch_others(self) -> None:
        """Notice acts of other processes by the head of the journal, once a second."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                self._head, rung = await database_sync_to_async(_read_news)(self._head)
            except Exception:  # the database may be away for a while
                logger.exception("Das Journal war nicht zu lesen")
                continue
            for name in rung:
                if name in self._rooms:
                    self._mark(name)


def frame(view: View, *, since: View | None) -> str:
    """Write the frame that brings a page from one view to another: changed parts, the order, and the new cursor."""
    before = since.pieces if since is not None else {}
    changed = [
        {"id": identifier, "html": html} for identifier, html in view.pieces.items() if before.get(identifier) != html
    ]
    return json.dumps({"cursor": view.cursor, "order": list(view.pieces), "changed": changed}, ensure_ascii=False)


def _read_standings(user_ids: set[int | None]) -> dict[int | None, Standing]:
    """Read afresh what each person is today; a lost office takes effect at the next push."""
    from council.models import User

    known: dict[int, User] = User.objects.select_related("person").in_bulk([pk for pk in user_ids if pk is not None])
    return {pk: audiences.standing_of(known.get(pk) if pk is not None else None) for pk in user_ids}


def _read_news(head: int) -> tuple[int, set[str]]:
    rows = list(Entry.objects.filter(number__gt=head).order_by("number").values_list("number", "room")[:5000])
    return (rows[-1][0] if rows else head), {room for _, room in rows if room}


hub = Hub()
