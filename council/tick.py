"""Finds what became due and does it: ordinary acts by the system, each safe to repeat."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

logger = logging.getLogger(__name__)

# A chore gets the moment and returns how many things it did.
Chore = Callable[[datetime], int]
CHORES: dict[str, Chore] = {}
EAGER: set[str] = set()


def chore(name: str, *, eager: bool = False) -> Callable[[Chore], Chore]:
    """Register a chore; an eager one is also done as soon as the journal grows, not only every minute."""

    def register(function: Chore) -> Chore:
        CHORES[name] = function
        if eager:
            EAGER.add(name)
        return function

    return register


def run(now: datetime, *, only: set[str] | None = None) -> dict[str, int]:
    """Do every chore (or those named) once; returns how many things each did. One that fails stops no other."""
    done: dict[str, int] = {}
    for name, function in CHORES.items():
        if only is not None and name not in only:
            continue
        try:
            done[name] = function(now)
        except Exception:  # a chore may fail in any way; it is tried again at the next tick
            logger.exception("Die Aufgabe %s schlug fehl", name)
    return done
