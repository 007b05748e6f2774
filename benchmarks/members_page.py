"""What a member's page of a running meeting costs by itself, and of what: the dearest pages of an evening."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import percentile, table
from council.models import Meeting, User

TIMES = 30
# Where a profile finds it: the ends of file names, and names of functions; none of them is called by another.
BUILDING = {("sql/query.py", "add_q"), ("sql/compiler.py", "as_sql")}
WAITING = {("psycopg/connection.py", "wait"), ("sqlite3/base.py", "execute")}


def measure(meeting: Meeting, members: Sequence[User], *, host: str) -> None:
    """Print it for the page of the meeting and its live page, as different members ask for them."""
    clients = [_signed_in(member) for member in members[:6]]
    page = meeting.get_absolute_url()
    rows = [_row(path, clients, host) for path in (page, f"{page}live/")]
    head = ("Seite", "Abfragen", "Rechenzeit p50 ms", "ganz p50 ms", "Abfragen bauen %", "auf die Datenbank warten %")
    table("Seite eines Mitglieds, allein", head, rows)


def _signed_in(member: User) -> Client:
    client = Client()
    client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _row(path: str, clients: Sequence[Client], host: str) -> tuple[object, ...]:
    def ask(number: int) -> None:
        answer = clients[number % len(clients)].get(path, headers={"host": host}, secure=True)
        assert answer.status_code == 200, answer.status_code
        assert answer.headers["Cache-Control"] == "no-store, private", (
            "So wird niemandem geantwortet, der angemeldet ist."
        )

    for number in range(len(clients)):
        ask(number)
    with CaptureQueriesContext(connection) as captured:
        ask(0)
    asked = len(captured)  # read before the next request clears the log
    assert asked, "Es wurden keine Abfragen gezählt."
    whole = _times(ask, time.perf_counter)
    processor = _times(ask, time.process_time)
    name = "Sitzung live" if path.endswith("live/") else "Sitzung"
    return name, asked, percentile(processor, 50), percentile(whole, 50), *_shares(ask)


def _times(ask: Callable[[int], None], clock: Callable[[], float]) -> list[float]:
    found = []
    for number in range(TIMES):
        start = clock()
        ask(number)
        found.append((clock() - start) * 1000)
    return found


def _shares(ask: Callable[[int], None]) -> list[float]:
    """How much of the time, in hundredths, goes into building queries and into waiting for their answers."""
    with cProfile.Profile() as profile:
        for number in range(TIMES):
            ask(number)
    stats: Any = pstats.Stats(profile)
    return [100 * _spent(stats, places) / stats.total_tt for places in (BUILDING, WAITING)]


def _spent(stats: Any, places: set[tuple[str, str]]) -> float:
    found: list[float] = [
        cumulated
        for (file, _, function), (_, _, _, cumulated, _) in stats.stats.items()
        if any(file.endswith(end) and function == name for end, name in places)
    ]
    return sum(found)
