"""How fast the records of a city are taken in."""

from __future__ import annotations

from time import perf_counter

from django.conf import settings

from benchmarks.figures import table
from motions.importing.oparl import opening, writing

SAMPLES = ("karlsruhe-oparl", "magdeburg-oparl")


def run() -> None:
    """Print objects a second for both samples, records without files, and for a second run that changes nothing."""
    rows = []
    for sample in SAMPLES:
        folder = settings.SHARED_DIR / "data" / sample
        if not folder.is_dir():
            print(f"\n{sample}: nicht vorhanden, nicht gemessen.")
            continue
        for name in ("erster Lauf", "zweiter Lauf"):
            start = perf_counter()
            report = writing.import_source(
                opening.source(str(folder)), named=sample, body_name=sample, with_files=False
            )
            seconds = perf_counter() - start
            rows.append((sample, name, report.found, seconds, round(report.found / seconds)))
    table("Einlesen aus OParl (ohne Dateien)", ("Quelle", "Lauf", "Objekte", "Sekunden", "Objekte/s"), rows)
