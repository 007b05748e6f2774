"""Says whether this server may serve: every part of the house registers a probe that names its problem."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from redis import Redis

from council import belfry, journal

logger = logging.getLogger(__name__)

# A probe gives "" while all is well, else one German sentence that tells strangers nothing about content.
Probe = Callable[[], str]
PROBES: dict[str, Probe] = {}
# Without these the house serves all the same, only slower or less alone.
LIGHT: dict[str, Probe] = {}
READERS_MAY_LAG = 10 * journal.SLICE  # entries


def probe(name: str) -> Callable[[Probe], Probe]:
    """Register a probe under a name, such as "index"."""

    def register(function: Probe) -> Probe:
        PROBES[name] = function
        return function

    return register


def light_probe(name: str) -> Callable[[Probe], Probe]:
    """Register a probe of something without which the house serves all the same."""

    def register(function: Probe) -> Probe:
        LIGHT[name] = function
        return function

    return register


def problems() -> dict[str, str]:
    """Ask every probe; gives the sentence of each that is not well, nothing if all are."""
    return _asked(PROBES)


def impaired() -> dict[str, str]:
    """What is away though nobody is kept from working by it, with a sentence each."""
    return _asked(LIGHT)


def _asked(probes: dict[str, Probe]) -> dict[str, str]:
    found = {name: _ask(name, function) for name, function in probes.items()}
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


_up_to_date: set[str] = set()


@probe("migrations")
def _migrations() -> str:
    """Once everything is migrated it stays so as long as the process lives."""
    if connection.alias in _up_to_date:
        return ""
    executor = MigrationExecutor(connection)
    if steps := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return f"{len(steps)} Umbauten der Datenbank stehen noch aus (manage.py migrate)"
    _up_to_date.add(connection.alias)
    return ""


@light_probe("redis")
def _redis() -> str:
    if not settings.REDIS_URL:
        return ""
    with Redis.from_url(settings.REDIS_URL, **belfry.LINE) as line:
        try:
            line.ping()
        except belfry.AWAY:
            return "antwortet nicht; Seiten fragen jede Sekunde nach, Grenzen zählt jeder Prozess für sich"
    return ""
