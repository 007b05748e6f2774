"""The closed list of functions that write without an act: nothing in it is a decision or a publication."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from council import seeds
from council.models.channels import ELECTRONIC
from council.models.invitations import Delivery
from council.models.journal import Lease
from council.models.readings import ClosedReading
from council.models.users import User

logger = logging.getLogger(__name__)


def take_lease(name: str, *, holder: str, seconds: int) -> bool:
    """Take or prolong the lease of a task that only one process may do; returns whether it is held now."""
    now = timezone.now()
    half = timedelta(seconds=seconds / 2)
    if Lease.objects.filter(pk=name, holder=holder, until__gt=now + half).exists():
        return True  # long enough still; nothing is written
    with transaction.atomic():
        until = now + timedelta(seconds=seconds)
        Lease.objects.get_or_create(name=name, defaults={"holder": holder, "until": until})
        lease = Lease.objects.select_for_update(no_key=True).get(pk=name)
        if lease.holder != holder and lease.until > now:
            return False
        lease.holder, lease.until = holder, until
        lease.save(update_fields=["holder", "until"])
    return True


def drop_lease(name: str, *, holder: str) -> None:
    """Give the lease back."""
    Lease.objects.filter(pk=name, holder=holder).delete()


@contextmanager
def lease(name: str, *, seconds: int) -> Iterator[Callable[[], bool]]:
    """For the length of one task: what takes or prolongs the lease and says whether it is held. Given back after it."""
    holder = uuid4().hex
    try:
        yield lambda: take_lease(name, holder=holder, seconds=seconds)
    finally:
        drop_lease(name, holder=holder)


def keep_scratch(scratch: models.Model, *, revision: int, content: dict[str, Any]) -> bool:
    """Keep what is being typed, unless somebody else kept something since `revision`; says whether it was kept.

    A scratch has `content`, `revision` and `kept_at`. It is no version of anything: acts make those.
    """
    rows = type(scratch)._base_manager.filter(pk=scratch.pk, revision=revision)
    return bool(rows.update(content=content, revision=revision + 1, kept_at=timezone.now()))


def note_opened(meeting: int, *, person: int | None) -> None:
    """Note when a person invited electronically first opened the meeting's page; nothing is written a second time.

    What was to come on paper is not received by looking at a page.
    """
    if person is None:
        return
    unopened = Delivery.objects.filter(
        invitation__meeting=meeting, person=person, opened_at=None, channel__in=ELECTRONIC
    )
    if unopened.exists():
        unopened.update(opened_at=timezone.now())


def keep_pseudonym(user: User, *, pseudonym: str) -> None:
    """Keep the name under which others see a resident, as chosen with the account."""
    user.pseudonym = pseudonym
    user.save(update_fields=["pseudonym"])


def note_seen(session_key: str, now: datetime) -> None:
    """Note when a device was used last; a database that takes nothing in keeps nobody from a page."""
    try:
        with transaction.atomic():
            UserSession.objects.filter(session_key=session_key).update(last_seen_at=now)
    except DatabaseError:
        logger.exception("device not noted")


def clear_sessions(now: datetime) -> int:
    """Delete the sessions that ran out, and the devices that were signed in by them; returns how many sessions."""
    ended = Session.objects.filter(expire_date__lt=now)
    UserSession.objects.filter(session_key__in=ended.values("session_key")).delete()
    return ended.delete()[0]


def seal_factors(*, most: int | None) -> int:
    """Seal seeds of second factors that lie in clear or under an old key, `most` at most; returns how many.

    What no key opens is left as it is.
    """
    done = 0
    for pk in list(seeds.outdated().values_list("pk", flat=True)):
        if done == most:
            break
        done += _keep_seed(pk, by=seeds.seal)
    return done


def unseal_factors() -> int:
    """Put every seed that can be opened back in clear, for a version of the programme before this; returns how many."""
    return sum(_keep_seed(pk, by=str) for pk in list(seeds.holding().values_list("pk", flat=True)))


def _keep_seed(pk: int, *, by: Callable[[str], str]) -> bool:
    """Keep one factor's seed another way; the row is held, for a recovery code may be used at the same moment."""
    with transaction.atomic():
        factor = Authenticator.objects.select_for_update(no_key=True).filter(pk=pk).first()
        if factor is None or not seeds.is_readable(factor):
            return False
        factor.data = seeds.changed(factor.data, by)
        factor.save(update_fields=["data"])
    return True


def note_readings(user: int, *, kind: str, things: Collection[int], hour: datetime) -> None:
    """Note that somebody read these closed things within that hour; nothing is written a second time."""
    rows = ClosedReading.objects.filter(user=user, kind=kind, thing__in=things, hour=hour)
    fresh = set(things) - set(rows.values_list("thing", flat=True))
    if not fresh:
        return
    with transaction.atomic():
        ClosedReading.objects.bulk_create(
            [ClosedReading(user_id=user, kind=kind, thing=thing, hour=hour) for thing in sorted(fresh)],
            ignore_conflicts=True,
        )


def forget_readings(before: datetime, *, most: int) -> int:
    """Delete what was noted of reading before that moment, `most` rows at most; returns how many."""
    old = ClosedReading.objects.filter(hour__lt=before).order_by("hour").values("pk")[:most]
    return ClosedReading.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
