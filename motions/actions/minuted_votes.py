"""The act by which a member has their own vote recorded in the minutes (HGO §61(1))."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life
from council import may as ground
from council.models import Person, User
from council.states import MeetingState
from motions.may import roll_calls as may
from motions.models import Ballot, MinutedVote, NamedVote
from motions.states import VoteAnswer


@journal.act
def demand(ballot: Ballot, *, by: User, answer: str = "", person: Person | None = None) -> MinutedVote:
    """Have one's own vote recorded while the meeting lasts; office and chair may enter it for a member who asks aloud.

    In a roll call the answer is known. Raises WrongState for an answer that the count contradicts.
    """
    meeting = life.lock(ballot.item.meeting)
    if person is None:
        person = may.member(by)
    else:
        ground.preside(by, meeting)
    may.have_voted_in(person, ballot)
    if meeting.state not in (MeetingState.RUNNING, MeetingState.INTERRUPTED):
        raise life.WrongState(
            "Die Sitzung ist zu Ende; in die Niederschrift kommt die eigene Stimme auf Verlangen dort."
        )
    chosen = _answer(ballot, person, said=answer)
    row, fresh = MinutedVote.objects.get_or_create(
        ballot=ballot,
        person=person,
        defaults={"answer": chosen, "demanded_at": timezone.now(), "entered_by": by},
    )
    if not fresh:
        return row
    _refuse_too_many(ballot, chosen)
    journal.record("vote.minuted", ballot.item, by=by, ballot=ballot.pk, minuted=row.pk)
    return row


def _answer(ballot: Ballot, person: Person, *, said: str) -> str:
    if ballot.roll_call_id is not None:
        known = NamedVote.objects.filter(roll_call=ballot.roll_call_id, person=person).first()
        if known is None:
            raise life.WrongState("In dieser namentlichen Abstimmung gibt es von Ihnen keine Stimme.")
        return known.answer
    if said not in VoteAnswer.values:
        raise life.WrongState("Bitte Ja, Nein oder Enthaltung wählen.")
    return said


def _refuse_too_many(ballot: Ballot, answer: str) -> None:
    said = VoteAnswer(answer)
    counted = {VoteAnswer.YES: ballot.yes, VoteAnswer.NO: ballot.no, VoteAnswer.ABSTAIN: ballot.abstain}
    if ballot.minuted.filter(answer=answer).count() > counted[said]:
        raise life.WrongState(f"Das passt nicht zum Ergebnis: Gezählt wurde {counted[said]}-mal „{said.label}“.")
