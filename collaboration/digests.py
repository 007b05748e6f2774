"""Writes the mails about what people follow: each names only what everybody may read at that moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from collaboration import following, news, stopping, stories
from collaboration.following import Cabinet
from collaboration.happenings import HAPPENINGS, URGENT
from collaboration.models import Lookout, Subscription
from collaboration.news import News
from collaboration.states import Rhythm
from collaboration.stories import Story
from council import audiences
from council.audiences import Standing
from council.models import Entry
from documents import syndication
from documents.models import Paper
from documents.search import indexing
from documents.search.engine import IndexUnusable

MOST_ENTRIES = 10_000  # of the journal, looked at for one round
A_DAY = timedelta(days=1)
MOST_STORIES = 40  # in one mail; the page has the others
LONGEST_SUBJECT = 120  # characters
CLOSED = "eine nichtöffentliche Vorlage"


@dataclass(frozen=True)
class Letter:
    """What is to be said to one account: nothing, or a message that tells these entries up to that one.

    `because` is what led to it, as it stood when that was written.
    """

    lookout: Lookout
    to: int
    message: EmailMessage | None = None
    numbers: tuple[int, ...] = ()
    because: tuple[Subscription, ...] = ()

    def stands(self) -> bool:
        """Whether the account is still open and follows all that led to it as it did. One query."""
        rows = Subscription.objects.filter(pk__in=[one.pk for one in self.because], paused_at=None)
        now = rows.filter(user__is_active=True).values_list("pk", "since", "rhythm")
        return set(now) == {(one.pk, one.since, one.rhythm) for one in self.because}


@dataclass
class _Wanted:
    """What one account is to be told: news everybody may read and because of what, and whether there is other news.

    It is about what happened up to an entry; `is_cut` where a search was not looked through to its end. `unsaid` is
    what the other news is told for.
    """

    to: int
    is_cut: bool = False
    open: list[News] = field(default_factory=list)
    closed: list[News] = field(default_factory=list)
    because: dict[int, Subscription] = field(default_factory=dict)
    unsaid: dict[int, Subscription] = field(default_factory=dict)


def daily(lookouts: Sequence[Lookout], *, to: int, on: date) -> Iterator[Letter]:
    """The daily mails of these accounts about everything up to an entry that they were not told before.

    Accounts that follow a search are left out while it cannot be searched. Where that takes too long they are told all
    that was found, and what is left is asked for again on the next day.
    """
    for wanted, letter in _letters(lookouts, to=to, urgent=False):
        yield _held_back(letter, on=on) if wanted.is_cut else letter


def urgent(lookouts: Sequence[Lookout], *, to: int) -> Iterator[Letter]:
    """The mails about dates, deadlines and answers to those who want to hear of them at once.

    Accounts that follow a search are left out while it cannot be searched; what takes too long is left to the daily.
    """
    for _, letter in _letters(lookouts, to=to, urgent=True):
        yield letter


def _letters(lookouts: Sequence[Lookout], *, to: int, urgent: bool) -> Iterator[tuple[_Wanted, Letter]]:
    told_to = {one: one.urgent_to if urgent else one.mailed_to for one in lookouts}
    after = min(told_to.values(), default=to)
    entries = news.entries(after=after, to=to, verbs=_verbs(urgent), most=MOST_ENTRIES)
    if len(entries) == MOST_ENTRIES:
        to = entries[0].number  # the rest is told in the next round, and so is all of it to those who were told so far
        lookouts = [one for one in lookouts if told_to[one] < to]
    round_ = _Round(lookouts, entries, to=to, urgent=urgent)
    for lookout in lookouts:
        try:
            wanted = round_.wanted(lookout)
        except IndexUnusable as problem:
            indexing.distrust(problem)
            continue  # tried again at the next tick, when the index was built anew
        if wanted is None:
            continue  # the same, while it is being built
        if not wanted.open and not wanted.closed:
            yield wanted, Letter(lookout, wanted.to)
            continue
        message = _message(lookout, wanted, public_papers=round_.public_papers, urgent=urgent)
        numbers = tuple(one.number for one in (*wanted.open, *wanted.closed))
        because = tuple((wanted.because | wanted.unsaid).values())
        yield wanted, Letter(lookout, wanted.to, message, numbers, because)


def _held_back(letter: Letter, *, on: date) -> Letter:
    """The same, after which only what happened before yesterday is taken for told."""
    earlier = Entry.objects.filter(at__lt=news.beginning(on - A_DAY)).order_by("-number")
    return replace(letter, to=min(letter.to, earlier.values_list("number", flat=True).first() or 0))


def _verbs(urgent: bool) -> Collection[str]:
    return URGENT if urgent else HAPPENINGS


class _Round:
    """What is the same for all accounts of a round, read once: no queries for those who read nothing closed."""

    def __init__(self, lookouts: Sequence[Lookout], entries: list[Entry], *, to: int, urgent: bool) -> None:
        self.to = to
        self.urgent = urgent
        nobody = audiences.standing_of(None)
        self.public = news.read(entries, nobody)
        told = {one.number for one in self.public}
        self.rest = [entry for entry in entries if entry.number not in told]
        self.cabinet = Cabinet(self.public, nobody)
        users = [lookout.user for lookout in lookouts]
        self.standings = audiences.read_standings(users, on=timezone.localdate())
        self.subscriptions: dict[int, list[Subscription]] = defaultdict(list)
        related = ("paper", "organization", "district", "person")
        rows = Subscription.objects.there().filter(user__in=users, paused_at=None).select_related(*related)
        for row in rows.order_by("pk"):
            self.subscriptions[row.user_id].append(row)
        self.searching = {row.user_id for rows_ in self.subscriptions.values() for row in rows_ if row.search}
        self.searched_to = indexing.reach() if self.searching else to
        papers = [row.paper_id for rows_ in self.subscriptions.values() for row in rows_ if row.paper_id]
        public = Paper.objects.visible_for(nobody).filter(pk__in=papers)
        self.public_papers = set(public.values_list("pk", flat=True))

    def wanted(self, lookout: Lookout) -> _Wanted | None:
        """What this account is to be told now; nothing to whoever lost the account.

        None where it follows a search while the index is not built; raises IndexUnusable where that turns out only now.
        """
        reach = self._reach(lookout)
        if reach is None:
            return None
        found = _Wanted(reach)
        followed = self.subscriptions[lookout.user_id]
        if not lookout.user.is_active or not followed:
            return found
        for one, by in self.cabinet.to_tell(followed).items():
            if one.number <= found.to and self._is_due(one, by, lookout):
                found.open.append(one)
                found.because |= {row.pk: row for row in by}
        closed = self._closed(lookout)
        for one, by in closed.to_tell(followed).items() if closed else ():
            if one.number <= found.to and self._is_due(one, by, lookout):
                found.closed.append(one)
                found.unsaid |= {row.pk: row for row in by}  # a name or a search tells what it is about
        found.is_cut = any(cabinet.is_cut(followed) for cabinet in (self.cabinet, closed) if cabinet)
        return found

    def _reach(self, lookout: Lookout) -> int | None:
        """Up to which entry this account can be told: no further than its searches find, and not without an index."""
        if lookout.user_id not in self.searching:
            return self.to
        return None if self.searched_to is None else min(self.to, self.searched_to)

    def _is_due(self, one: News, by: Sequence[Subscription], lookout: Lookout) -> bool:
        if one.actor == lookout.user_id or one.number in lookout.told:
            return False
        if self.urgent:
            untold = one.number > max(lookout.urgent_to, lookout.mailed_to)
            return one.urgent and untold and any(row.rhythm == Rhythm.DATES for row in by)
        return one.number > lookout.mailed_to

    def _closed(self, lookout: Lookout) -> Cabinet | None:
        """What else this person may read now; of that a mail says no more than that there is some."""
        standing = self.standings[lookout.user_id]
        if not self.rest or not self._may_read_more(standing, self.subscriptions[lookout.user_id]):
            return None
        return Cabinet(news.read(self.rest, standing), standing)

    def _may_read_more(self, standing: Standing, followed: Sequence[Subscription]) -> bool:
        if not standing.outsider or standing.named:
            return True
        return any(row.paper_id is not None and row.paper_id not in self.public_papers for row in followed)


def _message(lookout: Lookout, wanted: _Wanted, *, public_papers: Collection[int], urgent: bool) -> EmailMessage:
    told = stories.by_thing(wanted.open)
    stop_all = stopping.link(lookout)
    headers = {
        "Message-ID": _message_id(lookout, to=max(one.number for one in wanted.open + wanted.closed), urgent=urgent),
        "List-Unsubscribe": f"<{stop_all}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        "Auto-Submitted": "auto-generated",  # RFC 3834
    }
    with translation.override("de"):
        text = render_to_string(
            "mail/following.txt",
            {
                "name": syndication.line(lookout.user.display_name),
                "urgent": urgent,
                "stories": [_told(story) for story in told[:MOST_STORIES]],
                "more": len(told) > MOST_STORIES,
                "closed": bool(wanted.closed),
                "because": [(_name(row, public_papers), stopping.link(row)) for row in wanted.because.values()],
                "stop_all": stop_all,
                "news": f"{settings.BASE_URL}{reverse('news')}?followed=1",
                "following": f"{settings.BASE_URL}{reverse('following')}",
            },
        )
    return EmailMessage(_subject(told, urgent=urgent), text.rstrip() + "\n", to=[lookout.user.email], headers=headers)


def _message_id(lookout: Lookout, *, to: int, urgent: bool) -> str:
    """The same for the same news in the same kind of mail: what a dying server sends twice is one to mail programs."""
    named = f"{lookout.key}-{to}-{'dates' if urgent else 'daily'}"
    digest = salted_hmac("collaboration.digests", named, algorithm="sha256").hexdigest()
    return f"<{digest}@{syndication.own_host()}>"


def _subject(told: Sequence[Story], *, urgent: bool) -> str:
    """The subject: what happened where it is one thing, else what kind of mail this is."""
    if not told:
        return "Neues, das nur nach der Anmeldung zu lesen ist"
    if len(told) == 1:
        line = syndication.line(f"{told[0].lines[0].words}: {told[0].subject.name}")
        return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"
    return "Termine, Fristen und Antworten" if urgent else "Neues zu dem, was Sie verfolgen"


def _told(story: Story) -> dict[str, object]:
    return {
        "overline": syndication.line(story.overline),
        "name": syndication.line(story.subject.name),
        "lines": [syndication.line(line.words) for line in story.lines],
        "link": settings.BASE_URL + story.subject.get_absolute_url(),
    }


def _name(subscription: Subscription, public_papers: Collection[int]) -> str:
    if subscription.search:
        return f"Suche: {syndication.line(following.wish_of(subscription.search).typed)}"
    if subscription.paper_id is not None and subscription.paper_id not in public_papers:
        return CLOSED
    return syndication.line(str(subscription.thing))
