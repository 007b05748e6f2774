"""Asks the database for open sockets in threads of their own, which never queue behind pages and keep a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import Error, connection

_R = TypeVar("_R")


class Thread:
    """One thread, which answers one question after the other."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def ask(self, question: Callable[..., _R], *inputs: object) -> _R:
        """The answer to a question; whatever it raises is raised."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, _answer, question, inputs)

    def rest(self) -> Future[None]:
        """Let go of the connection once everything asked so far is answered."""
        return self._pool.submit(_let_go)


def _answer(question: Callable[..., _R], inputs: Sequence[object]) -> _R:
    try:
        return question(*inputs)
    except Error:
        connection.close()  # perhaps it was the connection; the next question gets a new one
        raise


def _let_go() -> None:
    connection.close()
