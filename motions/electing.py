"""Reads how far an election is: what a ballot led to by law, and what comes next – a ballot, a lot, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from council import presence, rulebook
from council.law import elections as law
from council.law import seats
from council.law.elections import Outcome, Step
from motions.models import Candidacy, Election, ElectionBallot, Lot
from motions.states import ElectionKind


@dataclass(frozen=True)
class Count:
    """One ballot as counted: votes by candidacy (primary key), no votes, abstentions and invalid papers."""

    votes: Mapping[int, int]
    no: int = 0
    abstain: int = 0
    invalid: int = 0

    @property
    def voters(self) -> int:
        """Everybody who took part."""
        return sum(self.votes.values()) + self.no + self.abstain + self.invalid


@dataclass(frozen=True)
class Turn:
    """What an open election waits for: ballot `number` among `standing`, or `places` to be drawn from `tied`."""

    number: int
    standing: tuple[Candidacy, ...] = ()
    tied: tuple[Candidacy, ...] = ()
    places: int = 0

    @property
    def is_lot(self) -> bool:
        """A lot decides first."""
        return self.places > 0


@dataclass(frozen=True)
class Led:
    """What a ballot led to: `seats` of those elected, who goes on, and among whom a lot is to be drawn."""

    step: Step
    seats: Mapping[int, int]
    advancing: frozenset[int] = frozenset()
    tied: frozenset[int] = frozenset()
    places: int = 0


def lead(election: Election, count: Count, *, number: int) -> Led:
    """Say by law what a ballot leads to. ValueError for counts that cannot be, or without votes to distribute."""
    if election.kind == ElectionKind.JOINT_LIST:
        return _unanimous(election, count)
    if election.kind == ElectionKind.PROPORTIONAL:
        return _proportional(distribution(election, count))
    ballot = law.Ballot(votes=count.votes, no=count.no, abstain=count.abstain, invalid=count.invalid)
    return _by_majority(law.first_ballot(ballot) if number == 1 else law.second_ballot(ballot))


def distribution(election: Election, count: Count) -> seats.Distribution[int]:
    """Distribute the posts by the method of the meeting's day (HGO §55(4), KWG §22(3))."""
    return seats.distribute(
        count.votes,
        seats=election.posts,
        method=election.method or method_of(election),
        majority_clause=_majority_clause(election),
    )


def method_of(election: Election) -> str:
    """The seat method in force on the meeting's day."""
    meeting = election.item.meeting
    return str(rulebook.value("seats.method", on=presence.day_of(meeting), organization=meeting.organization))


def count_of(ballot: ElectionBallot) -> Count:
    """What was counted in a ballot."""
    votes = {count.candidacy_id: count.votes for count in ballot.counts.all()}
    return Count(votes=votes, no=ballot.no, abstain=ballot.abstain, invalid=ballot.invalid)


def rounds_of(election: Election) -> list[ElectionBallot]:
    """The ballots that hold, in order. Costs three queries."""
    rows = election.rounds.filter(struck_at=None).order_by("number").select_related("lot")
    return list(rows.prefetch_related("counts", "lot__drawn"))


def turn_of(election: Election) -> Turn:
    """What an open election waits for."""
    everyone = {one.pk: one for one in election.candidacies.order_by("number")}
    rounds = rounds_of(election)
    if not rounds:
        return Turn(1, tuple(everyone.values()))
    last = rounds[-1]
    led = lead(election, count_of(last), number=last.number)
    drawn = drawn_in(last)
    if led.places and not drawn:
        return Turn(last.number, tied=tuple(one for pk, one in everyone.items() if pk in led.tied), places=led.places)
    going_on = led.advancing | drawn
    return Turn(last.number + 1, tuple(one for pk, one in everyone.items() if pk in going_on))


def drawn_in(ballot: ElectionBallot) -> frozenset[int]:
    """Whom the lot of a ballot fell on; empty if none was drawn."""
    lot = Lot.objects.filter(ballot=ballot).first()
    return frozenset(lot.drawn.values_list("pk", flat=True)) if lot is not None else frozenset()


def wording(election: Election) -> str:
    """The result in the words of the minutes."""
    rounds = rounds_of(election)
    if not election.decided_at or not rounds:
        return f"{election.office}: {election.get_state_display()}"
    if election.state != "decided":
        return f"{election.office}: niemand gewählt"
    won = [one for one in election.candidacies.order_by("number") if one.seats]
    names = ", ".join(name for one in won for name in one.elected)
    return f"{election.office}: gewählt {names} ({_manner(election, rounds[-1], won)})"


def _manner(election: Election, last: ElectionBallot, won: list[Candidacy]) -> str:
    lot = " nach Losentscheid" if Lot.objects.filter(ballot=last).exists() else ""
    if election.kind == ElectionKind.JOINT_LIST:
        return "einstimmig durch einheitlichen Wahlvorschlag"
    if election.kind == ElectionKind.PROPORTIONAL:
        return "Verhältniswahl, " + ", ".join(f"{one.name} {one.seats}" for one in won) + lot
    count = count_of(last)
    valid = sum(count.votes.values()) + count.no
    return f"{count.votes[won[0].pk]} von {valid} gültigen Stimmen im {last.number}. Wahlgang{lot}"


def _unanimous(election: Election, count: Count) -> Led:
    """One joint list is elected if nobody votes against it; abstentions do not harm (HGO §55(2))."""
    ((only, yes),) = count.votes.items()
    if yes and not count.no:
        return Led(Step.ELECTED, {only: election.posts})
    return Led(Step.NOBODY, {})


def _proportional(found: seats.Distribution[int]) -> Led:
    step = Step.ELECTED if found.is_final else Step.LOT
    return Led(step, found.sure, tied=found.tied, places=found.remaining)


def _by_majority(outcome: Outcome[int]) -> Led:
    elected = {outcome.elected: 1} if outcome.elected is not None else {}
    return Led(outcome.step, elected, outcome.advancing, outcome.tied, outcome.places)


def _majority_clause(election: Election) -> bool:
    """KWG §22(4) holds in elections too, but not for two posts (HGO §55(4))."""
    meeting = election.item.meeting
    on = presence.day_of(meeting)
    return election.posts > 2 and bool(
        rulebook.value("seats.majority_clause", on=on, organization=meeting.organization)
    )
