"""Kills the server of a running meeting fifty times, by the test that does so five times on every run."""

from __future__ import annotations

import os
import subprocess
import sys
import time

KILLS = 50


def run() -> None:
    """Print whether everything acknowledged outlived every kill; raises CalledProcessError if not."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/journeys/test_killed.py"]
    unset = {
        name: value for name, value in os.environ.items() if name not in ("DATA", "DEMO", "DJANGO_SETTINGS_MODULE")
    }
    subprocess.run(command, env=unset | {"KILLS": str(KILLS)}, check=True, stdout=subprocess.DEVNULL)
    print(
        f"\n## Der Server wird {KILLS}-mal erschlagen\n\nIn {time.perf_counter() - start:.0f} s: "
        "alles Bestätigte ist da, nichts doppelt, das Journal ist heil, jede Seite findet den Anschluss."
    )
