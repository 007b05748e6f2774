"""How soon something published is found, and how fast the search answers over the sample."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from time import perf_counter

from django.conf import settings
from django.utils import timezone

from benchmarks import town
from benchmarks.figures import milliseconds, percentile, table
from council import audiences, journal
from council.states import Audience
from documents.actions import papers
from documents.models import File, FilePage, Paper
from documents.search import finding, indexing
from documents.search.wishes import Wish
from documents.states import FileState, PaperState, PaperType

ROUNDS = 40
SEED = 20260601


def run() -> None:
    """Print the time from publishing to found, and p50/p95 by family of queries."""
    town.home()
    texts = sample_texts()
    if texts:
        take_in(texts)
    start = perf_counter()
    indexing.rebuild()
    journal.drain("search")
    seconds = perf_counter() - start
    print(f"\nIndex mit {len(texts)} Texten der Stichprobe neu gebaut in {seconds:.1f} s")
    table("Vom Veröffentlichen bis zum Finden (ms)", ("p50", "p95", "Runden"), [published_to_found()])
    table("Suche (ms, mit Zählern und Ausschnitten)", ("Anfrage", "p50", "p95", "Treffer (Median)"), families(texts))


def sample_texts() -> list[str]:
    """The extracted texts of the sample, empty ones left out."""
    folder = settings.SHARED_DIR / "data" / "karlsruhe-oparl" / "texts"
    if not folder.is_dir():
        print("\nKeine Stichprobe vorhanden; gemessen wird an den Vorlagen der Messstadt.")
        town.grow(to=400)
        return []
    found = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    return [text for text in found if text.strip()]


def take_in(texts: list[str]) -> None:
    """Enter each text as a file of one page, in batch acts."""
    from council.actions import batches

    body, _ = town.home()
    now = timezone.now()
    for at in range(0, len(texts), 100):
        files = [
            File(
                body=body,
                name=f"Text {at + number}",
                mime_type="text/plain",
                audience=Audience.PUBLIC,
                state=FileState.READABLE,
                page_count=1,
                created_at=now,
                modified_at=now,
            )
            for number in range(len(texts[at : at + 100]))
        ]
        pages = [FilePage(file=file, number=1, text=text) for file, text in zip(files, texts[at:], strict=False)]
        batches.take_over(created=files, parts=pages, by=None, source=body)


def published_to_found() -> tuple[float, float, int]:
    """From the act that publishes to the search that finds, the reader's work included."""
    body, assembly = town.home()
    times = []
    for number in range(10):
        word = f"Messwort{number}"
        paper = papers.record(
            Paper(
                body=body,
                paper_type=PaperType.MOTION,
                name=f"{word} im Stadtpark",
                state=PaperState.ADMITTED,
                audience=Audience.BODY,
                audience_organization=assembly,
            ),
            by=None,
            body_text="Der Magistrat wird gebeten zu berichten.",
        )
        journal.drain("search")
        start = perf_counter()
        papers.publish(paper, by=None)
        journal.drain("search")
        assert total(word) == 1, f"{word} wurde nicht gefunden"
        times.append((perf_counter() - start) * 1000)
    return percentile(times, 50), percentile(times, 95), len(times)


def total(typed: str) -> int:
    """How many things nobody in particular finds."""
    return finding.find(Wish(typed=typed), standing=audiences.standing_of(None)).count


def families(texts: list[str]) -> list[tuple[str, float, float, int]]:
    """Queries with words taken from the texts themselves."""
    chance = random.Random(SEED)
    source = texts or list(Paper.objects.filter(audience="public").values_list("versions__text", flat=True)[:200])
    words = [word for text in source for word in text.split() if word.isalpha() and len(word) > 5]

    def some(count: int) -> str:
        return " ".join(chance.choices(words, k=count))

    def phrase() -> str:
        picked = [word for word in chance.choice(source).split() if word.isalpha()]
        at = chance.randrange(max(1, len(picked) - 3))
        return f'"{" ".join(picked[at : at + 3])}"'

    def typing_error() -> str:
        word = chance.choice(words)
        at = chance.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    makers: dict[str, Callable[[], str]] = {
        "ein Wort": lambda: some(1),
        "drei Wörter": lambda: some(3),
        "Wortfolge": phrase,
        "Wortanfang": lambda: chance.choice(words)[:5] + "*",
        "Tippfehler": typing_error,
        "leerer Treffer": lambda: "Quastenflosserwanderung",
    }
    rows = []
    for name, make in makers.items():
        queries = [make() for _ in range(ROUNDS)]
        total(queries[0])
        times = [milliseconds(partial(total, query)) for query in queries]
        hits = [total(query) for query in queries]
        rows.append((name, percentile(times, 50), percentile(times, 95), int(percentile(hits, 50))))
    return rows
