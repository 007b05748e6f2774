"""Votes by name with the answer of each, and own votes that members had put into the minutes (HGO §61(1))."""

from __future__ import annotations

from collections.abc import Iterator

from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record
from motions.models import MinutedVote, RollCall
from motions.states import RollCallState, VoteAnswer

_NAMELESS = "Wie die Einzelnen gestimmt haben, steht in der unterzeichneten Niederschrift."


@chapter(order=75)
def roll_calls(record: Record) -> Iterator[Fact]:
    """The answers of every closed roll call, and those that were broken off."""
    rows = RollCall.objects.filter(item__in=record.item_ids).exclude(state=RollCallState.OPEN)
    rows = rows.prefetch_related("votes__person", "ballots")
    for roll_call in rows.order_by("opened_at", "pk"):
        broken_off = roll_call.state == RollCallState.CANCELLED
        demanded = f" auf Verlangen: {roll_call.demanded_by}" if roll_call.demanded_by else ""
        said = f"Namentlich{demanded}. {_answers(roll_call)}"
        yield Fact(
            kind="named_vote",
            source=f"rollcall:{roll_call.pk}",
            sentence="Die namentliche Abstimmung wird abgebrochen." if broken_off else said,
            bare="" if broken_off else _NAMELESS,
            item=roll_call.item_id,
            at=max((ballot.taken_at for ballot in roll_call.ballots.all()), default=roll_call.closed_at),
        )


@chapter(order=76)
def minuted(record: Record) -> Iterator[Fact]:
    """Own votes that members demanded to be recorded."""
    rows = MinutedVote.objects.filter(ballot__item__in=record.item_ids).select_related("person", "ballot")
    for row in rows.order_by("demanded_at", "pk"):
        said = f"lässt die eigene Stimme festhalten: {row.get_answer_display()}."
        yield Fact(
            kind="minuted_vote",
            source=f"minutedvote:{row.pk}",
            sentence=f"{record.name(row.person)} {said}",
            bare="Ein Mitglied lässt die eigene Stimme festhalten.",
            item=row.ballot.item_id,
            at=row.demanded_at,
        )


def _answers(roll_call: RollCall) -> str:
    votes = sorted(roll_call.votes.all(), key=lambda vote: (vote.person.family_name, vote.person.name, vote.pk))
    parts = []
    for answer in VoteAnswer:
        names = [str(vote.person) for vote in votes if vote.answer == answer]
        if names:
            parts.append(f"{answer.label}: {', '.join(names)}.")
    return " ".join(parts)
