"""Sends mails about what people follow: one a day, and dates, deadlines and answers at once."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Min, QuerySet
from django.utils import timezone

from collaboration import digests, news
from collaboration.actions import subscriptions
from collaboration.actions.subscriptions import Told
from collaboration.digests import Letter
from collaboration.happenings import URGENT
from collaboration.models import Lookout
from council import journal, letters, rulebook, tick, unjournaled

AT_ONCE = 500  # accounts of one round
LEASE = "following"
LEASE_SECONDS = 300  # longer than one mail takes
FAR = 1_000  # entries without any date or deadline, after which that is noted

Note = Callable[[Sequence[Told]], None]


@tick.chore("send_digests")
def send_digests(now: datetime) -> int:
    """From the rulebook's hour on, send each account its one mail of the day, none where there is no news."""
    today = timezone.localdate(now)
    hour: int = rulebook.value("following.hour", on=today)
    if timezone.localtime(now).hour < hour:
        return 0
    rows = Lookout.objects.filter(mailed_on__lt=today).order_by("mailed_to", "pk")
    if not rows.exists():
        return 0

    def note(told: Sequence[Told]) -> None:
        subscriptions.note_daily(told, on=today)

    return _alone(lambda: digests.daily(_some(rows), to=journal.head_number(), on=today), note)


@tick.chore("send_dates")
def send_dates(now: datetime) -> int:
    """Send dates, deadlines and answers to those who want to hear of them at once."""
    head = journal.head_number()
    lowest = Lookout.objects.aggregate(lowest=Min("urgent_to"))["lowest"]
    if lowest is None or lowest >= head:
        return 0
    if not news.entries(after=lowest, to=head, verbs=URGENT, most=1) and head - lowest < FAR:
        return 0
    rows = Lookout.objects.filter(urgent_to__lt=head).order_by("urgent_to", "pk")
    return _alone(lambda: digests.urgent(_some(rows), to=head), subscriptions.note_urgent)


def _some(rows: QuerySet[Lookout]) -> list[Lookout]:
    return list(rows.select_related("user__person")[:AT_ONCE])


def _alone(written: Callable[[], Iterable[Letter]], note: Note) -> int:
    """Write and send a round, only while no other process does; gives how many mails the server took."""
    holder = uuid4().hex
    if not _is_mine(holder):
        return 0
    try:
        return _send(list(written()), note, holder=holder)
    finally:
        unjournaled.drop_lease(LEASE, holder=holder)


def _send(round_: Sequence[Letter], note: Note, *, holder: str) -> int:
    if silent := [Told(letter.lookout.pk, letter.to) for letter in round_ if letter.message is None]:
        note(silent)
    spoken = [letter for letter in round_ if letter.message is not None]
    if not spoken:
        return 0
    backend = mail.get_connection(fail_silently=False)
    try:
        backend.open()
        return _send_over(backend, spoken, note, holder=holder)
    except (smtplib.SMTPException, OSError):
        return 0  # no mail server: nothing is noted, all of it is tried again at the next tick
    finally:
        letters.close(backend)


def _send_over(backend: BaseEmailBackend, spoken: Iterable[Letter], note: Note, *, holder: str) -> int:
    sent = 0
    for letter in spoken:
        if not _is_mine(holder):
            break
        told = _told(letter, backend)
        note([told])
        sent += not told.problem
    return sent


def _told(letter: Letter, backend: BaseEmailBackend) -> Told:
    """Send one mail; what the server refuses is the account's problem, a server that is away is nobody's."""
    assert letter.message is not None
    letter.message.connection = backend
    try:
        taken = letter.message.send()
    except letters.REFUSALS:
        taken = 0
    return Told(letter.lookout.pk, letter.to, letter.numbers, "" if taken else letters.REFUSED)


def _is_mine(holder: str) -> bool:
    return unjournaled.take_lease(LEASE, holder=holder, seconds=LEASE_SECONDS)
