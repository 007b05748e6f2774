"""The act that votes once on many items of the part without debate; each gets its ballot, its result and its step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from council import journal, life, presence, rulebook
from council import may as ground
from council.actions import agenda
from council.models import AgendaItem, Meeting, User
from council.states import ItemState, Matter, MeetingState, Result
from documents.models import Slot
from documents.states import PaperState, PaperType
from motions import majorities
from motions.actions import ballots, treatment
from motions.actions.ballots import Poll
from motions.models import BlockVote
from motions.states import NOTICES

PART = "II"
_NOT_VOTED = frozenset({*NOTICES, PaperType.INQUIRY, PaperType.QUESTION, PaperType.PETITION})


def allowed(meeting: Meeting) -> bool:
    """Whether this body votes en bloc (rulebook)."""
    return bool(rulebook.value("vote.en_bloc", on=presence.day_of(meeting), organization=meeting.organization))


def candidates(meeting: Meeting) -> list[AgendaItem]:
    """The open items of part II whose paper can be decided in one vote. Costs one query, and one for a doubtful title.

    Each is debated by itself, no amendment to it waits, it is no election (HGO §55), and its majority is beyond doubt.
    """
    slots = Slot.objects.filter(
        item__meeting=meeting, item__part=PART, item__state=ItemState.OPEN, item__deleted_at=None, item__joined_to=None
    ).exclude(consultation__paper__paper_type__in=_NOT_VOTED)
    followed = AgendaItem.objects.filter(meeting=meeting, deleted_at=None, joined_to__isnull=False)
    slots = slots.exclude(item__matter=Matter.ELECTION).exclude(item__in=followed.values("joined_to"))
    waiting = slots.filter(
        consultation__paper__subordinates__paper_type=PaperType.AMENDMENT,
        consultation__paper__subordinates__state=PaperState.ADMITTED,
        consultation__paper__subordinates__deleted_at=None,
    )
    rows = slots.exclude(pk__in=waiting.values("pk")).select_related(
        "item__meeting__organization", "consultation__paper", "consultation__organization"
    )
    items = [slot.item for slot in rows.order_by("item__order", "item__pk")]
    return [item for item in items if not majorities.is_doubtful(item)]


@journal.act
def vote(meeting: Meeting, *, items: Sequence[AgendaItem], poll: Poll, by: User) -> BlockVote:
    """Vote once on all these items. Each is called, voted by the rule it needs, and closed; together or not at all.

    Raises WrongState where the rulebook does not allow it, another item is under discussion, or an item cannot be voted
    on so.
    """
    meeting = life.lock(meeting)
    ground.preside(by, meeting)
    if not allowed(meeting):
        raise life.WrongState("Die Geschäftsordnung sieht keine Abstimmung en bloc vor.")
    if meeting.state != MeetingState.RUNNING:
        raise life.WrongState("Abgestimmt wird, während die Sitzung läuft.")
    if not items or {item.pk for item in items} - {item.pk for item in candidates(meeting)}:
        raise life.Stale("Die Liste hat sich geändert, oder es ist kein Punkt ausgewählt. Bitte noch einmal ansehen.")
    block = BlockVote.objects.create(meeting=meeting, taken_at=timezone.now(), taken_by=by)
    journal.record("meeting.block_voted", meeting, by=by, block=block.pk, items=[item.pk for item in items])
    for item in items:
        _vote_on(item, replace(poll, block=block), by=by)
    return block


def _vote_on(item: AgendaItem, poll: Poll, *, by: User) -> None:
    called = agenda.call(item, by=by)
    own = replace(poll, rule=majorities.rule_of(called))
    passed = ballots.result_of(own, meeting=called.meeting).passed
    treatment.close_item(called, result=Result.ADOPTED if passed else Result.REJECTED, poll=own, by=by)
