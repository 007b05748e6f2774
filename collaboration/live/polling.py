"""Answers pages without a socket: what everyone may see of a meeting, looked up at most once a second for all."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from collaboration.live import rooms
from collaboration.live.rooms import View
from council import audiences, bell

KEPT_SECONDS = 1.0  # acts of this process are told at once by the bell, those of others are seen after this time
REMEMBERED = 32  # views from which a page can be brought forward piece by piece
ROOMS = 64  # rooms kept at once

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """A finished answer: shared by everyone who asks from the same cursor."""

    status: int
    headers: Headers = ()
    body: bytes = b""


NOT_FOUND = Answer(404, (("Cache-Control", "no-store"),))


@dataclass(frozen=True)
class Told:
    """What everyone sees of a room at one moment, the views before it, and the answers made of it so far.

    Answers never outlive their view: whoever reads this object once stays with it, whatever is looked up meanwhile.
    """

    view: View
    seen: dict[str, View]  # oldest first, with the view itself
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)

    def answer(self, cursor: str, tag: str) -> Answer:
        """What a page at this cursor is told; unknown cursors get everything."""
        place = (cursor if cursor in self.seen else "", tag if tag == _tag(self.view) else "")
        found = self.answers.get(place)
        if found is None:
            found = self.answers[place] = self._made(*place)
        return found

    def followed_by(self, view: View) -> Told:
        """What is told from now on."""
        seen = {cursor: known for cursor, known in self.seen.items() if cursor != view.cursor} | {view.cursor: view}
        return Told(view, dict(list(seen.items())[-REMEMBERED:]))

    def _made(self, cursor: str, tag: str) -> Answer:
        headers = (("Cache-Control", "public, max-age=1"), ("ETag", _tag(self.view)))
        if tag:
            return Answer(304, headers)
        if cursor == self.view.cursor:
            return Answer(204, headers)
        body = rooms.frame(self.view, since=self.seen.get(cursor)).encode()
        return Answer(200, (*headers, ("Content-Type", "application/json")), body)


@dataclass
class Kept:
    """A room asked about: what is told of it, replaced as a whole, and whether that still holds."""

    pk: int
    told: Told | None = None
    at: float = 0.0
    spoilt: bool = False  # whether something happened since the look began
    looking: threading.Lock = field(default_factory=threading.Lock)

    @property
    def fresh(self) -> bool:
        """Whether it may still be told without another look."""
        return not self.spoilt and time.monotonic() - self.at < KEPT_SECONDS

    def answer(self, cursor: str, tag: str) -> Answer:
        """What a page at this cursor is told now."""
        told = self.told
        return NOT_FOUND if told is None else told.answer(cursor, tag)

    def take(self, view: View | None) -> None:
        """Keep what was looked up."""
        told = self.told
        if view is None:
            self.told = None
        elif told is None:
            self.told = Told(view, {view.cursor: view})
        elif told.view.cursor != view.cursor:
            self.told = told.followed_by(view)


class Shelf:
    """The rooms asked about, in this process. Asked from any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._shelving = threading.Lock()
        self.looks = 0

    def ready(self, kind: str, key: str, *, cursor: str, tag: str) -> Answer | None:
        """The answer if it can be given without asking the database."""
        kept = self._kept.get((kind, key))
        return kept.answer(cursor, tag) if kept is not None and kept.fresh else None

    def latest(self, kind: str, key: str, *, cursor: str, tag: str) -> Answer:
        """The answer after the look just made, however fresh it is."""
        kept = self._kept.get((kind, key))
        return NOT_FOUND if kept is None else kept.answer(cursor, tag)

    def answer(self, kind: str, key: str, *, cursor: str, tag: str) -> Answer:
        """The answer, after a look if the last one is too old; many who ask at once share it."""
        kept = self._kept.get((kind, key)) or self._opened(kind, key)
        if kept is None:
            return NOT_FOUND
        with kept.looking:
            if not kept.fresh:
                self._look(kind, kept)
        return kept.answer(cursor, tag)

    def ring(self, name: str) -> None:
        """Hear that something happened in a room."""
        for (kind, _), kept in list(self._kept.items()):
            if name == f"{kind}:{kept.pk}":
                kept.spoilt = True

    def _opened(self, kind: str, key: str) -> Kept | None:
        pk = rooms.KINDS[kind].find(key)
        if pk is None:
            return None
        bell.listen(self.ring)
        with self._shelving:
            while len(self._kept) >= ROOMS:
                self._kept.popitem(last=False)
            return self._kept.setdefault((kind, key), Kept(pk))

    def _look(self, kind: str, kept: Kept) -> None:
        at, kept.at = time.monotonic(), 0.0  # nothing is fresh while it is looked anew
        kept.spoilt = False
        kept.take(rooms.look(kind, kept.pk, audiences.standing_of(None)))
        kept.at = at
        self.looks += 1


def _tag(view: View) -> str:
    return f'"{view.cursor}"'


shelf = Shelf()
