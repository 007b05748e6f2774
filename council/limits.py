"""Says how much one address or one account may ask in a minute, so that nobody keeps the others from working.

Whoever sits in the council is never held up in a meeting: voting, attendance, the list of speakers and everything else
below a meeting is not counted for them. Signing in is counted by allauth, sockets by themselves.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from council.requests import GetResponse

logger = logging.getLogger(__name__)

MINUTE = 60  # seconds
TOO_MUCH = "Gerade kommen von hier sehr viele Anfragen. Bitte warten Sie einen Augenblick."

_NEVER = re.compile(r"/(accounts|static)/|/(healthz|readyz|metrics)$|/meetings/[^/]+/live/poll/")
_IN_MEETING = re.compile(r"/(meetings|roll-calls|elections)/|/papers/[^/]+/(amendments|object)/")
_SEARCH = re.compile(r"/search/|/feeds/search|/compare/")
_PRINT = re.compile(r"/.*/pdf/$")


def counted(get_response: GetResponse) -> GetResponse:
    """Answer 429 to whoever has asked more than their share in this minute; costs no query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        role, who = _asker(request)
        if not settings.RATE_LIMITS or not who or _is_free(request.path, role=role):
            return get_response(request)
        kind = kind_of(request)
        minute, second = divmod(int(time.time()), MINUTE)
        if _count(f"limit:{role}:{who}:{kind}:{minute}") <= settings.RATE_LIMITS[role][kind]:
            return get_response(request)
        logger.info("limited role=%s kind=%s", role, kind)
        return _refusal(request, wait=MINUTE - second)

    return middleware


def kind_of(request: HttpRequest) -> str:
    """What is asked: "write", "search", "print" or "read"."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        return "write"
    if _SEARCH.match(request.path):
        return "search"
    return "print" if _PRINT.match(request.path) else "read"


def network(address: str) -> str:
    """What counts as one guest: an IPv4 address, the /64 of an IPv6 one; nothing for this machine itself.

    A proxy on this machine that does not say for whom it asks would else make one guest of the whole town.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback:
        return ""
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


def _asker(request: HttpRequest) -> tuple[str, str]:
    user = request.user
    if not user.is_authenticated:
        return "guest", network(request.META.get("REMOTE_ADDR", ""))
    return ("member" if user.person_id else "account"), str(user.pk)


def _is_free(path: str, *, role: str) -> bool:
    return bool(_NEVER.match(path) or (role == "member" and _IN_MEETING.match(path)))


def _count(name: str) -> int:
    """Which request of this minute it is. A cache that is away keeps nobody out."""
    try:
        cache.add(name, 0, timeout=2 * MINUTE)
        return cache.incr(name)
    except Exception:  # each kind of cache fails in its own way; what was just pushed out counts as none, too
        return 0


def _refusal(request: HttpRequest, *, wait: int) -> HttpResponse:
    wants_page = "text/html" in request.headers.get("Accept", "")
    response = (
        render(request, "429.html", {"reason": TOO_MUCH, "wait": wait}, status=429)
        if wants_page
        else JsonResponse({"message": TOO_MUCH}, status=429)
    )
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response
