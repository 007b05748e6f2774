"""Notes on the drawn page of a PDF that the house printed: by mouse, by finger, and by keyboard in the reading view."""

import io
import time
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from collaboration.models import Note
from documents import reading, vault
from documents.models import File
from documents.print import compose, press
from tests import factories
from tests.browser.conftest import PATIENCE, no_complaints
from tests.browser.faults import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COSTS = (
    "Die Verkehrssicherheitsberatung des Landes hat die Kreuzungsbereiche begutachtet und empfiehlt eine durchgehende "
    "Fahrradverkehrsanlage, deren Unterhaltungskosten die Stadt zur Hälfte trägt."
)
TEXT = "\n\n".join([COSTS, *(f"Abschnitt {n}: Der Radweg wird auf {n * 100} Metern gebaut." for n in range(1, 60))])
SELECT = """(layer, [first, last]) => {
  const nodes = [];
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
  const range = document.createRange();
  const from = nodes.find((node) => node.data.includes(first));
  const to = nodes.find((node) => node.data.includes(last));
  range.setStart(from, from.data.indexOf(first));
  range.setEnd(to, to.data.indexOf(last) + last.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def file(cast) -> File:
    """A paper as the house prints it, read as every PDF is."""
    paper = factories.paper(name="Radweg an der Mühlgasse", text=TEXT)
    printed = press.sheet(compose.paper_sheet(paper, way="", printed_at=timezone.now()))
    stored = vault.store(io.BytesIO(printed), max_bytes=10**7)
    made = factories.file(paper=paper, name="Radweg (PDF)", sha512=stored.sha512, size=stored.size)
    return reading.read(made)


def opened(page: Page, file: File, query: str = "") -> Page:
    page.goto(f"{file.get_absolute_url()}original/{query}")
    expect(page.locator(".textLayer span").first).to_be_attached()
    return page


def offered(page: Page, choose: Callable[[], None]) -> Locator:
    """Choose the words until a note on them is offered: of a page that is still being drawn nothing can be chosen."""
    button = page.locator("[data-notes-bar]").get_by_role("button", name="Anmerkung schreiben")
    deadline = time.monotonic() + PATIENCE / 1000
    while not button.is_visible():
        assert time.monotonic() < deadline
        choose()
        page.wait_for_timeout(500)
    return button


def drag_along(page: Page, line: Locator) -> None:
    """Choose the line by mouse."""
    box = line.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()


def save(page: Page, *, text: str, circle: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ihre Anmerkung").fill(text)
    dialog.get_by_role("radio", name=circle).check()
    dialog.get_by_role("button", name="Anmerkung speichern").click()
    expect(page.locator(".note-list")).to_contain_text(text)


def test_passage_of_the_drawn_page_is_noted_by_mouse_and_finger_and_read_by_its_circle_alone(cast, file, people):
    page = people.window("councillor")
    with no_complaints(page):
        opened(page, file)
        line = page.locator(".textLayer span", has_text="Die Verkehrssicherheitsberatung").first
        offered(page, lambda: drag_along(page, line)).click()
        expect(page.get_by_role("dialog").locator("mark")).to_contain_text("Die Verkehrssicherheitsberatung")
        assert faults(page) == []
        save(page, text="Wer hat das beauftragt?", circle="Ihre Fraktion")
        mark = page.get_by_role("button", name="1 Anmerkung zu Seite 1 lesen")
        expect(mark).to_be_visible()
        marked = page.evaluate("[...CSS.highlights.get('note-faction')].map(String)")
        mark.click()
        expect(page.locator(".note:focus")).to_contain_text("Wer hat das beauftragt?")
        page.get_by_label("Seite", exact=True).fill("2")
        page.keyboard.press("Enter")
        expect(page.locator("#seite-2 .textLayer span").first).to_be_attached()
        page.get_by_role("button", name="Größer").click()
        expect(page.locator("[data-zoom-state]")).to_have_text("125 %")
        assert faults(page) == []
    note = Note.objects.get()
    assert file.pages.get(number=1).canonical[note.start : note.end] == note.exact
    assert (note.file, note.page, note.audience) == (file, 1, "faction")
    assert marked[0].startswith("Die Verkehrssicherheitsberatung")

    phone = people.window("colleague", width=360, height=740, has_touch=True, is_mobile=True)
    with no_complaints(phone):
        opened(phone, file)
        phone.locator("#seite-1 .original-sheet").scroll_into_view_if_needed()
        expect(phone.get_by_role("button", name="1 Anmerkung zu Seite 1 lesen")).to_be_visible()
        expect(phone.locator("#seite-1 .textLayer")).to_contain_text("Hälfte trägt")
        layer, words = phone.locator("#seite-1 .textLayer"), ["begutachtet", "Hälfte trägt"]
        offered(phone, lambda: layer.evaluate(SELECT, words)).tap()
        whole = "begutachtet und empfiehlt eine durchgehende Fahrradverkehrsanlage, deren Unterhaltungskosten"
        expect(phone.get_by_role("dialog").locator("mark")).to_contain_text(whole)
        save(phone, text="Und die andere Hälfte?", circle="Nur Sie")
        assert faults(phone) == []

    for name in ("rival", "clerk", ""):
        other = opened(people.window(name), file)
        expect(other.locator("#notes-state")).to_contain_text("Keine Anmerkungen")
        assert other.locator(".note, .original-mark").count() == 0
        assert "beauftragt" not in other.content()


def test_note_on_a_page_is_written_by_keyboard_in_the_reading_view(cast, file, people):
    page = people.window("councillor", width=820)
    with no_complaints(page):
        page.goto(file.get_absolute_url())
        page.get_by_role("link", name="Seite 1, Absatz 2 kommentieren").focus()
        page.keyboard.press("Enter")
        page.get_by_role("dialog").get_by_label("Ihre Anmerkung").fill("Stimmt das?")
        page.get_by_role("dialog").get_by_role("button", name="Anmerkung speichern").press("Enter")
        expect(page.locator(".note-list")).to_contain_text("Stimmt das?")
        expect(page.get_by_role("button", name="1 Anmerkung zu Seite 1, Absatz 2 lesen")).to_be_visible()
        assert faults(page) == []
