"""Figures for the operator's monitoring, in the format of Prometheus: how much, how fast, how far behind; never who."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from council import journal, limits, readiness
from council.requests import GetResponse

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where several processes count together; emptied at their start

_here = CollectorRegistry()
ANSWERS = Counter("council_answers", "Answers by page and kind of status", ("page", "status"), registry=_here)
TIMES = Histogram("council_answer_seconds", "Time for an answer", ("kind",), buckets=SECONDS, registry=_here)
SOCKETS = Gauge("council_sockets", "Open sockets", registry=_here, multiprocess_mode="livesum")


def measured(get_response: GetResponse) -> GetResponse:
    """Count and time the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        TIMES.labels(limits.kind_of(request)).observe(time.perf_counter() - begun)
        page = request.resolver_match.view_name if request.resolver_match else "none"
        ANSWERS.labels(page, f"{response.status_code // 100}xx").inc()
        return response

    return middleware


def told() -> bytes:
    """All figures of this process, or of all that share the folder; with those asked of the database now."""
    registry = _here
    if folder := os.environ.get(SHARED_FOLDER):
        _forget_ended(Path(folder))
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types there
    asked = CollectorRegistry()
    asked.register(_Asked())
    return generate_latest(registry) + generate_latest(asked)


def _forget_ended(folder: Path) -> None:
    """Let the open sockets of a process that ended, in whatever way, not be counted on."""
    for kept in folder.glob("gauge_live*.db"):
        process = int(kept.stem.rpartition("_")[2])
        if not _lives(process):
            mark_process_dead(process, folder)  # type: ignore[no-untyped-call]  # the library has no types there


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)  # asks only
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        pass
    return True


class _Asked(Collector):
    """What is asked when somebody looks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the state of the parts and of the journal; nothing of the latter if the database does not answer."""
        problems = readiness.problems() | readiness.impaired()
        well = GaugeMetricFamily("council_well", "Whether a part is well", labels=["part"])
        for name in readiness.PROBES | readiness.LIGHT:
            well.add_metric([name], float(name not in problems))
        yield well
        if "database" in problems:
            return
        yield GaugeMetricFamily("council_journal_entries", "Number of the newest entry", value=journal.head_number())
        behind = GaugeMetricFamily("council_reader_lag", "Entries a reader is behind", labels=["reader"])
        for name, entries in journal.lag().items():
            behind.add_metric([name], entries)
        yield behind
