"""Acts on ballots: keep what was counted, correct it by a new row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field

from django.utils import timezone

from council import journal, life, may, presence
from council.law import majorities
from council.models import AgendaItem, Meeting, User
from council.states import ItemState
from documents.models import Paper
from motions.models import Ballot, BlockVote, FactionVote, RollCall
from motions.tally import Stand


class Contradiction(life.WrongState):
    """What was counted cannot be, or decided otherwise than was said; the message is the sentence the person reads."""


@dataclass(frozen=True)
class Poll:
    """What was counted: heads of the whole house, the rule, and the factions' stands where they were noted.

    Factions are given by primary key, None for those who belong to none; their heads, if any, sum up to the house's.
    `roll_call` took it name by name, `block` together with other items; `reason` is why it corrects an earlier ballot.
    """

    tally: majorities.Tally
    rule: str = majorities.Rule.SIMPLE
    subject: str = ""
    by_faction: Mapping[int | None, Stand] = field(default_factory=dict)
    roll_call: RollCall | None = None
    block: BlockVote | None = None
    reason: str = ""


def result_of(poll: Poll, *, meeting: Meeting) -> majorities.Result:
    """Say what the poll decided by its rule. Raises Contradiction for heads that cannot be."""
    seats = presence.seats_of(meeting)
    if poll.by_faction and _summed(poll) != (poll.tally.yes, poll.tally.no, poll.tally.abstain):
        raise Contradiction("Die Stimmen der Fraktionen ergeben zusammen nicht das Gesamtergebnis.")
    if seats is not None and poll.tally.voters > seats:
        raise Contradiction(f"{poll.tally.voters} Stimmen sind mehr, als das Gremium Sitze hat ({seats}).")
    if seats is None and poll.rule in (majorities.Rule.STATUTORY, majorities.Rule.TWO_THIRDS_STATUTORY):
        raise Contradiction("Für dieses Gremium ist keine gesetzliche Mitgliederzahl eingetragen.")
    return majorities.decide(poll.tally, rule=poll.rule, statutory_seats=seats or 0)


def outcome_of(ballot: Ballot) -> majorities.Result:
    """What a ballot decided, as the law has it."""
    tally = majorities.Tally(yes=ballot.yes, no=ballot.no, abstain=ballot.abstain, invalid=ballot.invalid)
    return majorities.Result(tally, majorities.Rule(ballot.rule), ballot.needed, ballot.paragraph)


@journal.act
def take(item: AgendaItem, *, paper: Paper | None, poll: Poll, by: User | None) -> Ballot:
    """Keep the ballot on a paper at the called item; one on the same paper and subject there is thereby corrected.

    Raises Contradiction for heads that cannot be, WrongState while the item is not under discussion.
    """
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    if by is not None:
        may.preside(by, meeting)
        if item.state != ItemState.CALLED:
            raise life.WrongState("Abgestimmt wird über den aufgerufenen Punkt.")
    earlier = standing_on(item, paper=paper, subject=poll.subject)
    return keep(item, paper=paper, poll=poll, corrects=earlier, by=by)


def standing_on(item: AgendaItem, *, paper: Paper | None, subject: str = "") -> Ballot | None:
    """The ballot that holds on this paper and subject at the item, None if there was no vote."""
    return Ballot.objects.standing().filter(item=item, paper=paper, subject=subject).first()


@journal.act
def keep(item: AgendaItem, *, paper: Paper | None, poll: Poll, corrects: Ballot | None, by: User | None) -> Ballot:
    """Write down what was counted, as part of an act that has locked the item and asked who may."""
    meeting = item.meeting
    result = result_of(poll, meeting=meeting)
    ballot = Ballot.objects.create(
        item=item,
        paper=paper,
        subject=poll.subject,
        rule=poll.rule,
        statutory_seats=presence.seats_of(meeting),
        yes=poll.tally.yes,
        no=poll.tally.no,
        abstain=poll.tally.abstain,
        invalid=poll.tally.invalid,
        needed=result.needed,
        paragraph=result.paragraph,
        passed=result.passed,
        taken_at=timezone.now(),
        taken_by=by,
        corrects=corrects,
        roll_call=poll.roll_call,
        block=poll.block,
        reason=poll.reason,
    )
    FactionVote.objects.bulk_create(FactionVote(ballot=ballot, **row) for row in stands_of(poll))
    verb = "ballot.taken" if corrects is None else "ballot.corrected"
    journal.record(verb, item, by=by, ballot=ballot.pk, yes=ballot.yes, no=ballot.no, abstain=ballot.abstain)
    return ballot


def stands_of(poll: Poll) -> Iterator[dict[str, int | None]]:
    """The heads of each faction as a row keeps them, in the order in which they were told."""
    for order, (faction, stand) in enumerate(poll.by_faction.items()):
        yield {"organization_id": faction, "order": order, **asdict(stand)}


def _summed(poll: Poll) -> tuple[int, int, int]:
    stands = poll.by_faction.values()
    return sum(s.yes for s in stands), sum(s.no for s in stands), sum(s.abstain for s in stands)
