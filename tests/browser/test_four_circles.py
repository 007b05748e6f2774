"""Five people write on one paragraph of a real inquiry, in four circles: each sees exactly theirs, at once."""

import pytest
from playwright.sync_api import Page, expect

from documents.models import Paper
from motions.importing import texts
from tests import shared
from tests.browser.conftest import no_complaints
from tests.browser.test_notes import write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), *shared.MARKS]

PARAGRAPH = 3
WORDS = {
    "citizen": "Das frage ich mich auch.",
    "councillor": "Darauf bestehen wir.",
    "colleague": "Im Haushalt nachsehen.",
    "rival": "Das greifen wir auf.",
    "mayor": "Wird beantwortet.",
}
CIRCLES = {
    "citizen": "Alle",
    "councillor": "Ihre Fraktion",
    "colleague": "Nur Sie",
    "rival": "Ihre Fraktion",
    "mayor": "Rat und Verwaltung",
}
# Whose notes each of them reads, by domain brief §5.1; the councillor and the colleague are of one faction.
READ = {
    "": {"citizen"},
    "citizen": {"citizen"},
    "councillor": {"citizen", "councillor", "mayor"},
    "colleague": {"citizen", "councillor", "colleague", "mayor"},
    "rival": {"citizen", "rival", "mayor"},
    "mayor": {"citizen", "mayor"},
}


@pytest.fixture
def paper(cast) -> Paper:
    texts.import_seeds(shared.SHARED / "seeds")
    return Paper.objects.get(name__contains="Digitalisierungsstrategie", paper_type="inquiry")


def by_finger(page: Page) -> None:
    page.locator(f"#absatz-{PARAGRAPH}").get_by_role("link", name=f"Absatz {PARAGRAPH} kommentieren").tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ihre Anmerkung").fill(WORDS["citizen"])
    dialog.get_by_role("radio", name=CIRCLES["citizen"]).check()
    dialog.get_by_role("button", name="Anmerkung speichern").tap()


def by_keyboard(page: Page) -> None:
    page.get_by_role("link", name=f"Absatz {PARAGRAPH} kommentieren").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Ihre Anmerkung").focus()
    page.keyboard.type(WORDS["councillor"])
    while page.evaluate("document.activeElement.type") != "radio":
        page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.value") != "faction":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_five_people_write_on_one_paragraph_in_four_circles_and_each_sees_exactly_theirs(cast, paper, people):
    pages = {
        "": people.window(),
        "citizen": people.window("citizen", width=360, height=740, has_touch=True, is_mobile=True),
        **{name: people.window(name, width=820) for name in ("councillor", "colleague", "rival", "mayor")},
    }
    with no_complaints(pages["citizen"]), no_complaints(pages["councillor"]):
        for page in pages.values():
            with page.expect_websocket():
                page.goto(paper.get_absolute_url())

        by_finger(pages["citizen"])
        by_keyboard(pages["councillor"])
        for name in ("colleague", "rival", "mayor"):
            write(pages[name], paragraph=PARAGRAPH, text=WORDS[name], circle=CIRCLES[name])

        for name, page in pages.items():
            expect(page.locator(".note")).to_have_count(len(READ[name]))
            shown = page.locator(".note-text").all_inner_texts()
            assert set(shown) == {WORDS[author] for author in READ[name]}, name
            mark = page.locator(f"#absatz-{PARAGRAPH} .block-notes")
            expect(mark).to_have_text(str(len(READ[name])))
