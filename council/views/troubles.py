"""What a person sees when this house fails them: what is full or away is told apart from a fault of ours."""

from __future__ import annotations

import errno
import sys
from dataclasses import dataclass, replace

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from council.away import Away

_FULL = ("disk is full", "no space left", "disk full")


@dataclass(frozen=True)
class Trouble:
    """What to say of it, under which status, and after how many seconds to come again (0: nobody knows)."""

    status: int
    title: str
    sentence: str
    again: int = 0


FAULT = Trouble(
    500,
    "Da ist etwas schiefgegangen",
    "Der Fehler liegt bei uns und ist aufgezeichnet. Es wurde nichts halb gespeichert. Bitte versuchen Sie es in ein"
    " paar Minuten noch einmal.",
)
FULL = Trouble(
    507,
    "Der Speicher ist voll",
    "Auf dem Server ist kein Platz mehr. Was Sie geschickt haben, wurde nicht gespeichert, auch nicht halb: Mit"
    " „Zurück“ steht es noch im Formular. Lesen können Sie weiterhin alles.",
)
AWAY = Trouble(
    503,
    "Gerade nicht zu erreichen",
    # A line that breaks while the database writes leaves nobody here knowing whether it did.
    "Die Datenbank antwortet gerade nicht. Was Sie gerade geschickt haben, ist wahrscheinlich nicht gespeichert, halb"
    " gespeichert ist nichts. Bitte sehen Sie gleich noch einmal nach, bevor Sie es wieder schicken: Mit „Zurück“ steht"
    " es noch im Formular.",
    again=10,
)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer whatever nobody foresaw; called while the exception is being handled, asks no database."""
    trouble = _of(sys.exc_info()[1])
    response = HttpResponse(render_to_string("500.html", {"trouble": trouble}), status=trouble.status)
    if trouble.again:
        response["Retry-After"] = str(trouble.again)
    return response


def _of(problem: BaseException | None) -> Trouble:
    while problem is not None:
        if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
            return FULL
        if isinstance(problem, Away):
            return replace(AWAY, sentence=str(problem))
        if isinstance(problem, OperationalError | InterfaceError):
            return FULL if any(sign in str(problem).lower() for sign in _FULL) else AWAY
        problem = problem.__cause__ or problem.__context__
    return FAULT
