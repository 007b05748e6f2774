"""The one loop of the installation that lets the journal's readers go on and does the chores."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from dataclasses import dataclass
from uuid import uuid4

from django.db import connections
from django.utils import timezone

from council import journal, tick, unjournaled

logger = logging.getLogger(__name__)

LEASE = "follow"
LEASE_SECONDS = 15  # how long others wait after this process died without a word
BEAT_SECONDS = 3.0
POLL_SECONDS = 1.0
RETRY_SECONDS = 10.0  # after which a reader that failed is tried again, though nothing new happened
TICK_SECONDS = 60.0


def run(stop: threading.Event) -> None:
    """Follow the journal until `stop` is set. Of several processes only the holder of the lease works."""
    holder, held = uuid4().hex, threading.Event()
    loops = [threading.Thread(target=loop, args=(stop, held), daemon=True) for loop in (_read, _do_chores)]
    for loop in loops:
        loop.start()
    try:
        _keep_lease(stop, held, holder=holder)
    finally:
        stop.set()
        for loop in loops:
            loop.join(timeout=5)
        unjournaled.drop_lease(LEASE, holder=holder)
        connections.close_all()


def _keep_lease(stop: threading.Event, held: threading.Event, *, holder: str) -> None:
    """Prolong the lease in a thread of its own, so that neither a long slice nor a long chore loses it."""
    while not stop.is_set():
        try:
            mine = unjournaled.take_lease(LEASE, holder=holder, seconds=LEASE_SECONDS)
        except Exception:  # the database may be away for a while; the loop outlives it
            logger.exception("Das Pfand der Schleife war nicht zu nehmen")
            mine = False
        finally:
            connections.close_all()
        if mine:
            held.set()
        else:
            held.clear()
        stop.wait(BEAT_SECONDS)


def _read(stop: threading.Event, held: threading.Event) -> None:
    """Let the readers go on as soon as the journal grows, whoever wrote it."""
    seen, tried = -1, 0.0
    while not stop.is_set():
        journal.wake.wait(POLL_SECONDS)
        journal.wake.clear()
        if not held.is_set():
            continue
        try:
            head = journal.head_number()
            if head != seen or time.monotonic() - tried >= RETRY_SECONDS:
                tried = time.monotonic()
                journal.drain()
                seen = head
        except Exception:  # the database may be away for a while; the loop outlives it
            logger.exception("Die Schleife der Leser stolperte")
            stop.wait(POLL_SECONDS)
        finally:
            connections.close_all()


def _do_chores(stop: threading.Event, held: threading.Event) -> None:
    """Do eager chores when the journal has grown and all chores every minute; long ones do not hold up the readers."""
    seen, last = -1, -TICK_SECONDS
    while not stop.wait(POLL_SECONDS):
        if not held.is_set():
            continue
        try:
            head = journal.head_number()
            if time.monotonic() - last >= TICK_SECONDS:
                last = time.monotonic()
                tick.run(timezone.now())
            elif head != seen:
                tick.run(timezone.now(), only=tick.EAGER)
            seen = head
        except Exception:  # the database may be away for a while; the loop outlives it
            logger.exception("Die Schleife der Aufgaben stolperte")
        finally:
            connections.close_all()


@dataclass(frozen=True)
class Following:
    """The loop running in a thread of this process."""

    stop: threading.Event
    thread: threading.Thread

    def end(self, *, seconds: float = 30) -> None:
        """Stop the loop and wait until it has let go of the database and given the lease back."""
        self.stop.set()
        journal.wake.set()
        self.thread.join(timeout=seconds)


def start_in_background() -> Following:
    """Start the loop in a thread of this process; it also ends with the process, so that the next need not wait."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), daemon=True, name="follow")
    thread.start()
    following = Following(stop, thread)
    atexit.register(following.end, seconds=3)
    return following
