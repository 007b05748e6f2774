"""Hands what happened in a room to the open pages: one rendering per circle, one finished frame for all its sockets."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextvars import Context
from typing import TypeVar

from django.conf import settings
from django.utils import timezone

from collaboration.live import reading, rooms, seats
from collaboration.live.asking import Thread
from collaboration.live.seats import Group, Look, Rest, Room, Seat
from council import bell

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
IN_ONE_GO = 100  # sockets served before others are let in

GONE = json.dumps({"gone": True})

_R = TypeVar("_R")


class Hub:
    """All rooms of this process. Joined from the event loop, rung from any thread."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        # The looks of guests never queue behind those of the many circles of the council.
        self._threads = {guests: Thread("live") for guests in (True, False)}
        self._guests: set[Seat] = set()

    @property
    def full(self) -> bool:
        """Whether no more sockets are given to people who are not signed in; they ask every few seconds instead."""
        return len(self._guests) >= settings.LIVE_SEATS

    async def enter(self, kind: str, key: str) -> Room | None:
        """Find the room behind a key, and open it if it is not open yet; None if there is none."""
        room = next((room for room in self._rooms.values() if (room.kind, room.key) == (kind, key)), None)
        if room is not None:
            return room
        pk = await self._ask(reading.find, kind, key)
        return None if pk is None else self._rooms.setdefault(f"{kind}:{pk}", Room(kind=kind, pk=pk, key=key))

    async def join(self, room: Room, seat: Seat) -> Room:
        """Take a socket in and bring its page to the present state; gives the room it sits in from now on.

        Whoever cannot be served gets no seat; what went wrong is raised.
        """
        room = self._rooms.setdefault(room.name, room)  # the one entered may have been emptied and forgotten since
        room.seats.add(seat)
        if seat.user_id is None:
            self._guests.add(seat)
        self._loop = asyncio.get_running_loop()
        bell.listen(self.ring)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._watch_others())
        try:
            await self._check(room, [seat])
            await self._serve(room, [seat])
        except BaseException:  # given up, too
            await self.leave(room, seat)
            raise
        return room

    async def leave(self, room: Room, seat: Seat) -> None:
        """Let a socket go; an empty room is forgotten, but not one opened under its name since."""
        self._guests.discard(seat)
        room.seats.discard(seat)
        if not room.seats and self._rooms.get(room.name) is room:
            del self._rooms[room.name]
        if not self._rooms and self._watch is not None:
            self._watch.cancel()
            self._watch = None
            for thread in self._threads.values():
                thread.rest()

    def ring(self, name: str) -> None:
        """Hear from any thread that something happened in a room."""
        loop = self._loop
        if loop is not None and not loop.is_closed() and name in self._rooms:
            # A context of its own: the ringing request's context belongs to a thread that will soon be gone.
            loop.call_soon_threadsafe(self._mark, name, context=Context())

    def _mark(self, name: str) -> None:
        room = self._rooms.get(name)
        if room is None:
            return
        room.turn += 1
        room.present.clear()
        for group in room.groups:
            group.dirty = True
            group.told.clear()
            if group.task is None or group.task.done():
                group.task = asyncio.create_task(self._tell(room, group))

    async def _tell(self, room: Room, group: Group) -> None:
        """Serve a group until nothing more has happened; bursts while rendering are taken together."""
        while group.dirty:
            group.dirty = False
            wanted = [seat for seat in room.seats if (seat.user_id is None) == group.guests]
            group.head = None
            try:
                await self._let_guests_go_first(room, group)
                group.head = await self._ask(reading.head, guests=group.guests)
                await self._serve(room, wanted)
            except Exception:
                self._retry(room, group)
            finally:
                group.told.set()

    async def _let_guests_go_first(self, room: Room, group: Group) -> None:
        """Two looks at once would only slow each other down; the guests' is one, and nearly everybody is a guest."""
        guests = next(one for one in room.groups if one.guests)
        if group is not guests and guests.task is not None and not guests.task.done():
            await guests.told.wait()

    def _retry(self, room: Room, group: Group) -> None:
        """Have the watch bring these pages to the present again: what failed is told a second later."""
        group.head = seats.TOLD_NOTHING
        logger.exception("Der Raum %s konnte nicht bedient werden", room.name)

    async def _serve(self, room: Room, wanted: Collection[Seat]) -> None:
        """Bring these pages to the present, the largest circle first: each circle is looked up and told once."""
        kind = rooms.KINDS[room.kind]
        circles: dict[str, list[Seat]] = {}
        for seat in wanted:
            circles.setdefault(rooms.circle_of(kind, seat.standing), []).append(seat)
        moved: list[Seat] = []
        for circle, members in sorted(circles.items(), key=lambda one: -len(one[1])):
            looked_as = members[0].standing
            look = await self._look(room, circle, members)
            # Who they are is asked after the look: what came to be after somebody left a circle must not reach them.
            await self._check(room, members)
            if circle.startswith("person:") and members[0].standing != looked_as:
                moved += members  # keeps its name whatever the person is
                continue
            stayed = [seat for seat in members if rooms.circle_of(kind, seat.standing) == circle]
            moved += [seat for seat in members if rooms.circle_of(kind, seat.standing) != circle]
            if look is not None:
                await self._hand_out(room, circle, stayed, look)
                continue
            for seat in stayed:
                await self._dismiss(room, seat)
        if moved:
            await self._serve(room, moved)

    async def _check(self, room: Room, members: Collection[Seat]) -> None:
        """Read afresh what the signed-in people of these sockets are here; nothing is asked for the others."""
        signed_in = {seat.user_id for seat in members if seat.user_id is not None}
        if not signed_in:
            return
        known = await self._ask(reading.standings, room.kind, room.pk, signed_in)
        for seat in members:
            if seat.user_id is not None:
                seat.standing = known[seat.user_id]

    async def _look(self, room: Room, circle: str, members: Sequence[Seat]) -> Look | None:
        """What the room shows this circle now. Many who come at once share one look."""
        cursors = {seat.cursor for seat in members}
        guests = all(seat.user_id is None for seat in members)
        # What one person sees is kept with what they were then: after an office ended it serves nobody.
        shelf = (circle, members[0].standing if circle.startswith("person:") else None)
        async with room.looking.setdefault(shelf, asyncio.Lock()):
            known = room.present.get(shelf)
            if known is not None and known.serves(cursors):
                return known
            turn, at = room.turn, time.monotonic()
            view = await self._ask(reading.look, room.kind, room.pk, shelf[1] or members[0].standing, guests=guests)
            if view is None:
                return None
            room.remember(circle, view)
            look = Look(view, turn, at)
            if turn == room.turn:
                room.present[shelf] = look
            if known is not None and known.view.cursor != view.cursor:
                self._mark(room.name)  # changed without a word; the others of the circle should know it, too
            return look

    async def _hand_out(self, room: Room, circle: str, members: Collection[Seat], look: Look) -> None:
        """Hand one finished frame to all who show the same; nobody waits for a slow line."""
        frames: dict[str, str] = {}
        view = look.view
        for number, seat in enumerate(members, start=1):
            if not number % IN_ONE_GO:
                await asyncio.sleep(0)
            if seat.taking or seat.turn > look.turn or seat not in room.seats:
                continue
            seat.turn = look.turn
            if seat.cursor == view.cursor:
                continue
            if seat.cursor not in frames:
                frames[seat.cursor] = rooms.frame(view, since=room.seen[circle].get(seat.cursor))
            self._hand(room, seat, frames[seat.cursor], view.cursor)

    def _hand(self, room: Room, seat: Seat, text: str, cursor: str) -> None:
        try:
            rest = seats.begin(seat.send(text))
        except Exception:  # a broken line; the page connects again
            room.seats.discard(seat)
            return
        seat.cursor = cursor
        if rest is not None:
            seat.taking = True
            self._keep(asyncio.create_task(self._finish(room, seat, rest)))

    async def _finish(self, room: Room, seat: Seat, rest: Rest) -> None:
        """Wait for a slow line; then its page gets at once what it missed meanwhile."""
        try:
            await rest
        except Exception:  # a broken line; the page connects again
            room.seats.discard(seat)
            return
        seat.taking = False
        if seat not in room.seats:
            return
        try:
            await self._serve(room, [seat])
        except Exception:
            self._retry(room, room.group_of(seat))

    async def _dismiss(self, room: Room, seat: Seat) -> None:
        """Close the page of someone who may no longer see it."""
        room.seats.discard(seat)
        try:
            await seat.send(GONE)
            await seat.leave()
        except Exception:  # the line is broken already
            logger.debug("Leitung war schon getrennt")

    async def _watch_others(self) -> None:
        """Notice acts of other processes by the head of the journal, once a second, and midnight, when offices end."""
        day, head, all_of_them = timezone.localdate(), None, True
        while True:
            try:
                head, newest = await self._ask(reading.news, head)
            except Exception:  # the database may be away for a while
                logger.exception("Das Journal war nicht zu lesen")
            else:
                all_of_them = all_of_them or day != timezone.localdate()
                for name, room in list(self._rooms.items()):
                    if all_of_them or any(group.misses(newest.get(name, 0)) for group in room.groups):
                        self._mark(name)
                day, all_of_them = timezone.localdate(), False
            await asyncio.sleep(POLL_SECONDS)

    async def _ask(self, question: Callable[..., _R], *inputs: object, guests: bool = False) -> _R:
        return await self._threads[guests].ask(question, *inputs)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


hub = Hub()
