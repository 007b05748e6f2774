"""What a vote decided, and how the factions stood in it."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Faction = TypeVar("Faction", bound=Hashable)


class Rule(StrEnum):
    """The majorities a matter may need, as the rulebook names them."""

    SIMPLE = "simple"
    STATUTORY = "majority_statutory"
    TWO_THIRDS_STATUTORY = "two_thirds_statutory"
    TWO_THIRDS_CAST = "two_thirds_cast"


class Stance(StrEnum):
    """How a faction stood, in the words of the minutes."""

    YES = "Zustimmung"
    NO = "Ablehnung"
    ABSTAIN = "Enthaltung"
    INVALID = "ungültig"
    ABSENT = "abwesend"
    SPLIT = "uneinheitlich"


@dataclass(frozen=True)
class Tally:
    """Heads counted in one vote; ValueError for a negative count."""

    yes: int
    no: int
    abstain: int = 0
    invalid: int = 0

    def __post_init__(self) -> None:
        if min(self.yes, self.no, self.abstain, self.invalid) < 0:
            raise ValueError("Eine Stimmenzahl kann nicht negativ sein.")

    @property
    def cast(self) -> int:
        """Votes that count: abstentions and invalid ones do not (HGO §54(1))."""
        return self.yes + self.no

    @property
    def voters(self) -> int:
        """Everybody who took part, abstaining and invalid votes included."""
        return self.cast + self.abstain + self.invalid


@dataclass(frozen=True)
class Result:
    """A tally under a rule: `needed` are the yes votes the rule asked for."""

    tally: Tally
    rule: Rule
    needed: int
    paragraph: str

    @property
    def passed(self) -> bool:
        """Enough yes votes, and more than no votes: a tie is a rejection (HGO §54(1))."""
        return self.tally.yes >= self.needed and self.tally.yes > self.tally.no

    @property
    def unanimous(self) -> bool:
        """Passed without a vote against; abstentions do not harm."""
        return self.passed and self.tally.no == 0

    @property
    def manner(self) -> str:
        """How it passed: "einstimmig" or "mehrheitlich"; empty for a rejection."""
        if not self.passed:
            return ""
        return "einstimmig" if self.unanimous else "mehrheitlich"

    @property
    def wording(self) -> str:
        """The result in the words of the minutes."""
        return f"{self.manner} angenommen" if self.passed else "abgelehnt"


def simple(tally: Tally) -> Result:
    """More yes than no (HGO §54(1))."""
    return Result(tally, Rule.SIMPLE, tally.no + 1, "HGO §54(1)")


def statutory(tally: Tally, *, statutory_seats: int, paragraph: str = "HGO §6(2)") -> Result:
    """Yes from more than half of the statutory number, as for the main by-law (HGO §6(2)).

    ValueError if more people voted than there are seats.
    """
    _fits(tally, statutory_seats)
    return Result(tally, Rule.STATUTORY, statutory_seats // 2 + 1, paragraph)


def two_thirds_statutory(tally: Tally, *, statutory_seats: int, paragraph: str = "HGO §58(2)") -> Result:
    """Yes from two thirds of the statutory number, as for an item not on the invitation (HGO §58(2)).

    ValueError if more people voted than there are seats.
    """
    _fits(tally, statutory_seats)
    return Result(tally, Rule.TWO_THIRDS_STATUTORY, _ceil(2 * statutory_seats, 3), paragraph)


def two_thirds_cast(tally: Tally, *, paragraph: str = "Geschäftsordnung") -> Result:
    """Yes from two thirds of the votes cast; nobody voting is no majority."""
    return Result(tally, Rule.TWO_THIRDS_CAST, max(1, _ceil(2 * tally.cast, 3)), paragraph)


BY_RULE: dict[Rule, Callable[[Tally, int], Result]] = {
    Rule.SIMPLE: lambda tally, seats: simple(tally),
    Rule.STATUTORY: lambda tally, seats: statutory(tally, statutory_seats=seats),
    Rule.TWO_THIRDS_STATUTORY: lambda tally, seats: two_thirds_statutory(tally, statutory_seats=seats),
    Rule.TWO_THIRDS_CAST: lambda tally, seats: two_thirds_cast(tally),
}


def decide(tally: Tally, *, rule: str, statutory_seats: int) -> Result:
    """Apply the rule the rulebook names (a value of `Rule`); ValueError for an unknown one."""
    if rule not in list(Rule):
        raise ValueError(f"Unbekannte Mehrheitsregel: „{rule}“.")
    return BY_RULE[Rule(rule)](tally, statutory_seats)


def quarter(members: int) -> int:
    """Signatures a demand of a quarter of the members needs (HGO §56(1))."""
    if members < 1:
        raise ValueError("Die Mitgliederzahl ist mindestens 1.")
    return _ceil(members, 4)


def total(by_faction: Mapping[Faction, Tally]) -> Tally:
    """The whole house's tally from those of its factions."""
    return Tally(
        yes=sum(tally.yes for tally in by_faction.values()),
        no=sum(tally.no for tally in by_faction.values()),
        abstain=sum(tally.abstain for tally in by_faction.values()),
        invalid=sum(tally.invalid for tally in by_faction.values()),
    )


def stance(tally: Tally) -> Stance:
    """How one faction stood: its one answer, split, or absent."""
    answers = [
        (Stance.YES, tally.yes),
        (Stance.NO, tally.no),
        (Stance.ABSTAIN, tally.abstain),
        (Stance.INVALID, tally.invalid),
    ]
    given = [answer for answer, heads in answers if heads]
    if not given:
        return Stance.ABSENT
    return given[0] if len(given) == 1 else Stance.SPLIT


def split(by_faction: Mapping[Faction, Tally]) -> frozenset[Faction]:
    """Factions whose members answered differently; the minutes show their heads."""
    return frozenset(name for name, tally in by_faction.items() if stance(tally) is Stance.SPLIT)


def _fits(tally: Tally, statutory_seats: int) -> None:
    if statutory_seats < 1 or tally.voters > statutory_seats:
        raise ValueError("Es wurden mehr Stimmen gezählt, als es Sitze gibt.")


def _ceil(number: int, divisor: int) -> int:
    return -(-number // divisor)
