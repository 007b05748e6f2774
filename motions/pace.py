"""Keeps petitions from flooding the office: so many in an hour, from one sender and in all, and no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from council.models import User
from motions.models import Petitioner

FROM_ONE, IN_ALL = 3, 60  # petitions in an hour
HOUR = timedelta(hours=1)


class TooMany(Exception):
    """There were too many just now; the message is the sentence the person will read."""


def check(*, email: str, account: User | None, at: datetime) -> None:
    """Refuse the next petition of a sender, or of anybody, beyond what an hour may bring. Raises TooMany."""
    recent = Petitioner.objects.filter(petition__paper__submitted_at__gt=at - HOUR)
    own = [recent.filter(email__iexact=email)] if email else []
    own += [recent.filter(account=account)] if account is not None else []
    if any(rows.count() >= FROM_ONE for rows in own):
        raise TooMany(f"Mehr als {FROM_ONE} Eingaben in einer Stunde gehen nicht. Bitte später noch einmal.")
    if recent.count() >= IN_ALL:
        raise TooMany("Gerade gehen sehr viele Eingaben ein. Bitte versuchen Sie es in einer Stunde noch einmal.")
