"""The open-data interface with 100,000 papers: how fast the mirror is built, and what a page of a list costs."""

from __future__ import annotations

import os
import time

from django.contrib.auth.models import AnonymousUser

from benchmarks import pages, town
from benchmarks.figures import table
from council import journal
from council.models import Entry
from documents.models import OparlObject
from documents.oparl import mirror

PAPERS = int(os.environ.get("OPARL_PAPERS") or 100_000)
SINCE = "2100-01-01T00%3A00%3A00%2B01%3A00"


def run() -> None:
    """Print the rate of building, and one row a page."""
    mirror.settle_system()
    town.grow(to=PAPERS, words=20)
    began = time.perf_counter()
    journal.drain(mirror.READER)
    took = time.perf_counter() - began
    told = OparlObject.objects.count()
    print(f"\nSpiegel: {told} Objekte aus {Entry.objects.count()} Einträgen in {took:.0f} s, {told / took:.0f}/s")
    rows = [(page, *pages.measure(address, AnonymousUser())) for page, address in _addresses().items()]
    table(f"OParl bei {PAPERS} Vorlagen: Zeit im Server (ms) und Abfragen", ("Seite", "p50", "p95", "Abfragen"), rows)


def _addresses() -> dict[str, str]:
    body = OparlObject.objects.filter(type="Body").order_by("pk")[0]
    papers = OparlObject.objects.of("Paper", body=body.key).order_by("pk")
    deep = papers.values_list("pk", flat=True)[papers.count() - 150]
    listed = f"/oparl/v1.1/body/{body.key}/paper"
    return {
        "System": "/oparl/v1.1/system",
        "Vorlage": f"/oparl/v1.1/paper/{papers[0].key}",
        "Vorlagen, erste Seite (100)": listed,
        "Vorlagen, letzte volle Seite (100)": f"{listed}?after={deep}",
        "Vorlagen, nichts geändert": f"{listed}?modified_since={SINCE}",
        "Vorlagen ohne Eingebettetes (100)": f"{listed}?omit_internal=true",
    }
