"""How long it takes to compare two texts of forty pages, alone and as a page."""

from __future__ import annotations

import random
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import town
from benchmarks.figures import milliseconds, percentile, table
from council.models import Body
from council.states import Audience
from documents import compare
from documents.actions import papers
from documents.models import Paper
from documents.states import PaperState, PaperType

PAGES = 40
PARAGRAPHS = 8  # of a page
WORDS = 50  # of a paragraph
ROUNDS = 15
LIMIT = 300  # milliseconds (issue: diff of two 40-page texts)
_STOCK = (
    "der",
    "die",
    "Stadt",
    "Radweg",
    "Kosten",
    "Haushalt",
    "Magistrat",
    "Antrag",
    "wird",
    "soll",
    "nicht",
    "und",
    "mit",
)


def run() -> None:
    """Print one row for each way in which a text of forty pages can differ from another."""
    rows = []
    for name, (old, new) in _pairs().items():
        times = [milliseconds(partial(compare.compare, old, new)) for _ in range(ROUNDS)]
        slow = percentile(times, 95)
        rows.append((name, len(old), percentile(times, 50), slow, "ja" if slow <= LIMIT else "NEIN"))
    head = ("Unterschied", "Zeichen", "p50", "p95", f"≤ {LIMIT} ms")
    table(f"Vergleich zweier Texte von {PAGES} Seiten (ms)", head, rows)
    table("Die Seite dazu: Zeit im Server (ms) und Abfragen", ("Seite", "p50", "p95", "Abfragen"), list(_pages()))


def _pairs() -> dict[str, tuple[str, str]]:
    chance = random.Random(40)
    old = [_paragraph(chance, number) for number in range(PAGES * PARAGRAPHS)]
    words = [_reworded(chance, text) if chance.random() < 0.3 else text for text in old]
    moved = old[len(old) // 2 :] + old[: len(old) // 2]
    other = [_paragraph(chance, number) for number in range(PAGES * PARAGRAPHS)]
    sides = {"einzelne Wörter in jedem dritten Absatz": words, "Hälften vertauscht": moved, "nichts gemeinsam": other}
    return {name: ("\n\n".join(old), "\n\n".join(new)) for name, new in sides.items()}


def _paragraph(chance: random.Random, number: int) -> str:
    return f"{number + 1}. " + " ".join(
        f"{chance.choice(_STOCK)}{chance.randrange(400)}" if chance.random() < 0.3 else chance.choice(_STOCK)
        for _ in range(WORDS)
    )


def _reworded(chance: random.Random, text: str) -> str:
    words = text.split()
    for _ in range(3):
        words[chance.randrange(1, len(words))] = f"Neuwort{chance.randrange(1000)}"
    return " ".join(words)


def _pages() -> list[tuple[str, float, float, int]]:
    body, _ = town.home()
    found = []
    for name, (old, new) in _pairs().items():
        left, right = (papers.record(_paper(body, name), by=None, body_text=text) for text in (old, new))
        found.append((name, *_measure(f"/compare/?left={left.key}&right={right.key}")))
    return found


def _paper(body: Body, name: str) -> Paper:
    return Paper(
        body=body,
        name=name,
        paper_type=PaperType.MOTION,
        state=PaperState.ADMITTED,
        audience=Audience.PUBLIC,
        date=timezone.localdate(),
    )


def _measure(address: str) -> tuple[float, float, int]:
    client = Client()
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    counted = len(queries)
    times = [milliseconds(lambda: client.get(address)) for _ in range(ROUNDS)]
    return percentile(times, 50), percentile(times, 95), counted
