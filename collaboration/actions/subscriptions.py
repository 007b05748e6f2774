"""Acts on what an account follows. None leaves an entry: whom somebody watches is their own affair, and erasable."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from collaboration import may
from collaboration.marks import Mark
from collaboration.models import Lookout, Subscription
from collaboration.models.subscriptions import LONGEST_SEARCH
from collaboration.states import Rhythm
from council import journal, life
from council.models import User
from documents.models import Paper

MOST = 500  # things one account follows
MOST_SEARCHES = 30  # among them; each is asked anew for every mail


@dataclass(frozen=True)
class Told:
    """What became of the mail to one account: up to which entry it told, which of them, or why it was refused."""

    lookout: int
    to: int
    numbers: tuple[int, ...] = ()
    problem: str = ""


@journal.act
def follow(target: Mapping[str, object], *, by: User) -> Subscription:
    """Follow one thing, given by the name of its kind ("paper", "organization", "district", "person", "search").

    From now on the account is told what is new about it. Following twice changes nothing. Raises WrongState where the
    account follows too much already, or a search is too long.
    """
    paper = target.get("paper")
    may.follow(by, paper if isinstance(paper, Paper) else None)
    if len(str(target.get("search", ""))) > LONGEST_SEARCH:
        raise life.WrongState("Diese Suche ist zu lang, um sie zu verfolgen. Bitte nehmen Sie weniger Wörter.")
    lookout = lookout_of(by)
    Lookout.objects.select_for_update(no_key=True).get(pk=lookout.pk)
    known = Subscription.objects.filter(user=by, **target).first()
    if known is not None:
        return known
    if Subscription.objects.filter(user=by).count() >= MOST:
        raise life.WrongState(f"Sie verfolgen schon {MOST} Dinge. Bitte beenden Sie zuerst etwas davon.")
    if "search" in target and Subscription.objects.filter(user=by).exclude(search="").count() >= MOST_SEARCHES:
        raise life.WrongState(f"Sie verfolgen schon {MOST_SEARCHES} Suchen. Bitte beenden Sie zuerst eine davon.")
    return Subscription.objects.create(user=by, since=timezone.now(), **target)


def lookout_of(user: User) -> Lookout:
    """The row that says how far the account was told; made anew, from now on, where it never followed anything.

    To be called inside an act.
    """
    head = journal.head_number()
    start = {"mailed_to": head, "mailed_on": timezone.localdate(), "urgent_to": head}
    return Lookout.objects.get_or_create(user=user, defaults=start)[0]


@journal.act
def unfollow(subscription: Subscription) -> None:
    """Forget that this was ever followed."""
    Subscription.objects.filter(pk=subscription.pk).delete()


@journal.act
def pause(subscriptions: Collection[Subscription]) -> None:
    """Tell nothing of these until they are taken up again."""
    rows = Subscription.objects.filter(pk__in=[one.pk for one in subscriptions], paused_at=None)
    rows.update(paused_at=timezone.now())


@journal.act
def resume(subscription: Subscription) -> None:
    """Tell again what is new; what happened during the pause is left out."""
    rows = Subscription.objects.filter(pk=subscription.pk).exclude(paused_at=None)
    rows.update(paused_at=None, since=timezone.now())


@journal.act
def choose_rhythm(subscription: Subscription, *, rhythm: str) -> None:
    """Choose whether dates and deadlines are told at once."""
    Subscription.objects.filter(pk=subscription.pk).update(rhythm=Rhythm(rhythm))


@journal.act
def mark_read(*, by: User, until: Mark) -> Lookout:
    """Remember that the person has read what there was on a page; what it was before is kept for one undoing.

    What was read is never unread by an older page.
    """
    lookout = Lookout.objects.select_for_update(no_key=True).get(pk=lookout_of(by).pk)
    if lookout.read_to is not None and until.number <= lookout.read_to:
        return lookout
    lookout.earlier_to, lookout.earlier_at = lookout.read_to, lookout.read_at
    lookout.read_to, lookout.read_at = until.number, until.at
    lookout.save(update_fields=["earlier_to", "earlier_at", "read_to", "read_at"])
    return lookout


@journal.act
def unmark_read(*, by: User) -> None:
    """Go back to what the person had read before."""
    rows = Lookout.objects.filter(user=by)
    rows.update(read_to=F("earlier_to"), read_at=F("earlier_at"))


@journal.act
def note_daily(told: Collection[Told], *, on: date) -> None:
    """Note how far accounts were told by the daily mail, and what after that. What was refused is told next day."""
    rows = Lookout.objects.select_for_update(no_key=True).in_bulk([one.lookout for one in told])
    for one in told:
        if one.lookout not in rows:
            continue  # the account is gone
        lookout = rows[one.lookout]
        lookout.mailed_on, lookout.problem = on, one.problem
        if not one.problem:
            lookout.mailed_to = max(lookout.mailed_to, one.to)
            told_since = {*lookout.told, *one.numbers}
            lookout.told = sorted(number for number in told_since if number > lookout.mailed_to)
    Lookout.objects.bulk_update(rows.values(), ["mailed_on", "mailed_to", "told", "problem"])


@journal.act
def note_urgent(told: Collection[Told]) -> None:
    """Note which dates and deadlines accounts were told at once; the daily mail leaves them out, save where refused."""
    rows = Lookout.objects.select_for_update(no_key=True).in_bulk([one.lookout for one in told])
    for one in told:
        if one.lookout not in rows:
            continue  # the account is gone
        lookout = rows[one.lookout]
        lookout.urgent_to = max(lookout.urgent_to, one.to)
        if one.problem:
            lookout.problem = one.problem
        else:
            lookout.told = sorted({*lookout.told, *(number for number in one.numbers if number > lookout.mailed_to)})
    Lookout.objects.bulk_update(rows.values(), ["urgent_to", "told", "problem"])
