"""Whose rights need a second factor beside the password, and who has yet to set one up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council import audiences

if TYPE_CHECKING:
    from council.audiences import Standing, Viewer
    from council.models import User

SETTING_UP = "/accounts/"  # what remains open until there is one
NEEDED = (
    "Für Ihr Amt wird neben dem Passwort ein zweiter Faktor gebraucht: eine App auf dem Telefon oder ein"
    " Sicherheitsschlüssel. Bitte richten Sie ihn hier ein; danach geht es weiter."
)


def decides(standing: Standing) -> bool:
    """Assembly office, chair and deputies, Magistrat, town offices, moderators: who decides or publishes for others."""
    presides = standing.chair or standing.deputy
    return standing.clerk or presides or standing.administration or standing.moderator


def lacking(people: Collection[int]) -> set[int]:
    """Those of these persons (by primary key) who have no account with a second factor, where one is asked for."""
    if not settings.SECOND_FACTOR or not people:
        return set()
    having = Authenticator.objects.filter(user__person__in=people).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return set(people) - set(having.values_list("user__person", flat=True))


def is_needed(user: Viewer) -> bool:
    """Whether this person is one of them."""
    return decides(audiences.standing_of(user))


def is_due(user: Viewer, session: Mapping[str, Any]) -> bool:
    """Whether this session has the rights of such an office, but only a password stands before them."""
    if not settings.SECOND_FACTOR or user is None or not user.is_authenticated or _was_used(session):
        return False
    return is_needed(user) and not is_mfa_enabled(user)


def _was_used(session: Mapping[str, Any]) -> bool:
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return any(record.get("method") == "mfa" for record in records)


def forced(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead whoever has yet to set up their second factor to the page for it; nothing else answers them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(SETTING_UP) or not is_due(request.user, request.session):
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return render(request, "403.html", {"reason": NEEDED}, status=403)
        messages.warning(request, NEEDED)
        return redirect("mfa_index")

    return middleware


class Sockets:
    """The same for sockets: until there is a second factor, the page hears what everybody may."""

    def __init__(self, inner: Callable[..., Any]) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass the line on, as of nobody where the second factor is missing."""
        if await sync_to_async(is_due)(scope.get("user"), scope.get("session") or {}):
            scope = scope | {"user": AnonymousUser()}
        await self.inner(scope, receive, send)


@receiver(authenticator_added)
def _end_other_sessions(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever came in by the password alone before has to come again."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()
