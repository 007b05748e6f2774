"""Whether a body may decide with those who are there (HGO §53)."""

from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True)
class Finding:
    """A count of those present: enough or not, how many were needed, and why."""

    quorate: bool
    present: int
    needed: int
    paragraph: str


def needed(statutory_seats: int) -> int:
    """Members needed: more than half of the statutory number, not of those in office (HGO §53(1))."""
    if statutory_seats < 1:
        raise ValueError("Die gesetzliche Mitgliederzahl ist mindestens 1.")
    return statutory_seats // 2 + 1


def present(
    in_room: Set[Person],
    *,
    connected: Set[Person] = frozenset(),
    remote_allowed: bool = False,
    barred: Set[Person] = frozenset(),
) -> frozenset[Person]:
    """Who counts as present for one item.

    Those `connected` by video count only where the main by-law allows it (HGO §52a). Those
    `barred` from this item by conflict of interest do not count for it (HGO §25).
    """
    there = in_room | connected if remote_allowed else in_room
    return frozenset(there) - barred


def count(statutory_seats: int, *, present: int, barred: int = 0) -> Finding:
    """Find the quorum of an ordinary meeting (HGO §53(1)).

    `present` are those who count for the item, `barred` those excluded from it by §25: if they
    are more than half of the statutory number, any number of the rest is enough (§53(2)).
    ValueError if the numbers cannot be.
    """
    at_least = needed(statutory_seats)
    if min(present, barred) < 0 or present + barred > statutory_seats:
        raise ValueError("Anwesende und Ausgeschlossene passen nicht zur gesetzlichen Mitgliederzahl.")
    if barred * 2 > statutory_seats:
        return Finding(present >= 1, present, 1, "HGO §53(2) mit §25")
    return Finding(present >= at_least, present, at_least, "HGO §53(1)")


def count_second_meeting(statutory_seats: int, *, present: int, announced: bool) -> Finding:
    """Find the quorum of a meeting called again on a matter put off for lack of quorum (HGO §53(2)).

    Any number is enough if the invitation said so (`announced`); otherwise the ordinary rule.
    """
    ordinary = count(statutory_seats, present=present)
    if not announced:
        return ordinary
    return Finding(present >= 1, present, 1, "HGO §53(2)")


def holds(at_opening: Finding, *, on_motion: Sequence[Finding] = ()) -> bool:
    """Whether decisions stand: the finding at the opening holds until another is made on motion.

    `on_motion` are the counts a member moved for, in order. The chair may not count of his own
    accord, and members who merely left change nothing (HGO §53(1)).
    """
    return (at_opening, *on_motion)[-1].quorate
