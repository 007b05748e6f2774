"""Seats in proportion to votes. A tie is returned with the seats it is about, never decided.

Which method applies on which day is the rulebook's knowledge (KWG §22(3), HGO §62(2)).
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from council.law import lots

Name = TypeVar("Name", bound=Hashable)

Votes = int | str | Decimal | Fraction


class Method(StrEnum):
    """The methods, as the rulebook names them."""

    HARE_NIEMEYER = "hare_niemeyer"
    D_HONDT = "d_hondt"
    SAINTE_LAGUE = "sainte_lague"


@dataclass(frozen=True)
class Distribution(Generic[Name]):
    """Seats that are `sure`; `remaining` more go by lot to as many different ones of `tied`."""

    sure: Mapping[Name, int]
    tied: frozenset[Name] = frozenset()
    remaining: int = 0

    @property
    def is_final(self) -> bool:
        """Nothing is left to a lot."""
        return self.remaining == 0

    def after_lot(self, drawn: Collection[Name]) -> "Distribution[Name]":
        """The final seats once the chair has drawn; ValueError if the draw does not fit the tie."""
        winners = frozenset(drawn)
        if len(winners) != len(drawn) or len(winners) != self.remaining or winners - self.tied:
            raise ValueError("Das Losergebnis passt nicht zu den offenen Sitzen.")
        return Distribution({name: seats + (name in winners) for name, seats in self.sure.items()})


def hare_niemeyer(votes: Mapping[Name, Votes], *, seats: int) -> Distribution[Name]:
    """Whole quotas, then the largest fractions (KWG §22(3)).

    `votes` are counts or percentages of the lists taking part (int, Fraction, Decimal or a decimal
    string such as "28.70"). ValueError for floats, negative or no votes, or less than one seat.
    """
    whole, fractions = _quotas(votes, seats=seats)
    return _hand_out(whole, fractions, seats=seats)


def hare_niemeyer_with_majority_clause(
    votes: Mapping[Name, Votes], *, seats: int, joint: Collection[Name] = ()
) -> Distribution[Name]:
    """Hare/Niemeyer, where more than half of the votes means more than half of the seats (KWG §22(4)).

    The list concerned gets the first of the fractional seats, unless it is a `joint` list of
    several groups. Not for two posts filled by election (HGO §55(4)). Errors as `hare_niemeyer`.
    """
    whole, fractions = _quotas(votes, seats=seats)
    half = sum(_shares(votes).values()) / 2
    for name, share in _shares(votes).items():
        if share > half and whole[name] * 2 <= seats and name not in joint:
            whole[name] += 1
            del fractions[name]
    return _hand_out(whole, fractions, seats=seats)


def d_hondt(votes: Mapping[Name, Votes], *, seats: int) -> Distribution[Name]:
    """Highest quotients of votes by 1, 2, 3 … Input and errors as `hare_niemeyer`."""
    return _highest_quotients(votes, seats=seats, divisor=lambda held: held + 1)


def sainte_lague(votes: Mapping[Name, Votes], *, seats: int) -> Distribution[Name]:
    """Highest quotients of votes by 1, 3, 5 … Input and errors as `hare_niemeyer`."""
    return _highest_quotients(votes, seats=seats, divisor=lambda held: 2 * held + 1)


def distribute(
    votes: Mapping[Name, Votes],
    *,
    seats: int,
    method: str,
    majority_clause: bool,
    joint: Collection[Name] = (),
) -> Distribution[Name]:
    """Distribute as the rulebook says: `method` is a value of `Method`.

    The majority clause belongs to Hare/Niemeyer and is without effect for the others.
    ValueError for an unknown method and as `hare_niemeyer`.
    """
    if method == Method.HARE_NIEMEYER and majority_clause:
        return hare_niemeyer_with_majority_clause(votes, seats=seats, joint=joint)
    if method == Method.HARE_NIEMEYER:
        return hare_niemeyer(votes, seats=seats)
    if method == Method.D_HONDT:
        return d_hondt(votes, seats=seats)
    if method == Method.SAINTE_LAGUE:
        return sainte_lague(votes, seats=seats)
    raise ValueError(f"Unbekanntes Sitzverfahren: „{method}“.")


def _shares(votes: Mapping[Name, Votes]) -> dict[Name, Fraction]:
    shares = {name: _share(count) for name, count in votes.items()}
    if not any(shares.values()):
        raise ValueError("Es wurden keine Stimmen abgegeben.")
    return shares


def _share(count: Votes) -> Fraction:
    if isinstance(count, float):
        raise ValueError("Stimmen werden nicht als Gleitkommazahl angenommen.")
    try:
        share = Fraction(count)
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise ValueError(f"„{count}“ ist keine Stimmenzahl.") from error
    if share < 0:
        raise ValueError("Eine Stimmenzahl kann nicht negativ sein.")
    return share


def _quotas(votes: Mapping[Name, Votes], *, seats: int) -> tuple[dict[Name, int], dict[Name, Fraction]]:
    _at_least_one(seats)
    shares = _shares(votes)
    everything = sum(shares.values())
    quotas = {name: share * seats / everything for name, share in shares.items()}
    whole = {name: quota.numerator // quota.denominator for name, quota in quotas.items()}
    return whole, {name: quota - whole[name] for name, quota in quotas.items()}


def _hand_out(whole: dict[Name, int], fractions: dict[Name, Fraction], *, seats: int) -> Distribution[Name]:
    cut = lots.highest(fractions, places=seats - sum(whole.values()))
    sure = {name: held + (name in cut.sure) for name, held in whole.items()}
    return Distribution(sure, cut.tied, cut.places)


def _highest_quotients(votes: Mapping[Name, Votes], *, seats: int, divisor: Callable[[int], int]) -> Distribution[Name]:
    _at_least_one(seats)
    quotients = {(name, held): share / divisor(held) for name, share in _shares(votes).items() for held in range(seats)}
    cut = lots.highest(quotients, places=seats)
    sure = dict.fromkeys(votes, 0)
    for name, _ in cut.sure:
        sure[name] += 1
    return Distribution(sure, frozenset(name for name, _ in cut.tied), cut.places)


def _at_least_one(seats: int) -> None:
    if seats < 1:
        raise ValueError("Es muss mindestens ein Sitz zu verteilen sein.")
