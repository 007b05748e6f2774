"""A faction's note reaches the colleague and nobody else: on no page, in no search, in no socket."""

import pytest
from playwright.sync_api import expect

from council import journal
from documents.models import Paper
from tests import factories
from tests.browser.conftest import no_complaints

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "Pferdefuß"
SECRET = f"Hier liegt der {WORD}."
OTHERS = ("rival", "clerk", "mayor", "moderator", "citizen", "")


@pytest.fixture
def paper(cast) -> Paper:
    return factories.paper(
        name="Radweg an der Mühlgasse",
        reference="101.20.5",
        text="Der Radweg wird gebaut.\n\nDie Kosten trägt die Stadt zur Hälfte.\n\nBaubeginn ist im Herbst.",
    )


def open_listening(page, paper) -> list[str]:
    """Open the paper and hear all its socket says."""
    heard: list[str] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda text: heard.append(str(text))))
    with page.expect_websocket():
        page.goto(paper.get_absolute_url())
    return heard


def write(page, *, paragraph, text, circle):
    page.locator(f"#absatz-{paragraph}").get_by_role("link", name=f"Absatz {paragraph} kommentieren").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ihre Anmerkung").fill(text)
    dialog.get_by_role("radio", name=circle).check()
    dialog.get_by_role("button", name="Anmerkung speichern").click()
    expect(page.locator(".note-list")).to_contain_text(text)


def test_faction_note_is_seen_by_the_colleague_and_by_nobody_else(cast, paper, people):
    others = {name: people.window(name) for name in OTHERS}
    frames = {name: open_listening(page, paper) for name, page in others.items()}
    colleague, councillor = people.window("colleague", width=820), people.window("councillor", width=820)
    open_listening(colleague, paper)
    councillor.goto(paper.get_absolute_url())
    write(councillor, paragraph=2, text=SECRET, circle="Ihre Fraktion")
    key = councillor.locator(".note").get_attribute("id").removeprefix("notiz-")
    expect(colleague.locator(".note-list")).to_contain_text(SECRET)  # live, without a reload

    write(councillor, paragraph=1, text="Ein guter Plan.", circle="Alle")

    for page in others.values():  # their lines are open: what everyone may read comes through, and that alone
        expect(page.locator(".note")).to_have_count(1)
        expect(page.locator(".note-list")).to_contain_text("Ein guter Plan.")
        expect(page.locator("#notes-state")).to_contain_text("Eine Anmerkung zu diesem Wortlaut.")
    journal.drain()
    shown = (paper.get_absolute_url(), "/desk/", "/", "/papers/", f"/api/notes/?paper={paper.key}")
    for name, page in others.items():
        assert WORD not in page.content(), name
        for address in shown:
            page.goto(address)
            assert WORD not in page.content(), (name, address)
        page.goto(f"/search/?q={WORD}")
        assert page.locator(".result").count() == 0, name
        assert "Hier liegt" not in page.content(), name
        assert [page.goto(f"{way}/{key}/").status for way in ("/notes", "/api/notes")] == [404, 404], name
        assert frames[name] != []
        assert WORD not in "".join(frames[name]), name


def test_note_is_written_by_finger_on_a_phone_without_selecting_text(cast, paper, people):
    phone = people.window("citizen", width=360, height=740, has_touch=True, is_mobile=True)
    with no_complaints(phone):
        phone.goto(paper.get_absolute_url())

        phone.locator("#absatz-3").get_by_role("link", name="Absatz 3 kommentieren").tap()
        dialog = phone.get_by_role("dialog")
        dialog.get_by_label("Ihre Anmerkung").fill("Warum so spät?")
        dialog.get_by_role("radio", name="Alle").check()
        dialog.get_by_role("button", name="Anmerkung speichern").tap()

        expect(phone.locator(".note-list")).to_contain_text("Warum so spät?")
        expect(phone.locator("#absatz-3").get_by_role("button", name="1 Anmerkung zu Absatz 3 lesen")).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_marked_words_are_noted_and_stay_marked(cast, paper, people):
    page = people.window("councillor", width=820)
    page.goto(paper.get_absolute_url())

    page.locator("#absatz-2 [data-text]").evaluate(
        """text => {
          const range = document.createRange();
          range.setStart(text.firstChild, 4);
          range.setEnd(text.firstChild, 10);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.locator("[data-notes-bar]").get_by_role("button", name="Anmerkung schreiben").click()
    expect(page.get_by_role("dialog").locator("mark")).to_have_text("Kosten")
    page.get_by_role("dialog").get_by_label("Ihre Anmerkung").fill("Wie hoch?")
    page.get_by_role("dialog").get_by_role("button", name="Anmerkung speichern").click()
    expect(page.locator(".note-list")).to_contain_text("Wie hoch?")
    page.reload()

    marked = page.evaluate("[...CSS.highlights.get('note-private')].map(String)")
    assert marked == ["Kosten"]


def test_note_is_written_without_a_script(cast, paper, people):
    page = people.window("councillor", java_script_enabled=False)
    page.goto(paper.get_absolute_url())

    page.locator("#absatz-1").get_by_role("link", name="Absatz 1 kommentieren").click()
    page.get_by_label("Ihre Anmerkung").fill("Sehr gut.")
    page.get_by_role("button", name="Anmerkung speichern").click()

    expect(page.locator(".note-list")).to_contain_text("Sehr gut.")
