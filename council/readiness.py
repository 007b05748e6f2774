"""Says whether this server may serve: every part of the house registers a probe that names its problem."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection

from council import journal

logger = logging.getLogger(__name__)

# A probe gives "" while all is well, else one German sentence that tells strangers nothing about content.
Probe = Callable[[], str]
PROBES: dict[str, Probe] = {}
READERS_MAY_LAG = 10 * journal.SLICE  # entries


def probe(name: str) -> Callable[[Probe], Probe]:
    """Register a probe under a name, such as "index"."""

    def register(function: Probe) -> Probe:
        PROBES[name] = function
        return function

    return register


def problems() -> dict[str, str]:
    """Ask every probe; gives the sentence of each that is not well, nothing if all are."""
    found = {name: _ask(name, function) for name, function in PROBES.items()}
    return {name: sentence for name, sentence in found.items() if sentence}


def _ask(name: str, function: Probe) -> str:
    try:
        return function()
    except Exception:  # a probe may fail in any way; that is what it is for
        logger.exception("Die Probe %s schlug fehl", name)
        return "antwortet nicht"


@probe("database")
def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


@probe("readers")
def _readers() -> str:
    behind = [name for name, entries in journal.lag().items() if entries > READERS_MAY_LAG]
    return f"{len(behind)} von {len(journal.READERS)} Lesern des Journals sind weit zurück" if behind else ""
