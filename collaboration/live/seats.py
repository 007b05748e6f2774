"""The open sockets of a room, and how a frame is handed to them without one slow line holding up the others."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from collaboration.live.rooms import View
from council import audiences
from council.audiences import Standing

REMEMBERED = 64  # views per circle from which a page can be brought forward piece by piece
TOLD_NOTHING = -1  # in place of an entry's number: whatever was, its pages are to be told
FRESH_SECONDS = 1.0  # how long a page that comes with another cursor is served what was looked at last


def _nobody() -> Standing:
    return audiences.standing_of(None)


Send = Callable[[str], Coroutine[Any, Any, None]]


@dataclass(eq=False, slots=True)
class Seat:
    """One open socket: whose it is, what its page shows, and how to send to it."""

    user_id: int | None
    send: Send
    leave: Callable[[], Awaitable[None]]
    cursor: str = ""
    standing: Standing = field(default_factory=_nobody)  # as it was when last asked
    turn: int = 0  # of the view its page shows; never one from before
    taking: bool = False  # whether its line has not yet taken what it was handed last


@dataclass(frozen=True)
class Look:
    """What a circle saw, in which turn of its room, and when (seconds of the monotonic clock)."""

    view: View
    turn: int
    at: float

    def serves(self, cursors: set[str]) -> bool:
        """Whether pages with these cursors may be served by it: they show it already, or it is quite fresh."""
        return cursors <= {self.view.cursor} or time.monotonic() - self.at < FRESH_SECONDS


@dataclass
class Group:
    """Those who are told by one task: the guests are one circle and never wait for the many circles of the others."""

    guests: bool
    head: int | None = 0  # the newest entry that all its pages have been or are being told of; None while it is asked
    dirty: bool = False
    task: asyncio.Task[None] | None = None
    told: asyncio.Event = field(default_factory=asyncio.Event)  # whether the last thing that happened was handed out

    def misses(self, entry: int) -> bool:
        """Whether this entry came after what its pages are told of."""
        return self.head is not None and entry > self.head


# A circle; where it is one person alone, with what they were when it was looked.
Shelf = tuple[str, Standing | None]


@dataclass
class Room:
    """The open pages of one meeting or paper in this process."""

    kind: str
    pk: int
    key: str
    seats: set[Seat] = field(default_factory=set)
    present: dict[Shelf, Look] = field(default_factory=dict)
    seen: dict[str, OrderedDict[str, View]] = field(default_factory=dict)
    turn: int = 0  # counts what happened, so that a look begun before it is not kept
    groups: tuple[Group, Group] = field(default_factory=lambda: (Group(guests=True), Group(guests=False)))
    looking: dict[Shelf, asyncio.Lock] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in the journal."""
        return f"{self.kind}:{self.pk}"

    def group_of(self, seat: Seat) -> Group:
        """The group that tells this socket."""
        return next(group for group in self.groups if group.guests == (seat.user_id is None))

    def remember(self, circle: str, view: View) -> None:
        """Keep a view, so that a page that shows it can be told only the difference."""
        kept = self.seen.setdefault(circle, OrderedDict())
        kept[view.cursor] = view
        kept.move_to_end(view.cursor)
        while len(kept) > REMEMBERED:
            kept.popitem(last=False)


class Rest:
    """The rest of a coroutine that was begun and now waits for something."""

    def __init__(self, begun: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self._begun, self._waits_for = begun, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self._waits_for
        while True:
            try:
                answer = yield waits_for
            except BaseException as problem:  # a cancelled task ends the coroutine, too
                go_on = partial(self._begun.throw, problem)
            else:
                go_on = partial(self._begun.send, answer)
            try:
                waits_for = go_on()
            except StopIteration:
                return


def begin(work: Coroutine[Any, Any, None]) -> Rest | None:
    """Run a coroutine as far as it gets without waiting; None if that was to its end, as it nearly always is.

    A task for each of thousands of sockets costs more than the sending itself, and awaiting one after the other lets
    the slowest line set the pace of all.
    """
    try:
        return Rest(work, work.send(None))
    except StopIteration:
        return None
