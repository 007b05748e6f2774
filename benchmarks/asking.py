"""Asks for pages at a fixed rate, in a process of its own: a question is sent when it is due, whatever is unanswered.

As the proxy does, it keeps lines open and takes one that is free. Times count from the moment a question was due.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NamedTuple, cast

import uvloop

PATIENCE = 10.0  # seconds, for one answer
NOTHING = 0  # in place of a status: no answer came


class Question(NamedTuple):
    """When it is due (seconds of `perf_counter`), what it is counted as, and its bytes."""

    at: float
    kind: str
    told: bytes


class Answer(NamedTuple):
    """What it answers, how long after that was due it was whole (seconds), and by when."""

    kind: str
    status: int
    took: float
    at: float
    bytes: int


def question(path: str, *, host: str, by: str, cookie: str = "", form: str = "", token: str = "") -> bytes:
    """The bytes of a request as the proxy hands it on: a GET, or a POST where there is a form."""
    lines = [f"{'POST' if form else 'GET'} {path} HTTP/1.1", f"Host: {host}", "Accept: text/html"]
    lines += [f"X-Forwarded-For: {by}", "X-Forwarded-Proto: https"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if form:
        lines += [f"X-CSRFToken: {token}", "HX-Request: true", f"Origin: https://{host}"]
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + form).encode()


class Asker:
    """A process that asks what it is handed, and hands back the answers."""

    def __init__(self, port: int) -> None:
        context = multiprocessing.get_context("fork")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, port), daemon=True)
        self._process.start()
        theirs.close()

    def begin(self, questions: Iterable[Question]) -> None:
        """Have them asked, each when it is due."""
        self._line.send(list(questions))

    def answers(self) -> list[Answer]:
        """Wait for all of them."""
        return cast("list[Answer]", self._line.recv())

    def end(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join()


def _serve(line: Connection, port: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while True:
        line.send(uvloop.run(_ask(line.recv(), port)))


async def _ask(questions: Sequence[Question], port: int) -> list[Answer]:
    free: list[Line] = []
    asked = []
    for one in sorted(questions):
        await asyncio.sleep(max(0.0, one.at - time.perf_counter()))
        asked.append(asyncio.create_task(_one(one, port, free)))
    answers = await asyncio.gather(*asked)
    for line in free:
        line.hang_up()
    return answers


async def _one(asked: Question, port: int, free: list[Line]) -> Answer:
    """Ask on a free line, or on a new one; once more where the server had closed the free one."""
    status, size, line = NOTHING, 0, None
    try:
        async with asyncio.timeout(PATIENCE):
            said = await line.ask(asked.told) if (line := free.pop() if free else None) else None
            if said is None:
                line = await _connected(port)
                said = await line.ask(asked.told)
        if said is not None and line is not None:
            status, size = said.status, said.size
            free.append(line)
    except (TimeoutError, OSError):
        if line is not None:
            line.hang_up()
    now = time.perf_counter()
    return Answer(asked.kind, status, now - asked.at, now, size)


@dataclass(frozen=True)
class Said:
    """What a server said: the status, and how many bytes there were."""

    status: int
    size: int


class Line(asyncio.Protocol):
    """A line on which one question is asked after the other."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._told = b""
        self._answered: asyncio.Future[Said | None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take it."""
        self._transport = cast(asyncio.Transport, transport)

    async def ask(self, told: bytes) -> Said | None:
        """The answer; None if the line was closed before there was any."""
        if self._transport is None or self._transport.is_closing():
            return None
        self._told, self._answered = b"", asyncio.get_running_loop().create_future()
        self._transport.write(told)
        return await self._answered

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer, whose length its head must say."""
        self._told += data
        head, found, body = self._told.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if found and len(body) >= int(length or 0):
            self._finish(Said(int(head[9:12]), len(self._told)))

    def connection_lost(self, problem: Exception | None) -> None:
        """Say that nothing more comes."""
        self._transport = None
        self._finish(None)

    def _finish(self, said: Said | None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(said)

    def hang_up(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.abort()


async def _connected(port: int) -> Line:
    _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    return line
