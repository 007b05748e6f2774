"""Ends a sign-in that was left alone, on pages and open lines, but never while a meeting is held that it serves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db.models import Q
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from council import audiences, second_factor, unjournaled
from council.audiences import Standing
from council.models import Meeting, User
from council.states import MeetingState

OF_OFFICES = timedelta(hours=2)
NOTED_EVERY = timedelta(minutes=5)  # so that reading costs a write now and then only
LOOKED_EVERY = timedelta(minutes=5)  # at an open line, at the latest
LOOKED_SELDOM = timedelta(hours=1)  # at one that only its fourteen days end
SAID = "Sie wurden abgemeldet, weil hier {how_long} lang nichts geschah. Bitte melden Sie sich wieder an."
_HELD = (MeetingState.RUNNING, MeetingState.INTERRUPTED)

GetResponse = Callable[[HttpRequest], HttpResponse]


def ended(get_response: GetResponse) -> GetResponse:
    """Sign out whoever did nothing for too long; residents stay for fourteen days.

    It stands before what tells the browser to forget: a folder keeps what was written in it for its owner.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (most := _is_over(request)):
            logout(request)
            messages.warning(request, SAID.format(how_long=_words(most)))
        return get_response(request)

    return middleware


def longest(standing: Standing) -> timedelta | None:
    """How long a sign-in may be left alone: who decides for others two hours, who sits in a body some days.

    None where only its fourteen days end it.
    """
    if second_factor.decides(standing):
        return OF_OFFICES
    return timedelta(days=settings.IDLE_DAYS) if settings.IDLE_DAYS and not standing.outsider else None


def rest(account: int, session_key: str) -> timedelta:
    """How long an open line may stay before it is looked at again; nothing once its sign-in was left alone too long.

    Asked afresh: neither the account nor what it is was read before.
    """
    if cache.get(_name(session_key)):
        return LOOKED_EVERY
    user = User.objects.select_related("person").get(pk=account)
    standing = audiences.read_standings([user], on=timezone.localdate())[user.pk]
    most = longest(standing)
    if most is None:
        return LOOKED_SELDOM
    left = most - _alone(session_key, timezone.now())
    if left > timedelta():
        return min(left, LOOKED_EVERY)
    return LOOKED_EVERY if _is_in_a_meeting(standing) else timedelta()


@receiver(user_logged_in)
def _signed_in(sender: object, request: HttpRequest, **told: object) -> None:
    _remember(request.session.session_key or "", NOTED_EVERY)


def _is_over(request: HttpRequest) -> timedelta | None:
    """How long was too long, if it is to be ended; the cache knows who was here just now, so that most pages ask none.

    Else it is noted that somebody was here.
    """
    key, standing = request.session.session_key or "", audiences.standing_of(request.user)
    most = longest(standing)
    if most is None or cache.get(_name(key)):
        return None
    now = timezone.now()
    alone = _alone(key, now)
    if alone > most and not _is_in_a_meeting(standing):
        return most
    if alone >= NOTED_EVERY:
        unjournaled.note_seen(key, now)
        alone = timedelta()
    _remember(key, NOTED_EVERY - alone)
    return None


def _alone(session_key: str, now: datetime) -> timedelta:
    last = UserSession.objects.filter(session_key=session_key).values_list("last_seen_at", flat=True).first()
    return timedelta() if last is None else now - last  # None: no device is known by it


def _remember(session_key: str, how_long: timedelta) -> None:
    cache.set(_name(session_key), True, timeout=how_long.total_seconds())


def _name(session_key: str) -> str:
    return f"seen:{session_key}"


def _words(how_long: timedelta) -> str:
    return "zwei Stunden" if how_long == OF_OFFICES else f"{how_long.days} Tage"


def _is_in_a_meeting(standing: Standing) -> bool:
    """Whether a meeting is held now in which this person sits, or which they lead or keep the minutes of."""
    held = Meeting.objects.filter(state__in=_HELD, deleted_at=None)
    if standing.clerk or standing.chair or standing.executive:
        return held.exists()
    return held.filter(Q(organization__in=standing.bodies) | Q(joint_organizations__in=standing.bodies)).exists()
