"""Keeps one account from flooding a text: so many notes in an hour, and no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from collaboration.models import Note
from council.models import User

NOTES_AN_HOUR = 60
HOUR = timedelta(hours=1)


class TooMany(Exception):
    """The account has written too much for now; the message is the sentence the person will read."""


def check(user: User, *, at: datetime) -> None:
    """Refuse the next note of whoever has written `NOTES_AN_HOUR` in the hour before `at`. Raises TooMany."""
    if Note.objects.filter(owner=user, created_at__gt=at - HOUR).count() >= NOTES_AN_HOUR:
        raise TooMany(f"Mehr als {NOTES_AN_HOUR} Anmerkungen in einer Stunde gehen nicht. Bitte später noch einmal.")
