"""A crowd of open pages in a process of its own, which says afterwards what they showed of every change, and when."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

import uvloop

from benchmarks import live
from benchmarks.watching import Socket, open_sockets

CLEAR = "clear"


class Crowd:
    """The pages of guests and then of members, by (path, cookie)."""

    def __init__(self, addresses: list[tuple[str, str]], *, members: int, port: int) -> None:
        context = multiprocessing.get_context("fork")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, addresses, members, port), daemon=True)
        self._process.start()
        theirs.close()
        self._line.recv()  # all are open

    def clear(self) -> None:
        """Forget what was shown so far."""
        self._line.send(CLEAR)

    def told(self, commits: Mapping[int, float]) -> dict[str, Any]:
        """What the pages showed of the changes made at these moments (`live.exactly_once`, `live.delays`)."""
        self._line.send(dict(commits))
        answer: dict[str, Any] = self._line.recv()
        return answer

    def end(self) -> None:
        """Close all pages."""
        self._process.terminate()
        self._process.join()


def _serve(line: Connection, addresses: list[tuple[str, str]], members: int, port: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    uvloop.run(_watch(line, addresses, members, port))


async def _watch(line: Connection, addresses: list[tuple[str, str]], members: int, port: int) -> None:
    pages = await open_sockets(addresses, port=port)
    line.send(len(pages))
    while True:
        word = await asyncio.to_thread(line.recv)
        if word == CLEAR:
            for page in pages:
                page.frames.clear()
        else:
            line.send(_verdict(pages, word, members))


def _verdict(pages: list[Socket], commits: Mapping[int, float], members: int) -> dict[str, Any]:
    guests = pages[: len(pages) - members]
    return {**live.exactly_once(pages, commits, guests=guests), **live.delays(pages, commits, members=members)}
