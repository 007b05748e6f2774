"""Runs every measurement on a fresh database and prints one table each."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path


def main() -> int:
    """Measure what the command line names, or everything; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "council.settings")
    data = Path(os.environ["DATA"]).resolve()
    if data.name != "bench":
        sys.exit("DATA muss auf einen Ordner namens „bench“ zeigen; er wird geleert.")
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)

    from benchmarks import (
        anchoring,
        annotating,
        big_installation,
        comparing,
        folders,
        hostile_files,
        importing,
        killing,
        live,
        minuting,
        open_data,
        pages,
        printing,
        quality,
        search_engines,
        searching,
        volume,
        voting,
    )
    from council import asgi  # noqa: F401 – what is measured runs in a process that began as a server does

    suites = {
        "importing": importing.run,
        "searching": searching.run,
        "search_engines": search_engines.run,
        "quality": quality.run,
        "pages": pages.run,
        "comparing": comparing.run,
        "anchoring": anchoring.run,
        "annotating": annotating.run,
        "volume": volume.run,
        "open_data": open_data.run,
        "voting": voting.run,
        "minuting": minuting.run,
        "printing": printing.run,
        "folder": folders.run,
        "live": live.run,
        "killing": killing.run,
        "hostile_files": hostile_files.run,
        "big_installation": big_installation.run,
    }
    wanted = sys.argv[1:] or list(suites)
    print(f"# Messung vom {time.strftime('%d.%m.%Y %H:%M')}, {os.cpu_count()} Kerne, Python {sys.version.split()[0]}")
    for name in wanted:
        print(f"\nLast der Maschine vor „{name}“ (eine Minute): {os.getloadavg()[0]:.1f}")
        suites[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
