"""Ends a sign-in with the rights of an office that was left alone, but never while a meeting is held that it serves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db.models import Q
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from council import audiences, second_factor, unjournaled
from council.models import Meeting
from council.states import MeetingState

LONGEST = timedelta(hours=2)
NOTED_EVERY = timedelta(minutes=5)  # so that reading costs a write now and then only
SAID = "Sie wurden abgemeldet, weil hier zwei Stunden lang nichts geschah. Bitte melden Sie sich wieder an."
_HELD = (MeetingState.RUNNING, MeetingState.INTERRUPTED)

GetResponse = Callable[[HttpRequest], HttpResponse]


def ended(get_response: GetResponse) -> GetResponse:
    """Sign out whoever decides for others and did nothing for two hours; everybody else stays for fourteen days.

    It stands before what tells the browser to forget: a folder keeps what was written in it for its owner.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if second_factor.is_needed(request.user) and _is_over(request):
            logout(request)
            messages.warning(request, SAID)
        return get_response(request)

    return middleware


@receiver(user_logged_in)
def _signed_in(sender: object, request: HttpRequest, **told: object) -> None:
    _remember(request.session.session_key or "", NOTED_EVERY)


def _is_over(request: HttpRequest) -> bool:
    """Whether it is to be ended; the cache knows who was here just now, so that most pages ask the database nothing."""
    key = request.session.session_key or ""
    if cache.get(_name(key)):
        return False
    now = timezone.now()
    last = UserSession.objects.filter(session_key=key).values_list("last_seen_at", flat=True).first()
    alone = timedelta() if last is None else now - last  # None: no device is known by it
    if alone > LONGEST and not _is_in_a_meeting(request):
        return True
    if alone >= NOTED_EVERY:
        unjournaled.note_seen(key, now)
        alone = timedelta()
    _remember(key, NOTED_EVERY - alone)
    return False


def _remember(session_key: str, how_long: timedelta) -> None:
    cache.set(_name(session_key), True, timeout=how_long.total_seconds())


def _name(session_key: str) -> str:
    return f"seen:{session_key}"


def _is_in_a_meeting(request: HttpRequest) -> bool:
    """Whether a meeting is held now in which this person sits, or which they lead or keep the minutes of."""
    standing = audiences.standing_of(request.user)
    held = Meeting.objects.filter(state__in=_HELD, deleted_at=None)
    if standing.clerk or standing.chair or standing.executive:
        return held.exists()
    return held.filter(Q(organization__in=standing.bodies) | Q(joint_organizations__in=standing.bodies)).exists()
