"""What an update of the common text is made of, read before it is merged: merging takes the longer the more pieces.

The bytes are those of the Yjs protocol, version 1: first the pieces that each client wrote, then what was deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

LONGEST_NUMBER = 8  # bytes, of seven bits each
FARTHEST = 1 << 31  # places a document can have

_COLLECTED, _DELETED, _STRING, _SKIPPED = 0, 1, 4, 10  # kinds of pieces
_LEFT, _RIGHT, _KEY = 0x80, 0x40, 0x20  # what a piece says of where it belongs


class Foreign(Exception):
    """A piece that is no text of one of the fields."""


class Update(NamedTuple):
    """How many pieces and deletions an update has, who wrote the pieces, and up to which place it deletes of each.

    Clients are the numbers that windows give themselves.
    """

    pieces: int
    clients: frozenset[int]
    deleted: dict[int, int]

    def deletes_beyond(self, places: dict[int, int]) -> bool:
        """Whether something is deleted that is not written by `places` (client → the place its text reaches)."""
        return any(end > places.get(client, 0) for client, end in self.deleted.items())


def read(update: bytes, *, fields: Collection[str]) -> Update:
    """Raises Foreign for what is no text of these fields, ValueError for what is no update."""
    source = _Source(update)
    written = [_read_client(source, fields) for _ in range(source.number())]
    pieces = sum(count for _, count in written)
    deleted: dict[int, int] = {}
    for _ in range(source.number()):
        client = source.number()
        for _ in range(source.number()):
            pieces += 1
            deleted[client] = max(deleted.get(client, 0), source.place(source.place()))
    source.end()
    return Update(pieces, frozenset(client for client, count in written if count), deleted)


def read_places(state: bytes) -> dict[int, int]:
    """Up to which place a document has what each client wrote. Raises ValueError."""
    source = _Source(state)
    return {source.number(): source.number() for _ in range(source.number())}


def _read_client(source: _Source, fields: Collection[str]) -> tuple[int, int]:
    """Read what one client wrote; gives its number and how many pieces that is."""
    pieces, client = source.number(), source.number()
    place = source.place()
    for _ in range(pieces):
        length = _read_piece(source, fields)
        if not length:
            raise ValueError("nothing in it")
        place = source.place(place, length=length)
    return client, pieces


def _read_piece(source: _Source, fields: Collection[str]) -> int:
    """Read one piece; gives its length in places (UTF-16)."""
    info = source.byte()
    kind = info & 0x1F
    if kind in (_COLLECTED, _SKIPPED):
        return source.number()
    if kind not in (_DELETED, _STRING) or info & _KEY:
        raise Foreign
    for side in (_LEFT, _RIGHT):
        if info & side:
            source.number()
            source.place()
    if not info & (_LEFT | _RIGHT) and (source.number() != 1 or source.words() not in fields):
        raise Foreign
    return source.number() if kind == _DELETED else len(source.words().encode("utf-16-le")) // 2


class _Source:
    """Bytes, read from the beginning."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def byte(self) -> int:
        if self._at >= len(self._content):
            raise ValueError("ends too early")
        self._at += 1
        return self._content[self._at - 1]

    def number(self) -> int:
        found = 0
        for turn in range(LONGEST_NUMBER):
            byte = self.byte()
            found |= (byte & 0x7F) << (7 * turn)
            if byte < 0x80:
                return found
        raise ValueError("too large a number")

    def place(self, begin: int = 0, *, length: int | None = None) -> int:
        """The place that lies as far behind another as is given or said next."""
        found = begin + (self.number() if length is None else length)
        if found >= FARTHEST:
            raise ValueError("too far")
        return found

    def words(self) -> str:
        length = self.number()
        if length > len(self._content) - self._at:
            raise ValueError("ends too early")
        self._at += length
        return self._content[self._at - length : self._at].decode()

    def end(self) -> None:
        if self._at != len(self._content):
            raise ValueError("goes on")
