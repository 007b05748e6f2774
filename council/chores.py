"""What the ground floor has to do in the background: send the e-mails of invitations."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from council import letters, tick
from council.actions import invitations
from council.models import Delivery

AT_ONCE = 200  # e-mails of one round
NOTED_TOGETHER = 20  # so that a server that dies has sent few of which nobody knows


@tick.chore("send_invitations", eager=True)
def send_invitations(now: datetime) -> int:
    """Send what waits and note what became of it; whoever could not be reached is shown to the office."""
    rows = Delivery.objects.to_send().select_related(
        "person", "invitation__revision", "invitation__meeting__organization", "invitation__meeting__location"
    )
    waiting = list(rows.order_by("invitation", "pk")[:AT_ONCE])
    if not waiting:
        return 0
    outcomes = letters.send(waiting)
    while some := list(islice(outcomes, NOTED_TOGETHER)):
        invitations.note_sent(some)
    return len(waiting)
