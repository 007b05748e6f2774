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
        until = now + timedelta(seconds=seconds)
        Lease.objects.get_or_create(name=name, defaults={"holder": holder, "until": until})
        lease = Lease.objects.select_for_update().get(pk=name)
        if lease.holder != holder and lease.until > now:
            return False
        lease.holder, lease.until = holder, until
        lease.save(update_fields=["holder", "until"])
    return True


def drop_lease(name: str, *, holder: str) -> None:
    """Give the lease back."""
    Lease.objects.filter(pk=name, holder=holder).delete()
