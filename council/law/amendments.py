"""In which order amendments are voted, and which of them an adoption makes pointless.

Practice of the houses, to be confirmed for Kassel (GO §29): the programme proposes, the chair fixes.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from council.law.procedure import PUTS_OFF, ProceduralMotion, procedural_order

Key = TypeVar("Key", bound=Hashable)


class Kind(StrEnum):
    """What an amendment does to the parent text."""

    REPLACE_ALL = "replace_all"
    DELETE_POINT = "delete_point"
    REPLACE_POINT = "replace_point"
    CHANGE_WORDS = "change_words"
    INSERT = "insert"
    EDITORIAL = "editorial"


RANKS: Mapping[Kind, int] = {
    Kind.REPLACE_ALL: 100,
    Kind.DELETE_POINT: 80,
    Kind.REPLACE_POINT: 60,
    Kind.CHANGE_WORDS: 40,
    Kind.INSERT: 20,
    Kind.EDITORIAL: 10,
}


@dataclass(frozen=True)
class Span:
    """A half-open stretch of the parent text; `start == end` is a place for an insertion.

    The unit is the caller's (code points, or numbered points with point 2 as 2 to 3), the same
    throughout one text. ValueError for a stretch that ends before it starts.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError("Die Textstelle endet vor ihrem Anfang.")

    def overlaps(self, other: "Span") -> bool:
        """Whether both touch the same text; two insertions at one place do not."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Amendment(Generic[Key]):
    """One amendment: `spans` of the parent text it touches (none needed for REPLACE_ALL).

    `change` is the size of a change of a number, 0 if none is changed. `fixed_rank` is the
    chair's, instead of the proposed one.
    """

    key: Key
    kind: Kind
    submitted_at: datetime
    spans: tuple[Span, ...] = ()
    change: Fraction | int = 0
    fixed_rank: int | None = None

    def __post_init__(self) -> None:
        if not self.spans and self.kind is not Kind.REPLACE_ALL:
            raise ValueError("Der Änderungsantrag nennt keine Textstelle.")

    @property
    def rank(self) -> int:
        """How far it departs from the parent text: the chair's word, or the proposal by kind."""
        return RANKS[self.kind] if self.fixed_rank is None else self.fixed_rank


@dataclass(frozen=True)
class Course(Generic[Key]):
    """Where the voting on one item stands.

    `open`: still to be voted, in this order, the main text last. `moot`: all its places are changed
    by an adopted one that goes further. `partly_moot`: still open, but some of its places are
    changed: the chair looks at it. `adopted`: amendments in the final text, in voting order.
    `put_off`: the item was postponed or referred; nothing is voted, the undecided stay pending.
    """

    open: tuple[Key, ...]
    moot: frozenset[Key]
    partly_moot: frozenset[Key]
    adopted: tuple[Key, ...]
    put_off: bool


def voting_order(amendments: Sequence[Amendment[Key]]) -> tuple[Amendment[Key], ...]:
    """The most far-reaching first; then the larger change of a number; then the earlier one.

    Full equals stay in the order given.
    """
    return tuple(sorted(amendments, key=lambda one: (-one.rank, -Fraction(one.change), one.submitted_at)))


def course(
    main: Key,
    *,
    amendments: Sequence[Amendment[Key]],
    decided: Mapping[Key, bool],
    procedural: Sequence[ProceduralMotion[Key]] = (),
) -> Course[Key]:
    """What is still to be voted on an item, after what was `decided` (key: adopted or not).

    An amendment the mover takes over counts as adopted; it makes none moot that goes further, and is
    itself moot once such a one is adopted. Procedural motions come first, then the
    amendments, then the main text. ValueError for a key used twice or decided but unknown.
    """
    procedures = procedural_order(procedural)
    ordered = voting_order(amendments)
    keys = [*(one.key for one in procedures), *(one.key for one in ordered), main]
    if len(set(keys)) != len(keys):
        raise ValueError("Ein Antrag ist doppelt aufgeführt.")
    if set(decided) - set(keys):
        raise ValueError("Es ist über einen Antrag entschieden, der nicht aufgeführt ist.")
    adopted, moot, partly_moot = _effects(ordered, decided)
    put_off = any(decided.get(one.key, False) and one.procedure in PUTS_OFF for one in procedures)
    waiting = tuple(key for key in keys if key not in decided and key not in moot)
    return Course(() if put_off else waiting, moot, partly_moot, adopted, put_off)


def _effects(
    ordered: Sequence[Amendment[Key]], decided: Mapping[Key, bool]
) -> tuple[tuple[Key, ...], frozenset[Key], frozenset[Key]]:
    effective: list[Amendment[Key]] = []
    moot: set[Key] = set()
    partly_moot: set[Key] = set()
    for one in ordered:
        if decided.get(one.key) is False:
            continue
        changed = _changed_places(one, effective)
        if all(changed):
            moot.add(one.key)
        elif decided.get(one.key):
            effective.append(one)
        elif any(changed):
            partly_moot.add(one.key)
    return tuple(one.key for one in effective), frozenset(moot), frozenset(partly_moot)


def _changed_places(one: Amendment[Key], effective: Sequence[Amendment[Key]]) -> list[bool]:
    """For each place the amendment touches, whether an adopted one has changed it already."""
    if any(other.kind is Kind.REPLACE_ALL for other in effective):
        return [True]
    if one.kind is Kind.REPLACE_ALL:
        return [False]
    places = [place for other in effective for place in other.spans]
    return [any(span.overlaps(place) for place in places) for span in one.spans]
