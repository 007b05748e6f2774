"""Sends mails about what people follow: one a day, and dates, deadlines and answers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils import timezone

from collaboration import digests, news
from collaboration.actions import subscriptions
from collaboration.actions.subscriptions import Told
from collaboration.digests import Letter
from collaboration.happenings import URGENT
from collaboration.models import Lookout
from council import journal, post, rulebook, tick, unjournaled

AT_ONCE = 25  # accounts of one round
MOST = 500  # accounts of one tick
LEASE = "following"
LEASE_SECONDS = 300  # longer than one mail takes
FAR = 1_000  # entries without any date or deadline, after which that is noted

Note = Callable[[Sequence[Told]], None]
Write = Callable[[Sequence[Lookout]], Iterable[Letter]]


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

    return _alone(rows, lambda some: digests.daily(some, to=journal.head_number(), on=today), note)


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
    return _alone(rows, lambda some: digests.urgent(some, to=head), subscriptions.note_urgent)


def _some(rows: QuerySet[Lookout]) -> list[Lookout]:
    return list(rows.select_related("user__person")[:AT_ONCE])


def _alone(rows: QuerySet[Lookout], write: Write, note: Note) -> int:
    """Write and send to these accounts, only while no other process does; gives how many mails the server took."""
    with unjournaled.lease(LEASE, seconds=LEASE_SECONDS) as is_mine, post.Line() as line:
        sent = 0
        for told in _told_to_all(rows, write, is_mine=is_mine, line=line) if is_mine() else ():
            note(told)
            sent += sum(bool(one.numbers) and not one.problem for one in told)
        return sent


def _told_to_all(
    rows: QuerySet[Lookout], write: Write, *, is_mine: Callable[[], bool], line: post.Line
) -> Iterator[list[Told]]:
    """Send in small rounds, each written right before: what was closed, paused or ended meanwhile is left out."""
    tried: set[int] = set()
    while len(tried) < MOST and (lookouts := _some(rows.exclude(pk__in=tried))):
        tried |= {one.pk for one in lookouts}
        head = journal.head_number()
        written = list(write(lookouts))
        if silent := [Told(letter.lookout.pk, letter.to) for letter in written if letter.message is None]:
            yield silent
        for letter in written:
            if letter.message is None:
                continue
            if not is_mine():
                return
            try:
                told = [_told(fresh, line) for fresh in _fresh(letter, rows, write, head=head)]
            except post.Away:
                return  # nothing more is noted, all of it is tried again at the next tick
            yield told


def _fresh(letter: Letter, rows: QuerySet[Lookout], write: Write, *, head: int) -> Iterable[Letter]:
    """The letter, written anew if since that entry anything happened, or what led to it is followed no longer.

    Anything: whatever closes a matter is no news, and must not be named all the same.
    """
    if journal.head_number() == head and letter.stands():
        return [letter]
    return write(_some(rows.filter(pk=letter.lookout.pk)))


def _told(letter: Letter, line: post.Line) -> Told:
    """Send one mail; what the server does not take is the account's problem. Raises post.Away."""
    if letter.message is None:
        return Told(letter.lookout.pk, letter.to)
    return Told(letter.lookout.pk, letter.to, letter.numbers, line.send(letter.message))
