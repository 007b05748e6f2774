"""What the ground floor has to do in the background: invitations, seeds of second factors, what an office carried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from django.utils import timezone

from council import letters, tick, unjournaled
from council.actions import invitations, leadings
from council.models import Delivery, Leading
from council.models.invitations import DeliveryQuerySet

AT_ONCE = 200  # e-mails of one round
NOTED_TOGETHER = 3  # so that a server that dies has sent few of which nobody knows
SEALED_AT_ONCE = 500  # seeds of one round
LEASE = "invitations"
LEASE_SECONDS = 600  # longer than so few take, each tried twice at a server that lets every answer wait


@tick.chore("send_invitations", eager=True)
def send_invitations(now: datetime) -> int:
    """Send what waits and note what became of it; whoever could not be reached is shown to the office."""
    return _send(Delivery.objects.to_send())


@tick.chore("retry_invitations")
def retry_invitations(now: datetime) -> int:
    """Try again, every minute, what found no mail server."""
    return _send(Delivery.objects.to_retry())


@tick.chore("end_leadings")
def end_leadings(now: datetime) -> int:
    """Note that a meeting goes back to its chair where the deputy who leads it is none any more; the right is gone."""
    lost = Leading.objects.open().exclude(pk__in=Leading.objects.held(on=timezone.localdate(now)).values("pk"))
    return sum(leadings.end_lost(held, by=None) for held in lost.select_related("meeting"))


def _send(rows: DeliveryQuerySet) -> int:
    """Send at most a round of them, and only while no other process does: a letter that went out twice is not undone.

    Gives how many were tried.
    """
    if not rows.exists():
        return 0
    with unjournaled.lease(LEASE, seconds=LEASE_SECONDS) as is_mine:
        return _send_round(rows, is_mine) if is_mine() else 0


def _send_round(rows: DeliveryQuerySet, is_mine: Callable[[], bool]) -> int:
    related = ("person", "invitation__revision", "invitation__meeting__organization", "invitation__meeting__location")
    outcomes = letters.send(list(rows.select_related(*related).order_by("invitation", "pk")[:AT_ONCE]))
    tried = 0
    while is_mine() and (some := list(islice(outcomes, NOTED_TOGETHER))):
        invitations.note_sent(some)
        tried += len(some)
    return tried


@tick.chore("seal_factors")
def seal_factors(now: datetime) -> int:
    """Seal what a version before this kept in clear, and seal anew what an old SECRET_KEY sealed."""
    return unjournaled.seal_factors(most=SEALED_AT_ONCE)
