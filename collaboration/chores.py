"""What falls due with notes: to be looked for in a new text, and to be forgotten with time."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from collaboration import carrying, deadlines
from collaboration.actions import moderations, placements
from council import forgetting, tick

AT_ONCE = 500  # notes kept in one act
TEXTS = 20  # texts looked through in one round; the next goes on


@tick.chore("carry_notes", eager=True)
def carry_notes(now: datetime) -> int:
    """Look for the notes of earlier versions in every text that is new; the search is done outside the act."""
    carried = 0
    for version in carrying.due().select_related("paper")[:TEXTS]:
        found = carrying.find(version)
        while part := list(islice(found, AT_ONCE)):
            carried += placements.carry(version, found=part)
    return carried


@tick.chore("forget_moderation")
def forget_moderation(now: datetime) -> int:
    """Erase what old decisions of moderation say of persons."""
    return moderations.forget(before=deadlines.forget_before(now))


def _old_moderation(now: datetime) -> int:
    return moderations.forgettable(before=deadlines.forget_before(now))


forgetting.register("moderation", due=_old_moderation, forget=forget_moderation)
