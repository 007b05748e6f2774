"""Tells rooms after a commit that something happened; the telling may be lost without harm."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

logger = logging.getLogger(__name__)

Listener = Callable[[str], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener(room)` called after every commit that touched the room. It must be quick and thread-safe."""
    if listener not in _listeners:
        _listeners.append(listener)


def ring(rooms: Iterable[str]) -> None:
    """Tell every listener of each room; a listener that fails is logged and forgotten, never the act's problem."""
    for room in sorted(rooms):
        for listener in _listeners:
            try:
                listener(room)
            except Exception:  # the bell may be lost without harm: clients ask again from their cursor
                logger.exception("Die Glocke für %s blieb stumm", room)
