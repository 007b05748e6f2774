"""Which procedural motions there are, in which order they are put, and what each needs to pass.

Practice of the houses, to be confirmed for Kassel (GO §§23-24): the further-going one is put first.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from council.law import majorities

Key = TypeVar("Key", bound=Hashable)


class Procedure(StrEnum):
    """What is moved for."""

    CLOSE_MEETING = "close_meeting"
    INTERRUPT = "interrupt"
    EXCLUDE_PUBLIC = "exclude_public"
    ADMIT_PUBLIC = "admit_public"
    QUORUM = "quorum"
    TAKE_OFF = "take_off"
    POSTPONE = "postpone"
    REFER = "refer"
    END_DEBATE = "end_debate"
    END_LIST = "end_list"
    ROLL_CALL = "roll_call"
    EXTEND = "extend"
    REORDER = "reorder"
    JOIN = "join"
    TODAY = "today"


# The further-going one is put first: what ends the meeting before what ends the item, that before what ends the debate.
RANKS: Mapping[Procedure, int] = {
    Procedure.CLOSE_MEETING: 100,
    Procedure.INTERRUPT: 90,
    Procedure.EXCLUDE_PUBLIC: 80,
    Procedure.ADMIT_PUBLIC: 80,
    Procedure.QUORUM: 70,
    Procedure.TAKE_OFF: 60,
    Procedure.POSTPONE: 50,
    Procedure.REFER: 50,
    Procedure.END_DEBATE: 40,
    Procedure.END_LIST: 30,
    Procedure.ROLL_CALL: 20,
    Procedure.EXTEND: 10,
    Procedure.REORDER: 10,
    Procedure.JOIN: 10,
    Procedure.TODAY: 10,
}

PUTS_OFF = frozenset({Procedure.TAKE_OFF, Procedure.POSTPONE, Procedure.REFER})
OF_THE_MEETING = frozenset({Procedure.CLOSE_MEETING, Procedure.INTERRUPT, Procedure.QUORUM})
OF_THE_DEBATE = frozenset({Procedure.END_DEBATE, Procedure.END_LIST, Procedure.ROLL_CALL})
OF_THE_AGENDA = frozenset(
    {
        Procedure.EXTEND,
        Procedure.TAKE_OFF,
        Procedure.POSTPONE,
        Procedure.REFER,
        Procedure.REORDER,
        Procedure.JOIN,
        Procedure.TODAY,
        Procedure.EXCLUDE_PUBLIC,
        Procedure.ADMIT_PUBLIC,
    }
)
# Nobody votes: the chair counts those present, or a demand with enough behind it is met.
WITHOUT_A_VOTE = frozenset({Procedure.QUORUM, Procedure.ROLL_CALL})

_BASES: Mapping[Procedure, str] = {
    Procedure.CLOSE_MEETING: "HGO §58(4)",
    Procedure.EXCLUDE_PUBLIC: "HGO §52(1)",
    Procedure.ADMIT_PUBLIC: "HGO §52(1)",
    Procedure.QUORUM: "HGO §53(1)",
    Procedure.EXTEND: "HGO §58(2)",
}
USUAL_BASIS = "GO §§23–24"


@dataclass(frozen=True)
class ProceduralMotion(Generic[Key]):
    """A procedural motion as it was made."""

    key: Key
    procedure: Procedure
    submitted_at: datetime


def procedural_order(motions: Sequence[ProceduralMotion[Key]]) -> tuple[ProceduralMotion[Key], ...]:
    """The further-going one first; of equals the earlier one."""
    return tuple(sorted(motions, key=lambda one: (-RANKS[one.procedure], one.submitted_at)))


def basis(procedure: str) -> str:
    """The paragraph the motion rests on; ValueError for what is no procedural motion."""
    return _BASES.get(Procedure(procedure), USUAL_BASIS)


def rule(procedure: str, *, extension: str) -> str:
    """The majority it needs: `extension` for an item not on the invitation (HGO §58(2)), else the simple one."""
    return extension if Procedure(procedure) is Procedure.EXTEND else majorities.Rule.SIMPLE


def needs_heads(procedure: str) -> bool:
    """Whether the heads must be counted: two thirds of the statutory number can only be shown by counting."""
    return Procedure(procedure) is Procedure.EXTEND


def roll_call_is_met(*, present: int, supporters: int, by_faction: bool) -> bool:
    """Whether a demand for a roll call has enough behind it: a faction, or a quarter of those present."""
    return by_faction or (present > 0 and supporters >= majorities.quarter(present))
