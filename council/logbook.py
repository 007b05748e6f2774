"""Gives every request a name that its log lines share; keeps secrets out of them, and writes them as JSON."""

from __future__ import annotations

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.http import HttpRequest
from django.urls import Resolver404, resolve

if TYPE_CHECKING:  # the settings name this module before any model is there
    from django.http import HttpResponse

    from council.requests import GetResponse

HEADER = "X-Request-ID"
_FIT = re.compile(r"[A-Za-z0-9-]{8,64}")
# What an address bears, by its name in the route, so that whoever knows it is let in.
_SECRETS = frozenset(("token", "receipt", "uidb36"))
_request: ContextVar[str] = ContextVar("request", default="")


def named(get_response: GetResponse) -> GetResponse:
    """Name the request in its log lines as the proxy did, who is told so, or anew."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        name = given if _FIT.fullmatch(given) else uuid4().hex
        before = _request.set(name)
        try:
            response = get_response(request)
        finally:
            _request.reset(before)
        if name == given:
            response[HEADER] = name
        return response

    return middleware


class Addresses(logging.Filter):
    """Names the page instead of its address where whoever knows the address is let in: Django logs what fails by it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple) and (page := _letting_in(request)):
            address = request.path.encode("unicode_escape").decode("ascii")  # as Django writes it
            record.args = tuple(page if said == address else said for said in record.args)
        return True


def _letting_in(request: HttpRequest) -> str:
    """The name of the page if its address bears a secret; nothing for any other."""
    try:  # what failed may have failed before Django looked for the page
        page = resolve(request.path_info)
    except Resolver404:
        return ""
    return page.view_name if _SECRETS & page.kwargs.keys() or page.view_name == "account_confirm_email" else ""


class Json(logging.Formatter):
    """One line of JSON for each record: at (UTC, ISO 8601), level, logger, message, request, failure.

    Of a failure its kind and place are told, not its words: a database puts into them what somebody typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write the line."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if name := _request.get():
            told["request"] = name
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            places = [f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(trace)]
            told["failure"] = {"kind": kind.__qualname__, "places": places}
        return json.dumps(told, ensure_ascii=False)
