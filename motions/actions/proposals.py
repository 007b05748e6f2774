"""Acts that take proposals over into an agenda, and take them back."""

from __future__ import annotations

from collections.abc import Sequence

from council import journal, life
from council.actions import agenda
from council.may import manage_agenda
from council.models import AgendaItem, Meeting, User
from council.states import Audience
from documents.actions import consultations
from documents.models import Paper, Slot
from motions.actions import promises
from motions.proposing import Proposal


@journal.act
def take_over(meeting: Meeting, *, proposals: Sequence[Proposal], by: User) -> list[AgendaItem]:
    """Put what was proposed on the agenda in this order, each behind what is there, numbered on; all or nothing."""
    meeting = life.lock(meeting)
    manage_agenda(by, meeting)
    agenda.refuse_if_fixed(meeting)
    return [_take(meeting, proposal, by=by) for proposal in proposals]


@journal.act
def take_back(item: AgendaItem, *, by: User) -> None:
    """Take what was taken over off the agenda again: the paper waits as before, the promise is proposed again."""
    if Slot.objects.filter(item=item).exists():
        consultations.take_back(item, by=by)
        return
    if not item.promises_taken_up.exists():
        raise life.WrongState("Dieser Punkt wurde nicht aus den Vorschlägen übernommen.")
    if item.meeting.agenda_published_at is None:
        agenda.discard(item, by=by)
    else:
        agenda.remove(item, by=by)


def _take(meeting: Meeting, proposal: Proposal, *, by: User) -> AgendaItem:
    number = _next_number(meeting, part=proposal.part)
    if proposal.paper is not None:
        _refuse_twice(meeting, proposal.paper)
        return consultations.place(proposal.paper, meeting=meeting, part=proposal.part, number=number, by=by)
    assert proposal.promise is not None  # a proposal is of one or the other
    return promises.take_up(proposal.promise, item=_reminder(meeting, proposal, number=number), by=by)


def _refuse_twice(meeting: Meeting, paper: Paper) -> None:
    """Two hands may take the same proposal over at once; the second comes too late."""
    here = Slot.objects.filter(consultation__paper=paper, item__meeting=meeting, item__deleted_at=None)
    if here.exists():
        raise life.Stale(f"„{paper.name}“ steht inzwischen schon auf dieser Tagesordnung.")


def _reminder(meeting: Meeting, proposal: Proposal, *, number: str) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        part=proposal.part,
        number=number,
        name=proposal.name,
        public=proposal.public,
        audience=Audience.PUBLIC if proposal.public else Audience.BODY,
        audience_organization=None if proposal.public else meeting.organization,
    )


def _next_number(meeting: Meeting, *, part: str) -> str:
    """The number after those of the part, as the form for items counts."""
    count = meeting.items.filter(deleted_at=None, parent=None, part=part).count()
    return f"{part}/{count + 1}" if part else str(count + 1)
