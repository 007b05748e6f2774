"""The closed list of functions that write without an act: nothing in it is a decision or a publication."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from council.models.journal import Lease


def take_lease(name: str, *, holder: str, seconds: int) -> bool:
    """Take or prolong the lease of a task that only one process may do; returns whether it is held now."""
    now = timezone.now()
    half = timedelta(seconds=seconds / 2)
    if Lease.objects.filter(pk=name, holder=holder, until__gt=now + half).exists():
        return True  # long enough still; nothing is written
    with transaction.atomic():
        lease = Lease.objects.select_for_update().filter(pk=name).first()
        if lease is not None and lease.holder != holder and lease.until > now:
            return False
        Lease.objects.update_or_create(
            name=name, defaults={"holder": holder, "until": now + timedelta(seconds=seconds)}
        )
    return True


def drop_lease(name: str, *, holder: str) -> None:
    """Give the lease back."""
    Lease.objects.filter(pk=name, holder=holder).delete()
