"""How long a faction and a speaker may speak, and how much of it is left."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Generic, TypeVar

Faction = TypeVar("Faction", bound=Hashable)


@dataclass(frozen=True)
class Pools(Generic[Faction]):
    """Speaking time in whole minutes; `reserve` is what rounding down leaves to the chair."""

    minutes: Mapping[Faction, int]
    reserve: int


class Signal(StrEnum):
    """What the timer shows a speaker."""

    RUNNING = "running"
    WARNING = "warning"
    OVER = "over"


@dataclass(frozen=True)
class Pause:
    """An interruption of a speech; it still lasts while `ended_at` is None.

    ValueError if it ends before it began.
    """

    began_at: datetime
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.ended_at is not None and self.ended_at < self.began_at:
            raise ValueError("Die Unterbrechung endet vor ihrem Beginn.")


def pools(seats: Mapping[Faction, int], *, total_minutes: int, base_minutes: int) -> Pools[Faction]:
    """Share a debate's minutes: the same base for each faction, the rest in proportion to seats.

    Local practice (GO §22). ValueError without factions or seats, for a negative number, or if
    the bases alone exceed the total.
    """
    if not seats or min(seats.values()) < 0 or not any(seats.values()):
        raise ValueError("Redezeit wird auf Fraktionen mit Sitzen verteilt.")
    rest = total_minutes - base_minutes * len(seats)
    if base_minutes < 0 or rest < 0:
        raise ValueError("Die Grundredezeiten passen nicht in die Gesamtredezeit.")
    everybody = sum(seats.values())
    minutes = {name: base_minutes + rest * held // everybody for name, held in seats.items()}
    return Pools(minutes, total_minutes - sum(minutes.values()))


def seconds_used(started_at: datetime, *, until: datetime, pauses: Sequence[Pause] = ()) -> int:
    """Whole seconds spoken from the start `until` a moment, without the interruptions.

    Parts of a pause outside the speech do not count. ValueError if `until` is before the start or
    pauses overlap.
    """
    if until < started_at:
        raise ValueError("Der Zeitpunkt liegt vor dem Beginn der Rede.")
    spans = sorted((pause.began_at, pause.ended_at or until) for pause in pauses)
    if any(following[0] < earlier[1] for earlier, following in pairwise(spans)):
        raise ValueError("Unterbrechungen überschneiden sich.")
    silent = sum((_overlap(span, (started_at, until)) for span in spans), timedelta())
    return (until - started_at - silent) // timedelta(seconds=1)


def place(ranks: Sequence[int], rank: int) -> int:
    """Where a request joins a list of ranks (0 is the front): behind the last of its own rank or one before it."""
    return max((index + 1 for index, known in enumerate(ranks) if known <= rank), default=0)


def signal(seconds_left: int, *, warn_seconds: int = 60) -> Signal:
    """What to show with so many seconds left; 0 is over."""
    if seconds_left <= 0:
        return Signal.OVER
    return Signal.WARNING if seconds_left <= warn_seconds else Signal.RUNNING


def _overlap(span: tuple[datetime, datetime], speech: tuple[datetime, datetime]) -> timedelta:
    return max(timedelta(), min(span[1], speech[1]) - max(span[0], speech[0]))
