"""Gives every request a name that its log lines share, and writes them as JSON without personal data."""

from __future__ import annotations

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:  # the settings name this module before anything of Django is there
    from django.http import HttpRequest, HttpResponse

    from council.requests import GetResponse

HEADER = "X-Request-ID"
_FIT = re.compile(r"[A-Za-z0-9-]{8,64}")
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
