"""A paper with thousands of notes: what its page costs, and how soon a new note reaches everyone who has it open."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Iterator, Sequence

import uvloop
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone
from playwright.sync_api import sync_playwright

from benchmarks import live, pages, town
from benchmarks.figures import percentile, table
from benchmarks.watching import open_sockets
from collaboration.live import rooms
from collaboration.models import Note
from council import audiences
from council.actions import batches
from council.models import User
from council.states import Audience
from documents import text
from documents.models import Paper, PaperVersion
from documents.states import PaperState, PaperType

SIZES = (20, 200, 2_000)
PARAGRAPHS = 120
GUESTS = int(os.environ.get("NOTES_GUESTS", "400"))
SIGNED_IN = int(os.environ.get("NOTES_SIGNED_IN", "100"))
ROUNDS = int(os.environ.get("NOTES_ROUNDS", "12"))
EVERY = 2.5  # seconds between two notes
AUTHORS = 40
SLOWED = 4  # times, as the developer tools take it for a phone of the middle class
SCROLLED = 5  # seconds
SCROLL = """(duration) => new Promise((done) => {
  const frames = [];
  let before = performance.now();
  const end = before + duration;
  const step = (now) => {
    frames.push(now - before);
    before = now;
    scrollBy(0, 24);
    if (scrollY + innerHeight >= document.documentElement.scrollHeight - 30) scrollTo(0, 0);
    now < end ? requestAnimationFrame(step) : done(frames.slice(2));
  };
  requestAnimationFrame(step);
})"""


def run() -> None:
    """Print both tables."""
    live.raise_limit()
    version, writers = prepare()
    cost(version, writers)
    connection.close()
    with live.child("benchmarks.serving") as server:
        scroll(server, version)
        delays, lost = uvloop.run(follow(server, version, writers))
    report(delays, lost)


def prepare() -> tuple[PaperVersion, list[User]]:
    """A public paper of many paragraphs, and residents who write on it."""
    body, _ = town.home()
    now = timezone.now()
    paper = Paper(body=body, paper_type=PaperType.MOTION, name="Radverkehr", state=PaperState.REFERRED)
    paper.reference, paper.audience, paper.date = "101.40.1", Audience.PUBLIC, timezone.localdate()
    paper.created_at = paper.modified_at = now
    words = "\n\n".join(
        f"Der Radweg in Abschnitt {number} wird ausgebaut und beleuchtet." for number in range(PARAGRAPHS)
    )
    version = PaperVersion(paper=paper, number=1, text=words, sha256="0" * 64, made_at=now)
    batches.take_over(created=[paper], parts=[version], by=None, source=body)
    writers = [User.objects.create_user(f"anmerkung{number}@example.org") for number in range(AUTHORS + SIGNED_IN)]
    return version, writers


def cost(version: PaperVersion, writers: Sequence[User]) -> None:
    """What the page costs with more and more notes; every fourth is a reply."""
    rows: list[tuple[str, int, float, float, int]] = []
    counts: dict[str, set[int]] = {}
    address = version.paper.get_absolute_url()
    for size in SIZES:
        Note.objects.bulk_create(_notes(version, writers[:AUTHORS], upto=size))
        for name, viewer in (("niemand", AnonymousUser()), ("angemeldet", writers[0])):
            median, slow, queries = pages.measure(address, viewer)
            counts.setdefault(name, set()).add(queries)
            rows.append((name, size, median, slow, queries))
    rows.sort(key=lambda row: (row[0], row[1]))
    table("Seite einer Vorlage mit Anmerkungen (ms im Server)", ("wer", "Anmerkungen", "p50", "p95", "Abfragen"), rows)
    grown = sorted(name for name, queries in counts.items() if len(queries) > 1)
    print(f"\nAbfragen wachsen mit den Anmerkungen: {grown or 'nirgends'}; Ziel bei 2.000: höchstens 60 ms")


def _notes(version: PaperVersion, authors: Sequence[User], *, upto: int) -> Iterator[Note]:
    now, blocks = timezone.now(), text.blocks(version.text)
    have = Note.objects.filter(paper=version.paper).count()
    roots = list(Note.objects.filter(paper=version.paper, reply_to=None))
    for number in range(have, upto):
        block = blocks[number % len(blocks)]
        note = Note(paper=version.paper, version_of_text=version, owner=authors[number % len(authors)])
        note.audience, note.text = Audience.PUBLIC, f"Anmerkung {number}: Bitte auch an die Kinder denken."
        note.start, note.end = block.start, block.start + 10
        note.exact = version.text[note.start : note.end]
        note.created_at = note.modified_at = note.told_at = now
        if number % 4 == 3 and roots:
            note.reply_to = roots[number % len(roots)]
            note.start, note.end, note.exact = note.reply_to.start, note.reply_to.end, note.reply_to.exact
        yield note


def scroll(server: live.Child, version: PaperVersion) -> None:
    """Print how many frames a second a phone with a slowed processor draws while the page is scrolled."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.port}{version.paper.get_absolute_url()}")
        page.locator(".note").first.wait_for()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        frames: list[float] = page.evaluate(SCROLL, 1000 * SCROLLED)
        browser.close()
    rows = [(SIZES[-1], 1000 / percentile(frames, 50), percentile(frames, 95), max(frames))]
    title = f"Rollen auf einem Telefon, Prozessor auf ein {SLOWED}tel gebremst"
    table(title, ("Anmerkungen", "Bilder/s (Median)", "ms je Bild p95", "höchstens"), rows)


async def follow(server: live.Child, version: PaperVersion, writers: Sequence[User]) -> tuple[list[float], int]:
    """A new note every few seconds before guests and signed-in readers; the delays of each on each page (ms)."""
    addresses = await asyncio.to_thread(_addresses, version, writers[AUTHORS:])
    readers = await open_sockets(addresses, port=server.port)
    await asyncio.sleep(3)
    for page in readers:
        page.frames.clear()
    commits, start = {}, time.perf_counter()
    for number in range(1, ROUNDS + 1):
        answer = await server.answer(f"note {version.pk} {number} {writers[number % AUTHORS].pk}")
        commits[number] = answer["committed"]
        await asyncio.sleep(max(0.0, start + number * EVERY - time.perf_counter()))
    await asyncio.sleep(3)
    delays = [delay for page in readers for delay in live.shown(page, commits).values()]
    missing = len(commits) * len(readers) - len(delays) + sum(page.lost for page in readers)
    for page in readers:
        page.hang_up()
    return delays, missing


def _addresses(version: PaperVersion, readers: Sequence[User]) -> list[tuple[str, str]]:
    try:
        path = f"/ws/papers/{version.paper.key}/?cursor="
        view = rooms.look("paper", version.paper_id, audiences.standing_of(None))
        assert view is not None
        guests = [(path + view.cursor, "")] * GUESTS
        return guests + [(path, cookie) for cookie in live.cookies(readers)]
    finally:
        connection.close()


def report(delays: Sequence[float], missing: int) -> None:
    """Print how soon a note stood on the pages."""
    rows = [(GUESTS + SIGNED_IN, percentile(delays, 50), percentile(delays, 95), max(delays))]
    title = (
        f"Eine neue Anmerkung neben {SIZES[-1]} anderen: {GUESTS} Gäste, {SIGNED_IN} Angemeldete, {ROUNDS} Anmerkungen"
    )
    table(f"{title} (ms nach dem Commit)", ("Seiten", "p50", "p95", "höchstens"), rows)
    print(f"\nNie gezeigt oder abgerissen: {missing}; Ziel: p95 höchstens 1.000 ms")
