"""Keeps accounts from flooding a text, and reports from flooding moderation: so many in an hour, and no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from collaboration.models import Flag, Note
from council.models import User

NOTES_AN_HOUR = 60
REPORTS_FROM_ONE, REPORTS_IN_ALL = 10, 200  # in an hour
OPEN_ON_ONE = 20  # open reports of one note; more say nothing new
HOUR = timedelta(hours=1)


class TooMany(Exception):
    """The account has written too much for now; the message is the sentence the person will read."""


def check(user: User, *, at: datetime) -> None:
    """Refuse the next note of whoever has written `NOTES_AN_HOUR` in the hour before `at`. Raises TooMany."""
    if Note.objects.filter(owner=user, created_at__gt=at - HOUR).count() >= NOTES_AN_HOUR:
        raise TooMany(f"Mehr als {NOTES_AN_HOUR} Anmerkungen in einer Stunde gehen nicht. Bitte später noch einmal.")


def check_report(note: Note, *, email: str, at: datetime) -> None:
    """Refuse the next report beyond what an hour, or one note, may bring. Raises TooMany."""
    if Flag.objects.filter(note=note, moderation=None).count() >= OPEN_ON_ONE:
        raise TooMany("Diese Anmerkung ist schon oft gemeldet und wird geprüft. Danke, das genügt.")
    recent = Flag.objects.filter(made_at__gt=at - HOUR)
    if recent.count() >= REPORTS_IN_ALL:
        raise TooMany("Gerade gehen sehr viele Meldungen ein. Bitte versuchen Sie es in einer Stunde noch einmal.")
    if email and recent.filter(email__iexact=email).count() >= REPORTS_FROM_ONE:
        raise TooMany(f"Mehr als {REPORTS_FROM_ONE} Meldungen in einer Stunde gehen nicht. Bitte später noch einmal.")
