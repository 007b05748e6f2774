"""What the ground floor has to do in the background: send the e-mails of invitations."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from uuid import uuid4

from council import letters, tick, unjournaled
from council.actions import invitations
from council.models import Delivery
from council.models.invitations import DeliveryQuerySet

AT_ONCE = 200  # e-mails of one round
NOTED_TOGETHER = 20  # so that a server that dies has sent few of which nobody knows
LEASE = "invitations"
LEASE_SECONDS = 600  # longer than any few take that are noted together


@tick.chore("send_invitations", eager=True)
def send_invitations(now: datetime) -> int:
    """Send what waits and note what became of it; whoever could not be reached is shown to the office."""
    return _send(Delivery.objects.to_send())


@tick.chore("retry_invitations")
def retry_invitations(now: datetime) -> int:
    """Try again, every minute, what found no mail server."""
    return _send(Delivery.objects.to_retry())


def _send(rows: DeliveryQuerySet) -> int:
    """Send at most a round of them, and only while no other process does: a letter that went out twice is not undone.

    Gives how many were tried.
    """
    holder = uuid4().hex
    if not rows.exists() or not _is_mine(holder):
        return 0
    try:
        return _send_round(rows, holder=holder)
    finally:
        unjournaled.drop_lease(LEASE, holder=holder)


def _send_round(rows: DeliveryQuerySet, *, holder: str) -> int:
    related = ("person", "invitation__revision", "invitation__meeting__organization", "invitation__meeting__location")
    outcomes = letters.send(list(rows.select_related(*related).order_by("invitation", "pk")[:AT_ONCE]))
    tried = 0
    while _is_mine(holder) and (some := list(islice(outcomes, NOTED_TOGETHER))):
        invitations.note_sent(some)
        tried += len(some)
    return tried


def _is_mine(holder: str) -> bool:
    return unjournaled.take_lease(LEASE, holder=holder, seconds=LEASE_SECONDS)
