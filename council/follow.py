"""The one loop of the installation that lets the journal's readers go on and does the chores."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from uuid import uuid4

from django.db import connections
from django.utils import timezone

from council import journal, tick, unjournaled

logger = logging.getLogger(__name__)

LEASE_SECONDS = 10
POLL_SECONDS = 1.0
TICK_SECONDS = 60.0


def run(stop: threading.Event) -> None:
    """Follow the journal until `stop` is set. Of several processes only the holder of the lease works."""
    holder = uuid4().hex
    busy = threading.Thread(target=_chores, args=(stop, holder), daemon=True, name="chores")
    busy.start()
    seen = -1
    while not stop.is_set():
        journal.wake.wait(POLL_SECONDS)
        journal.wake.clear()
        try:
            if not unjournaled.take_lease("follow", holder=holder, seconds=LEASE_SECONDS):
                continue
            head = journal.head_number()
            if head != seen:
                journal.drain()
                seen = head
        except Exception:  # the database may be away for a while; the loop outlives it
            logger.exception("Die Schleife der Leser stolperte")
            time.sleep(POLL_SECONDS)
        finally:
            connections.close_all()
    busy.join(timeout=5)
    unjournaled.drop_lease("follow", holder=holder)
    connections.close_all()


def _chores(stop: threading.Event, holder: str) -> None:
    """Do eager chores when the journal has grown and all chores every minute; long ones do not hold up the readers."""
    seen, last = -1, 0.0
    while not stop.wait(POLL_SECONDS):
        try:
            if not unjournaled.take_lease("chores", holder=holder, seconds=3 * LEASE_SECONDS):
                continue
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

    def end(self) -> None:
        """Stop the loop and wait until it has let go of the database."""
        self.stop.set()
        journal.wake.set()
        self.thread.join(timeout=30)


def start_in_background() -> Following:
    """Start the loop in a thread of this process."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), daemon=True, name="follow")
    thread.start()
    return Following(stop, thread)
