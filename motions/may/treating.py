"""Says who leads the treatment of a paper: whoever presides over the meeting on whose agenda it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import preside
from council.models import Meeting
from council.states import MeetingState
from documents.models import Paper, Slot

if TYPE_CHECKING:
    from council.audiences import Viewer

_UNDER_WAY = (MeetingState.RUNNING, MeetingState.INTERRUPTED)


def lead(user: Viewer, paper: Paper | None) -> None:
    """Whoever presides where the paper is treated, else over any meeting; one query, while a deputy leads one."""
    standing = audiences.standing_of(user)
    if paper is None or not (standing.led or standing.handed_over):
        preside(user)
    else:
        preside(user, _treated_in(paper))


def _treated_in(paper: Paper) -> Meeting | None:
    slots = Slot.objects.filter(consultation__paper=paper, item__deleted_at=None, item__meeting__state__in=_UNDER_WAY)
    slot = slots.select_related("item__meeting").order_by("pk").first()
    return slot.item.meeting if slot is not None else None
