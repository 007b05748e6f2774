"""Open data with 100,000 papers: how fast the mirror is built, and what its pages, feeds, maps and long lists cost."""

from __future__ import annotations

import os
import time

from django.contrib.auth.models import AnonymousUser

from benchmarks import pages, town
from benchmarks.figures import table
from council import journal
from council.models import Entry
from documents import syndication
from documents.models import OparlObject
from documents.oparl import mirror
from documents.views import atom, papers

PAPERS = int(os.environ.get("OPARL_PAPERS") or 100_000)
SINCE = "2100-01-01T00%3A00%3A00%2B01%3A00"


def run() -> None:
    """Print the rate of building, and one row a page."""
    mirror.settle_system()
    town.grow(to=PAPERS, words=20)
    began = time.perf_counter()
    journal.drain(mirror.READER)
    took = time.perf_counter() - began
    count = OparlObject.objects.count()
    print(f"\nSpiegel: {count} Objekte aus {Entry.objects.count()} Einträgen in {took:.0f} s, {count / took:.0f}/s")
    rows = [(page, *pages.measure(address, AnonymousUser())) for page, address in _addresses().items()]
    heads = ("Seite", "p50", "p95", "Abfragen")
    table(f"OParl bei {PAPERS} Vorlagen: Zeit im Server (ms) und Abfragen", heads, rows)
    others = [
        (f"{page} ({name})", *pages.measure(address, viewer))
        for page, address in _beside().items()
        for name, viewer in (("niemand", AnonymousUser()), ("Mitglied", pages.member()))
    ]
    table(f"Listen, Feeds, Verzeichnisse bei {PAPERS} Vorlagen: Zeit im Server (ms) und Abfragen", heads, others)


def _addresses() -> dict[str, str]:
    body = OparlObject.objects.filter(type="Body").order_by("pk")[0]
    told = OparlObject.objects.of("Paper", body=body.key).order_by("pk")
    deep = told.values_list("pk", flat=True)[told.count() - 150]
    listed = f"/oparl/v1.1/body/{body.key}/paper"
    return {
        "System": "/oparl/v1.1/system",
        "Vorlage": f"/oparl/v1.1/paper/{told[0].key}",
        "Vorlagen, erste Seite (100)": listed,
        "Vorlagen, letzte volle Seite (100)": f"{listed}?after={deep}",
        "Vorlagen, nichts geändert": f"{listed}?modified_since={SINCE}",
        "Vorlagen ohne Eingebettetes (100)": f"{listed}?omit_internal=true",
    }


def _beside() -> dict[str, str]:
    public = atom.public_papers().filter(body__home=True).count()
    lists, feeds = -(-public // papers.PER_PAGE), -(-public // syndication.MOST)
    return {
        "Vorlagen, erste Seite": "/papers/",
        "Vorlagen, mittlere Seite": f"/papers/?page={lists // 2}",
        "Vorlagen, letzte Seite": f"/papers/?page={lists}",
        "Vorlagen, ein Wort im Titel": "/papers/?wort=garten",
        "Gremium, das alle eingebracht hat": town.home()[1].get_absolute_url(),
        "Feed, erste Seite": "/feeds/papers.atom",
        "Feed, letzte Seite": f"/feeds/papers.atom?{syndication.PAGE}={feeds}",
        "Teil des Verzeichnisses für Suchmaschinen": "/sitemap-vorlagen.xml",
        "Inhaltsverzeichnis": "/sitemap/",
    }
