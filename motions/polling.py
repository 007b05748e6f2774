"""Reads a roll call for the pages that show it: who answered what, who has not yet, and how it stands by faction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from council import presence
from council.models import Person
from motions.models import NamedVote, RollCall


@dataclass(frozen=True)
class Voter:
    """One who may answer: the person, and their vote if there is one."""

    person: Person
    vote: NamedVote | None = None


@dataclass(frozen=True)
class Camp:
    """The named votes of one faction, the names by answer."""

    name: str
    yes: list[str] = field(default_factory=list)
    no: list[str] = field(default_factory=list)
    abstain: list[str] = field(default_factory=list)


def voters(roll_call: RollCall) -> list[Voter]:
    """Everyone who is entitled now or answered already, by family name. Costs three queries."""
    counting = presence.counting(roll_call.item.meeting, item=roll_call.item).select_related("person")
    found = {stay.person_id: Voter(stay.person) for stay in counting}
    for vote in roll_call.votes.select_related("person"):
        found[vote.person_id] = Voter(vote.person, vote)
    return sorted(found.values(), key=lambda voter: (voter.person.family_name.casefold(), voter.person.name))


def camps(votes: Iterable[NamedVote]) -> list[Camp]:
    """Group votes by faction, those without one last; needs `person` and `faction` at hand."""
    found: dict[int | None, Camp] = {}
    ordered: Sequence[NamedVote] = sorted(
        votes,
        key=lambda vote: (vote.faction is None, str(vote.faction or ""), vote.person.family_name, vote.person.name),
    )
    for vote in ordered:
        camp = found.setdefault(vote.faction_id, Camp(presence.name_of(vote.faction)))
        getattr(camp, vote.answer).append(vote.person.name)
    return list(found.values())
