"""What becomes of a demand for a roll call: the vote by name carries it out, the end of its item settles it."""

from __future__ import annotations

from council import journal, life
from council.models import AgendaItem, User
from motions import procedural
from motions.actions.ballots import Contradiction, Poll
from motions.models import Ballot


@journal.act
def meet(item: AgendaItem, *, by: User) -> None:
    """The vote on the item as a whole was taken by name: what was demanded is done."""
    motion = procedural.roll_call_demanded(item)
    if motion is not None:
        life.take(life.lock(motion), "carry_out", by=by, item=item.pk)


@journal.act
def settle(item: AgendaItem, *, by: User | None) -> None:
    """The item ended without a vote: nobody is called by name any more."""
    motion = procedural.roll_call_demanded(item)
    if motion is not None:
        life.take(life.lock(motion), "settle", by=by, item=item.pk)


def refuse_other_votes(item: AgendaItem, taken: Poll | Ballot | None) -> None:
    """What was demanded by name is decided by name; raises Contradiction for a show of hands, or without any vote."""
    if (taken is None or taken.roll_call is None) and procedural.roll_call_demanded(item) is not None:
        raise Contradiction("Zu diesem Punkt ist namentliche Abstimmung verlangt; abgestimmt wird mit Namensaufruf.")
