"""Thousands of open pages in one process: sockets and pollers as thin as can be, so that the server is measured."""

from __future__ import annotations

import asyncio
import os
import random
import re
import time
from base64 import b64encode
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, cast

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Origin: http://127.0.0.1:{port}\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{cookie}\r\n"
)
PONG = b"\x8a\x80\x00\x00\x00\x00"  # masked, empty
CURSOR = slice(12, 44)  # where a frame names the state it leads to
NUMBER = re.compile(rb"Stand (\d{4})")  # each change writes its number into the name of the item it is about
AT_ONCE = 100  # sockets opened together

_numbers: dict[bytes, int] = {}


def number_of(cursor: bytes, told: bytes) -> int:
    """The newest change a page at this cursor shows, read out of the first frame that leads there; 0 if none."""
    if cursor not in _numbers:
        _numbers[cursor] = max(map(int, NUMBER.findall(told)), default=0)
    return _numbers[cursor]


class Frame(NamedTuple):
    """When its last byte came (seconds), the cursor it leads to, and the newest change that shows."""

    at: float
    cursor: bytes
    number: int


class Socket(asyncio.Protocol):
    """One open page and the frames it got."""

    def __init__(self, *, path: str, port: int, cookie: str) -> None:
        key = b64encode(os.urandom(16)).decode()
        self._hello = HANDSHAKE.format(path=path, port=port, key=key, cookie=f"Cookie: {cookie}\r\n" if cookie else "")
        self._rest = b""
        self._transport: asyncio.Transport | None = None
        self.frames: list[Frame] = []
        self.last = b""
        self.opened = asyncio.get_running_loop().create_future()
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._hello.encode())

    def data_received(self, data: bytes) -> None:
        """Take frames; they are short, whole and not masked."""
        moment = time.perf_counter()
        rest = self._rest + data if self._rest else data
        if not self.opened.done():
            head, found, rest = rest.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            self.opened.set_result(head.split(b" ", 2)[1] == b"101")
        while len(rest) >= 2:
            size, start = rest[1], 2
            if size == 126:
                size, start = int.from_bytes(rest[2:4]), 4
            elif size == 127:
                size, start = int.from_bytes(rest[2:10]), 10
            if len(rest) < start + size:
                break
            if rest[0] == 0x81:
                self.last = rest[start : start + size]
                cursor = self.last[CURSOR]
                self.frames.append(Frame(moment, cursor, number_of(cursor, self.last)))
            elif rest[0] == 0x89 and self._transport is not None:
                payload = rest[start : start + size]
                self._transport.write(bytes([0x8A, 0x80 | len(payload)]) + bytes(4) + payload)
            rest = rest[start + size :]
        self._rest = rest

    def connection_lost(self, problem: Exception | None) -> None:
        """Remember it."""
        self.lost = True
        if not self.opened.done():
            self.opened.set_result(False)

    def hang_up(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.abort()


async def open_sockets(addresses: list[tuple[str, str]], *, port: int) -> list[Socket]:
    """Open a socket for each (path, cookie), a few at once; raises AssertionError if one is refused."""
    loop, made = asyncio.get_running_loop(), []
    for start in range(0, len(addresses), AT_ONCE):
        some = [Socket(path=path, port=port, cookie=cookie) for path, cookie in addresses[start : start + AT_ONCE]]
        for page in some:
            await loop.create_connection(partial(_itself, page), "127.0.0.1", port)
        assert all(await asyncio.gather(*(socket.opened for socket in some))), "Eine Leitung wurde abgelehnt."
        made += some
    return made


def _itself(page: Socket) -> Socket:
    return page


@dataclass
class Heard:
    """What pollers heard: delays after the commit, how long answers took, and how many there were by status."""

    committed: dict[int, float] = field(default_factory=dict)  # by the number of the change
    delays: list[float] = field(default_factory=list)  # of the first change an answer shows that none before did
    answers: list[float] = field(default_factory=list)
    by_status: dict[int, int] = field(default_factory=dict)
    lost: int = 0


class Poller(asyncio.Protocol):
    """One page without a socket: it asks every few seconds on a line that is kept, and knows its cursor."""

    def __init__(self, *, path: str, port: int, every: float, cursor: str, heard: Heard) -> None:
        self._path, self._port, self._every, self._heard = path, port, every, heard
        self.cursor = cursor
        self._rest = b""
        self._transport: asyncio.Transport | None = None
        self._asked = 0.0
        self._number = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time at any moment of the first round."""
        self._transport = cast(asyncio.Transport, transport)
        asyncio.get_running_loop().call_later(random.random() * self._every, self._ask)

    def _ask(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._asked = time.perf_counter()
        self._transport.write(
            f"GET {self._path}?cursor={self.cursor} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n".encode()
        )
        asyncio.get_running_loop().call_later(self._every * (0.9 + random.random() / 5), self._ask)

    def data_received(self, data: bytes) -> None:
        """Take an answer."""
        moment = time.perf_counter()
        self._rest += data
        head, found, body = self._rest.partition(b"\r\n\r\n")
        if not found:
            return
        status = int(head[9:12])
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        if len(body) < length:
            return
        self._rest = b""
        heard = self._heard
        heard.by_status[status] = heard.by_status.get(status, 0) + 1
        heard.answers.append(moment - self._asked)
        if status == 200:
            self.cursor = body[CURSOR].decode()
            before, self._number = self._number, number_of(body[CURSOR], body)
            shown = [made for number, made in heard.committed.items() if before < number <= self._number]
            heard.delays.extend(moment - made for made in shown[:1])

    def connection_lost(self, problem: Exception | None) -> None:
        """Count it."""
        self._heard.lost += 1

    def hang_up(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.abort()
