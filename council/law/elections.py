"""Who is elected when one post is filled by majority (HGO §55(5)). A lot is named, never drawn."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from council.law import lots

Candidate = TypeVar("Candidate", bound=Hashable)

RUNOFF_CANDIDATES = 2


class Step(StrEnum):
    """What follows a ballot."""

    ELECTED = "elected"
    NEXT_BALLOT = "next_ballot"
    LOT = "lot"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Ballot(Generic[Candidate]):
    """Votes counted in one ballot: no votes are valid, abstentions are not (HGO §55(5)).

    ValueError without candidates or for a negative count.
    """

    votes: Mapping[Candidate, int]
    no: int = 0
    abstain: int = 0
    invalid: int = 0

    def __post_init__(self) -> None:
        if not self.votes:
            raise ValueError("Zur Wahl steht niemand.")
        if min(self.no, self.abstain, self.invalid, *self.votes.values()) < 0:
            raise ValueError("Eine Stimmenzahl kann nicht negativ sein.")

    @property
    def valid(self) -> int:
        """Valid votes: for a candidate or no."""
        return sum(self.votes.values()) + self.no


@dataclass(frozen=True)
class Outcome(Generic[Candidate]):
    """What a ballot led to.

    ELECTED: `elected` is set. NEXT_BALLOT: `advancing` go on, and `places` more drawn by lot from
    `tied`. LOT: the chair draws the one elected from `tied`. NOBODY: the election failed.
    """

    step: Step
    elected: Candidate | None = None
    advancing: frozenset[Candidate] = frozenset()
    tied: frozenset[Candidate] = frozenset()
    places: int = 0


def first_ballot(ballot: Ballot[Candidate]) -> Outcome[Candidate]:
    """More than half of the valid votes elects; otherwise several candidates need a second ballot.

    If more than two got votes, the two with the most go on; equals at that cut are tied.
    """
    winner = _winner(ballot)
    if winner is not None:
        return Outcome(Step.ELECTED, elected=winner)
    if len(ballot.votes) == 1:
        return Outcome(Step.NOBODY)
    voted_for = {name: Fraction(count) for name, count in ballot.votes.items() if count}
    if len(voted_for) <= RUNOFF_CANDIDATES:
        return Outcome(Step.NEXT_BALLOT, advancing=frozenset(ballot.votes))
    cut = lots.highest(voted_for, places=RUNOFF_CANDIDATES)
    return Outcome(Step.NEXT_BALLOT, advancing=cut.sure, tied=cut.tied, places=cut.places)


def second_ballot(ballot: Ballot[Candidate]) -> Outcome[Candidate]:
    """More than half of the valid votes elects; equal votes at the top are decided by lot.

    Nobody is elected if one leads without a majority, or if at least half of the valid votes are no.
    """
    winner = _winner(ballot)
    if winner is not None:
        return Outcome(Step.ELECTED, elected=winner)
    most = max(ballot.votes.values())
    leading = frozenset(name for name, count in ballot.votes.items() if count == most)
    if len(leading) > 1 and ballot.no * 2 < ballot.valid:
        return Outcome(Step.LOT, tied=leading, places=1)
    return Outcome(Step.NOBODY)


def _winner(ballot: Ballot[Candidate]) -> Candidate | None:
    return next((name for name, count in ballot.votes.items() if count * 2 > ballot.valid), None)
