"""What is done for every request: refusals become pages, protected answers stay out of caches."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import quote

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from council.life import Stale, WrongState
from council.may import Denied

if TYPE_CHECKING:
    from council.models import User


class SignedInRequest(HttpRequest):
    """A request behind the sign-in: its user is an account."""

    user: User


logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
UNREADABLE = "\ufffd"
# What PostgreSQL says where two met whom no lock kept apart: a row twice, or each waiting for the other.
COLLISIONS = frozenset({"23505", "40P01"})
AT_ONCE = (
    "Im selben Augenblick hat jemand anderes dasselbe getan. Bitte sehen Sie nach und versuchen Sie es noch einmal."
)
# Zero bytes and numbers past every column, where no form looked at them; SQLite takes them and finds nothing.
UNSTORABLE = "Darin ist ein Zeichen oder eine Zahl, mit denen die Datenbank nichts anfangen kann."
CHUNKS_AT_ONCE = 64  # of 4 KiB each


class refusals:  # noqa: N801 – named like the function it stands for in settings
    """Turns a refusal into a page with its sentence: 403 for persons, 409 for states."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer the refusals that acts raise; anything else stays an error."""
        if isinstance(exception, Denied):
            page = request.resolver_match.view_name if request.resolver_match else ""
            logger.info("refused account=%s page=%s", request.user.pk, page)
            return render(request, "403.html", {"reason": str(exception)}, status=403)
        if isinstance(exception, WrongState | Stale):
            return render(request, "409.html", {"reason": str(exception)}, status=409)
        if getattr(exception.__cause__, "sqlstate", "") in COLLISIONS:
            logger.warning("collided page=%s", request.resolver_match.view_name if request.resolver_match else "")
            return render(request, "409.html", {"reason": AT_ONCE}, status=409)
        if isinstance(exception, DataError):
            logger.error("unstorable page=%s", request.resolver_match.view_name if request.resolver_match else "")
            return render(request, "409.html", {"reason": UNSTORABLE}, status=409)
        return None


def legible(get_response: GetResponse) -> GetResponse:
    """Take a zero byte in an address for a sign that cannot be read, as Django takes bytes that are no UTF-8.

    No database takes it in a question, and any page may be asked for with it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.path = request.path.replace("\0", UNREADABLE)
        request.path_info = request.path_info.replace("\0", UNREADABLE)
        request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", quote(UNREADABLE))
        return get_response(request)

    return middleware


def stream(get_response: GetResponse) -> GetResponse:
    """Hand files out in pieces on the asynchronous server too, instead of reading them whole into memory."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(request, ASGIRequest) and isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _pieces(iter(response.streaming_content))
        return response

    return middleware


async def _pieces(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(lambda: b"".join(islice(chunks, CHUNKS_AT_ONCE))):
        yield piece


def cache_privately(get_response: GetResponse) -> GetResponse:
    """Keep every answer to a signed-in person out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


# What a page of this house never asks of the device; passkeys it does.
PERMISSIONS = ", ".join(
    f"{power}=()"
    for power in (
        *("accelerometer", "autoplay", "bluetooth", "camera", "display-capture", "encrypted-media", "geolocation"),
        *("gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"),
    )
)


# For what is no page: scripts, styles, pictures. It must leave a worker free to fetch what belongs to it.
FENCE_OF_FILES = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def guard(get_response: GetResponse) -> GetResponse:
    """Tell browsers what no page here may do, and to forget everything when somebody signs out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Content-Security-Policy", FENCE_OF_FILES)
        return response

    return middleware


def forget(get_response: GetResponse) -> GetResponse:
    """After signing out nothing of the session stays in the browser: no page kept for "back", no folder."""

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def shared(view: _View) -> _View:
    """Let the pages of other towns and hosts read what a view gives to everybody alike (CORS); for such views alone."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return cast("_View", wrapped)


def city(request: HttpRequest) -> dict[str, object]:
    """Give every template the town's name and whether this is the demo."""
    return {"city_name": settings.CITY_NAME, "demo_mode": settings.DEMO}
