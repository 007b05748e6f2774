"""What falls due with sources elsewhere: the nightly question for changes, and runs that wait for a process."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from council import tick
from motions.actions import imports
from motions.importing.oparl import running, writing
from motions.models import ImportRun, ImportSource

GIVEN_UP = "Die Übernahme ist mehrmals abgebrochen; bitte die Protokolle des Servers ansehen."
_working: list[subprocess.Popen[bytes]] = []


@tick.chore("ask_sources")
def ask_sources(now: datetime) -> int:
    """Ask every source that is switched on for its changes, once after its hour of the day."""
    rows = ImportSource.objects.filter(nightly=True).order_by("pk")
    due = [of for of in rows if _is_due(of, now) and not of.runs.filter(state__in=imports.OPEN).exists()]
    for of in due:
        running.ask(of, by=None)
    return len(due)


def _is_due(of: ImportSource, now: datetime) -> bool:
    """Whether its hour has come today and nothing ran since."""
    local = timezone.localtime(now)
    hour = local.replace(hour=of.nightly_at.hour, minute=of.nightly_at.minute, second=0, microsecond=0)
    return now >= hour and not of.runs.filter(started_at__gte=hour).exists()


@tick.chore("start_imports", eager=True)
def start_imports(now: datetime) -> int:
    """Give the oldest open run a process of its own, also one whose process was killed; one at a time."""
    run = ImportRun.objects.filter(of__isnull=False, state__in=imports.OPEN).order_by("started_at").first()
    _working[:] = [process for process in _working if process.poll() is None]
    if run is None or _working or writing.is_busy():
        return 0
    if run.attempts >= imports.ATTEMPTS:
        imports.end(run, problem=GIVEN_UP)
        return 0
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_oparl", "--run", run.key]
    _working.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL))
    return 1
