"""Forgets what is known of people once its period is over: counted first, then carried out by ordinary acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Count = Callable[[datetime], int]


@dataclass(frozen=True)
class Step:
    """What is forgotten for one purpose: how many things are due at a moment, and what forgets them."""

    due: Count
    forget: Count


STEPS: dict[str, Step] = {}


def register(purpose: str, *, due: Count, forget: Count) -> None:
    """Say how one purpose of the table of retention is forgotten; its act leaves an entry for each thing."""
    STEPS[purpose] = Step(due, forget)


def due(now: datetime) -> dict[str, int]:
    """How many things are due, by purpose; nothing is changed."""
    return {purpose: step.due(now) for purpose, step in STEPS.items()}


def apply(now: datetime) -> dict[str, int]:
    """Forget what is due; how many things, by purpose. An act takes a limited number, so it is repeated to the end."""
    return {purpose: _to_the_end(step, now) for purpose, step in STEPS.items()}


def _to_the_end(step: Step, now: datetime) -> int:
    forgotten = 0
    while some := step.forget(now):
        forgotten += some
    return forgotten
