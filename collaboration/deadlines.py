"""The time moderation has, by the rulebook, and how it stands with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from collaboration.states import Ground
from council import rulebook
from council.law import deadlines as law

AT_ONCE = frozenset({Ground.UNLAWFUL, Ground.CHILD_ABUSE})
SOON = timedelta(days=2)


class Light(NamedTuple):
    """A traffic light: its state (green, yellow, red, done) and its words."""

    state: str
    text: str


def of_flag(at: datetime, *, ground: str) -> datetime:
    """Until when a report is decided: the manifestly unlawful within hours, everything else within days."""
    on = timezone.localdate(at)
    if ground in AT_ONCE:
        return at + timedelta(hours=rulebook.value("moderation.manifest_hours", on=on))
    return at + timedelta(days=rulebook.value("moderation.decide_days", on=on))


def of_complaint(at: datetime) -> datetime:
    """Until when a complaint is decided."""
    return at + timedelta(days=rulebook.value("moderation.decide_days", on=timezone.localdate(at)))


def complain_until(decided_at: datetime) -> date:
    """The last day of complaint (Art. 20 DSA: at least six months)."""
    on = timezone.localdate(decided_at)
    return law.add_months(on, months=rulebook.value("moderation.complaint_months", on=on))


def forget_before(now: datetime) -> datetime:
    """Decisions older than this are forgotten: never before the time to complain about them has passed."""
    on = timezone.localdate(now)
    months = max(
        rulebook.value("moderation.log_months", on=on),
        rulebook.value("moderation.complaint_months", on=on) + 1,
    )
    return now - timedelta(days=31 * months)


def light(due_at: datetime, *, now: datetime) -> Light:
    """How it stands with what is due at that moment."""
    left = due_at - now
    hours = int(abs(left).total_seconds() // 3600)
    days = hours // 24
    if left < timedelta(0):
        return Light("red", f"seit {_since(hours, days)} überfällig")
    return Light("yellow" if left <= SOON else "green", f"noch {_yet(hours, days)}")


def _since(hours: int, days: int) -> str:
    if hours < 2:
        return "einer Stunde" if hours else "weniger als einer Stunde"
    return f"{hours} Stunden" if days < 2 else f"{days} Tagen"


def _yet(hours: int, days: int) -> str:
    if hours < 2:
        return "eine Stunde" if hours else "weniger als eine Stunde"
    return f"{hours} Stunden" if days < 2 else f"{days} Tage"
