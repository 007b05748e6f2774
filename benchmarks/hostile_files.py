"""Whether pages stay fast while hostile files are read: the same questions before, and while all of them wait."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from io import BytesIO

from django.core.management import call_command
from django.db import connections

from benchmarks import town, units
from benchmarks.asking import Answer, Asker, Question, question
from benchmarks.figures import percentile, table
from benchmarks.units import HOST
from council.states import Audience
from documents import vault
from documents.actions import files
from documents.models import File, Paper
from documents.states import FileState
from tests.documents import hostile

RATE = 10.0  # pages a second
STRETCH = 10  # seconds
PAPERS = 500
PATIENCE = 600  # seconds, for all files to be read


def run() -> None:
    """Measure on the processes of a big installation."""
    units.measure_in("hostile_files")


def measure() -> None:
    """Print what pages took, and what became of the files."""
    signal.signal(signal.SIGTERM, lambda *told: sys.exit("Abgebrochen."))  # ends all that was begun, too
    call_command("migrate", verbosity=0)
    town.grow(to=PAPERS)
    asker = Asker(int(os.environ["BIND"].rpartition(":")[2]))
    try:
        with units.running(os.environ) as begun:
            _ask(asker)  # pages are asked for the first time
            before = _ask(asker)
            working = [unit.processes for unit in begun]
            start = time.perf_counter()
            kept = [_waiting(content) for content, _ in hostile.FILES.values()]
            meanwhile: list[Answer] = []
            while _unread(kept) and time.perf_counter() - start < PATIENCE:
                meanwhile += _ask(asker)
            took, left = time.perf_counter() - start, _unread(kept)
            fell = working != [unit.processes for unit in begun]
    finally:
        asker.end()
    head = ("", "Seiten", "p50 ms", "p95 ms", "längste ms", "ohne Antwort oder Fehler")
    rows = [_row("nichts daneben", before), _row("währenddessen", meanwhile)]
    table(f"Seiten, während {len(kept)} feindliche Dateien gelesen werden", head, rows)
    print(
        f"\nAlle nach {took:.0f} s gelesen oder aufgegeben, liegen geblieben: {left};"
        f" ein Prozess starb: {'ja' if fell else 'nein'}."
    )


def _ask(asker: Asker) -> list[Answer]:
    """What outsiders ask in one stretch: the calendar, the papers, one of them, and a search."""
    addresses = ["/meetings/", "/papers/", "/search/?q=Radweg"]
    addresses += [paper.get_absolute_url() for paper in Paper.objects.filter(audience=Audience.PUBLIC)[:20]]
    connections.close_all()
    asker.begin(_questions(addresses))
    return asker.answers()


def _questions(addresses: Sequence[str]) -> Iterator[Question]:
    begin = time.perf_counter() + 0.2
    for number in range(round(RATE * STRETCH)):
        told = question(addresses[number % len(addresses)], host=HOST, by=f"203.0.113.{number % 250}")
        yield Question(begin + number / RATE, "page", told)


def _waiting(content: bytes) -> int:
    """Put a file where an upload puts it; gives its row."""
    body, assembly = town.home()
    stored = vault.store(BytesIO(content), max_bytes=len(content))
    row = File(body=body, name="Anlage", mime_type="application/pdf", sha512=stored.sha512, size=stored.size)
    row.audience, row.audience_organization = Audience.BODY, assembly
    return files.record(row, by=None).pk


def _unread(kept: Sequence[int]) -> int:
    return File.objects.filter(pk__in=kept, state=FileState.RECEIVED).count()


def _row(name: str, answers: Sequence[Answer]) -> tuple[object, ...]:
    took = [one.took * 1000 for one in answers]
    wrong = sum(one.status != 200 for one in answers)
    return name, len(took), percentile(took, 50), percentile(took, 95), max(took), wrong
