"""Carries the bell from process to process over Redis; without it every process notices others' acts a second later."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

AWAY = (RedisError, OSError)
WAIT_SECONDS = 0.5  # for Redis to answer; an act that is already kept is held up no longer
SPARED_SECONDS = 5.0  # after Redis was found away nobody waits for it again
AGAIN_SECONDS = 1.0
LINE: dict[str, Any] = {
    "socket_connect_timeout": WAIT_SECONDS,
    "socket_timeout": WAIT_SECONDS,
    "retry": Retry(NoBackoff(), 0),
}


class Belfry:
    """The line of one process to all others: it rings there what happened here, and hears what happened there."""

    def __init__(self, url: str, *, channel: str, tell: Callable[[list[str]], None]) -> None:
        self._channel, self._tell = channel, tell
        self._here = uuid4().hex
        self._away_until = 0.0
        self._speaking = Redis.from_url(url, decode_responses=True, **LINE)
        self._hearing = Redis.from_url(url, decode_responses=True, **LINE)

    def ring(self, rooms: Iterable[str]) -> None:
        """Tell the other processes; where Redis is away they see it in the journal."""
        told = " ".join(rooms)
        if not told or time.monotonic() < self._away_until:
            return
        try:
            self._speaking.publish(self._channel, f"{self._here} {told}")
        except AWAY:
            self._away_until = time.monotonic() + SPARED_SECONDS
            logger.warning("Redis ist fort; andere Prozesse sehen im Journal, was geschah")

    def hear_in_background(self) -> Hearing:
        """Hear in a thread of its own until it is told to stop."""
        stop, ready = threading.Event(), threading.Event()
        thread = threading.Thread(target=self._hear, args=(stop, ready), daemon=True, name="belfry")
        thread.start()
        return Hearing(stop, ready, thread)

    def _hear(self, stop: threading.Event, ready: threading.Event) -> None:
        told = False
        while not stop.is_set():
            try:
                self._listen(stop, ready)
            except AWAY:
                if ready.is_set() or not told:  # once each time it goes away
                    logger.warning("Redis ist fort; was andere Prozesse tun, steht im Journal")
                told = True
            ready.clear()
            stop.wait(AGAIN_SECONDS)

    def _listen(self, stop: threading.Event, ready: threading.Event) -> None:
        with self._hearing.pubsub() as line:  # type: ignore[no-untyped-call]  # the library has no types there
            line.subscribe(self._channel)
            while not stop.is_set():
                message = line.get_message(timeout=AGAIN_SECONDS)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    ready.set()
                else:
                    self._take(message["data"])

    def _take(self, said: str) -> None:
        there, *rooms = said.split(" ")
        if there != self._here:
            self._tell(rooms)


class Hearing:
    """The thread that hears."""

    def __init__(self, stop: threading.Event, ready: threading.Event, thread: threading.Thread) -> None:
        self._stop, self.ready, self._thread = stop, ready, thread

    def end(self) -> None:
        """Stop hearing."""
        self._stop.set()
        self._thread.join(timeout=5)
