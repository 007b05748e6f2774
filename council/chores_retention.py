"""What the ground floor forgets with time: addresses of invitations, and sign-ins that ran out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from council import forgetting, retention, tick, unjournaled
from council.actions import accounts, invitations
from council.models import ClosedReading

READINGS_AT_ONCE = 1000


def _days(purpose: str) -> timedelta:
    days = retention.purposes()[purpose].days
    if days is None:  # nothing said is no reason to erase everything
        raise LookupError(f"Für „{purpose}“ steht keine Frist in retention.toml.")
    return timedelta(days=days)


def _letters_before(now: datetime) -> date:
    return timezone.localdate(now) - _days("delivery")


@tick.chore("forget_account_invitations")
def forget_account_invitations(now: datetime) -> int:
    """Erase the addresses to which links for accounts went."""
    return accounts.forget(before=now - _days("invitation"))


@tick.chore("forget_addresses")
def forget_addresses(now: datetime) -> int:
    """Erase to which addresses invitations of past terms went."""
    return invitations.forget(before=_letters_before(now))


@tick.chore("clear_sessions")
def clear_sessions(now: datetime) -> int:
    """Delete sign-ins that ran out, with the address and browser kept of them."""
    return unjournaled.clear_sessions(now)


@tick.chore("forget_readings")
def forget_readings(now: datetime) -> int:
    """Delete who read closed matter, once its time is over."""
    return unjournaled.forget_readings(now - _days("reading"), most=READINGS_AT_ONCE)


def _ended_links(now: datetime) -> int:
    return accounts.forgettable(before=now - _days("invitation")).count()


def _old_letters(now: datetime) -> int:
    return invitations.forgettable(before=_letters_before(now)).count()


def _ended_sessions(now: datetime) -> int:
    return Session.objects.filter(expire_date__lt=now).count()


def _old_readings(now: datetime) -> int:
    return ClosedReading.objects.filter(hour__lt=now - _days("reading")).count()


forgetting.register("invitation", due=_ended_links, forget=forget_account_invitations)
forgetting.register("delivery", due=_old_letters, forget=forget_addresses)
forgetting.register("reading", due=_old_readings, forget=forget_readings)
forgetting.register("session", due=_ended_sessions, forget=clear_sessions)
