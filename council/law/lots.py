"""Where a lot has to decide: the cut among equals, and chances of a draw. The lot itself is drawn elsewhere."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

Candidate = TypeVar("Candidate", bound=Hashable)


@dataclass(frozen=True)
class Cut(Generic[Candidate]):
    """The highest, as far as they are certain: `places` more are to be drawn among `tied`."""

    sure: frozenset[Candidate]
    tied: frozenset[Candidate]
    places: int


def highest(values: Mapping[Candidate, Fraction], *, places: int) -> Cut[Candidate]:
    """The `places` candidates with the highest values; equals at the cut are returned as tied."""
    if places >= len(values):
        return Cut(frozenset(values), frozenset(), 0)
    if places <= 0:
        return Cut(frozenset(), frozenset(), 0)
    cut = sorted(values.values(), reverse=True)[places - 1]
    above = frozenset(name for name, value in values.items() if value > cut)
    equal = frozenset(name for name, value in values.items() if value == cut)
    if len(above) + len(equal) == places:
        return Cut(above | equal, frozenset(), 0)
    return Cut(above, equal, places - len(above))


def required_response(seats: int, *, letters: int) -> Fraction:
    """Share of the letters that must be answered to fill the seats of a citizens' assembly.

    ValueError without letters or with more seats than letters.
    """
    if not 0 <= seats <= letters or letters == 0:
        raise ValueError("Es müssen mindestens so viele Briefe verschickt werden, wie Plätze zu losen sind.")
    return Fraction(seats, letters)
