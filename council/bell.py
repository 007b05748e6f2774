"""Tells rooms after a commit that something happened; the telling may be lost without harm."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cache

from django.conf import settings

from council.belfry import Belfry

logger = logging.getLogger(__name__)

CHANNEL = "council.bell"

Listener = Callable[[str], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener(room)` called after every commit that touched the room. It must be quick and thread-safe."""
    if listener not in _listeners:
        _listeners.append(listener)


def ring(rooms: Iterable[str]) -> None:
    """Tell every listener of each room, here and in the other processes of the installation."""
    told = sorted(rooms)
    tell(told)
    if settings.REDIS_URL:
        belfry().ring(told)


def tell(rooms: Iterable[str]) -> None:
    """Tell the listeners of this process; one that fails is logged and forgotten, never the act's problem."""
    for room in rooms:
        for listener in _listeners:
            try:
                listener(room)
            except Exception:  # the bell may be lost without harm: clients ask again from their cursor
                logger.exception("Die Glocke für %s blieb stumm", room)


@cache
def belfry() -> Belfry:
    """The line to the other processes; of several installations on one Redis each has its own."""
    return Belfry(settings.REDIS_URL, channel=f"{settings.REDIS_PREFIX}.{CHANNEL}", tell=tell)


def hear_others() -> None:
    """Hear from now on what other processes did, if there are any."""
    if settings.REDIS_URL:
        belfry().hear_in_background()
