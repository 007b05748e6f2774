"""A folder of 40 papers with 600 pages: its weight, seconds to load at 10 Mbit/s in Chromium and to open offline."""

from __future__ import annotations

import os
import random
import shutil
import time
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from benchmarks import live, pages, town
from benchmarks.figures import milliseconds, percentile, table
from collaboration import anchoring
from collaboration.actions import notes
from council.actions import agenda, meetings
from council.models import AgendaItem, Meeting, User
from council.states import Audience
from documents import reading, vault
from documents.actions import consultations, files, papers
from documents.models import File, Paper
from documents.states import PaperState, PaperType

PAPERS, PAGES_EACH, NOTES_EACH, ROUNDS = 40, 15, 3, 5
LINE = 10_000_000 / 8  # bytes a second
LETTERS_A_PAGE = 2_900  # of the press's own sheet
LOADS_IN, OPENS_IN = 20, 1  # seconds


def run() -> None:
    """Print what the folder weighs, the server's time for its package, and the seconds to load and to open it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps a loop in this thread
    member = pages.member()
    meeting = _meeting(member)
    parts = _package(member, meeting)
    rows = [
        (kind, len(some), sum(part["size"] for part in some) / 1e6)
        for kind in ("agenda", "paper", "notes", "pages", "file")
        if (some := [part for part in parts if part["kind"] == kind])
    ]
    table("Sitzungsmappe: Teile und Größe", ("Teil", "Zahl", "MB"), rows)
    client = Client()
    client.force_login(member)
    address = f"{meeting.get_absolute_url()}folder/package/"
    times = [milliseconds(lambda: client.get(address)) for _ in range(3 * ROUNDS)]
    print(f"\nPaket im Server: {percentile(times, 50):.0f} ms (Median), {percentile(times, 95):.0f} ms (p95)")
    loading, opening = _in_the_browser(member, meeting)
    size = sum(part["size"] for part in parts)
    counted = File.objects.filter(paper__consultations__meeting=meeting).values_list("page_count", flat=True)
    about = f"{PAPERS} Vorlagen, {sum(filter(None, counted))} Seiten, {size / 1e6:.1f} MB"
    print(f"{about}; Texte gehen gepackt über die Leitung")
    print(f"Laden bei 10 Mbit/s in Chromium: {loading:.1f} s (Ziel {LOADS_IN} s)")
    middle, slowest = percentile(opening, 50), max(opening)
    print(f"Öffnen ohne Netz: {middle:.2f} s (Median), {slowest:.2f} s (langsamstes; Ziel {OPENS_IN} s)")


def _meeting(member: User) -> Meeting:
    body, assembly = town.home()
    meeting = meetings.plan(
        Meeting(
            organization=assembly,
            name="Sitzung mit vielen Unterlagen",
            date=timezone.localdate() + timedelta(days=5),
            audience=Audience.PUBLIC,
            public=True,
        ),
        by=None,
    )
    for number in range(1, PAPERS + 1):
        paper = papers.record(
            Paper(
                body=body,
                paper_type=PaperType.MOTION,
                name=f"{town.word(random.Random(number))} {number}",
                reference=f"101.30.{number}",
                date=timezone.localdate(),
                state=PaperState.ADMITTED,
                audience=Audience.PUBLIC,
            ),
            by=None,
            body_text=town.text(random.Random(number), words=PAGES_EACH * LETTERS_A_PAGE // 11),
        )
        item = agenda.add(
            AgendaItem(meeting=meeting, name=paper.name, number=str(number), audience=Audience.PUBLIC, public=True),
            by=None,
        )
        consultations.schedule(papers.refer(paper, to=assembly, by=None), item=item, by=None)
        _file(paper)
        _notes(paper, member)
    return meeting


def _file(paper: Paper) -> None:
    """The paper as its PDF, read as every file is."""
    content = Client().get(f"{paper.get_absolute_url()}pdf/").content
    stored = vault.store(BytesIO(content), max_bytes=settings.UPLOAD_MAX_BYTES)
    file = File(
        body=paper.body,
        paper=paper,
        name=f"Anlage zu {paper.reference}",
        file_name="anlage.pdf",
        mime_type="application/pdf",
        audience=Audience.PUBLIC,
        sha512=stored.sha512,
        size=stored.size,
    )
    reading.read(files.record(file, by=None))


def _notes(paper: Paper, member: User) -> None:
    version = paper.versions.get()
    for number in range(NOTES_EACH):
        selector = anchoring.describe(version.text, 40 * number, 40 * number + 30)
        notes.write(version, selector=selector, text=f"Anmerkung {number}", circle=Audience.PRIVATE, by=member)


def _package(member: User, meeting: Meeting) -> list[dict[str, Any]]:
    client = Client()
    client.force_login(member)
    found: list[dict[str, Any]] = client.get(f"{meeting.get_absolute_url()}folder/package/").json()["parts"]
    return found


def _in_the_browser(member: User, meeting: Meeting) -> tuple[float, list[float]]:
    """Seconds to load over the slow line, and to open without any, in a Chromium of its own."""
    client = Client()
    client.force_login(member)
    name = settings.SESSION_COOKIE_NAME
    with ExitStack() as stack:
        server = stack.enter_context(live.child("benchmarks.serving"))
        base = f"http://127.0.0.1:{server.port}"
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(base_url=base, viewport={"width": 1280, "height": 900}, locale="de-DE")
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
        page = context.new_page()
        page.goto(meeting.get_absolute_url())
        _slow(page)
        start = time.perf_counter()
        page.get_by_role("button", name="Mappe laden").click()
        page.get_by_role("link", name="Mappe öffnen").wait_for(timeout=180_000)
        loading = time.perf_counter() - start
        context.set_offline(True)
        opening = [_opened(page, meeting) for _ in range(ROUNDS)]
        browser.close()
    return loading, opening


def _slow(page: Page) -> None:
    """10 Mbit/s down, 2 up, 40 ms there and back."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speeds = {"downloadThroughput": LINE, "uploadThroughput": LINE / 5, "latency": 40}
    line.send("Network.emulateNetworkConditions", {"offline": False, **speeds})


def _opened(page: Page, meeting: Meeting) -> float:
    """Seconds from the address to the agenda and a paper that can be read."""
    start = time.perf_counter()
    page.goto(f"{meeting.get_absolute_url()}folder/")
    page.locator(".folder-agenda").first.wait_for()
    page.locator(".pane-second .block").first.wait_for()
    return time.perf_counter() - start
