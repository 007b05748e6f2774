"""A faction's note reaches the colleague and nobody else: on no page, in no search, in no socket."""

import pytest
from playwright.sync_api import expect

from council import journal
from documents.models import Paper
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRET = "Pferdefuß"
OTHERS = ("rival", "clerk", "mayor", "moderator", "citizen", "")


@pytest.fixture
def paper(cast) -> Paper:
    return factories.paper(
        name="Radweg an der Mühlgasse",
        reference="101.20.5",
        text="Der Radweg wird gebaut.\n\nDie Kosten trägt die Stadt zur Hälfte.\n\nBaubeginn ist im Herbst.",
    )


def test_faction_note_is_seen_by_the_colleague_and_by_nobody_else(cast, paper, people):
    frames: dict[str, list[str]] = {name: [] for name in OTHERS}
    others = {name: people.window(name) for name in OTHERS}
    for name, page in others.items():
        heard = frames[name]
        page.on("websocket", lambda line, heard=heard: line.on("framereceived", lambda text: heard.append(str(text))))
        page.goto(paper.get_absolute_url())
    colleague, councillor = people.window("colleague", width=820), people.window("councillor", width=820)
    colleague.goto(paper.get_absolute_url())
    expect(colleague.get_by_text("Die Kosten trägt die Stadt zur Hälfte.")).to_be_visible()

    councillor.goto(paper.get_absolute_url())
    councillor.locator("#absatz-2").get_by_role("link", name="Absatz 2 kommentieren").click()
    councillor.get_by_label("Anmerkung", exact=False).last.fill(f"Hier liegt der {SECRET}.")
    councillor.get_by_role("radio", name="Fraktion", exact=False).check()
    councillor.get_by_role("button", name="Anmerkung speichern").last.click()

    expect(councillor.get_by_text(SECRET)).to_be_visible()
    expect(colleague.get_by_text(SECRET)).to_be_visible()  # live, without a reload
    journal.drain()
    for name, page in others.items():
        page.wait_for_timeout(300)
        assert SECRET not in page.content(), name
        for address in (paper.get_absolute_url(), f"/search/?q={SECRET}", "/desk/", "/", f"/api/notes/?paper={paper.key}"):
            page.goto(address)
            assert SECRET not in page.content().replace(f'value="{SECRET}"', ""), (name, address)
        assert SECRET not in "".join(frames[name]), name


def test_note_is_written_by_finger_on_a_phone_without_selecting_text(cast, paper, people):
    phone = people.window("citizen", width=360, height=740, has_touch=True, is_mobile=True)
    phone.goto(paper.get_absolute_url())

    phone.locator("#absatz-3").get_by_role("link", name="Absatz 3 kommentieren").tap()
    phone.get_by_label("Anmerkung", exact=False).last.fill("Warum so spät?")
    phone.get_by_role("radio", name="Alle", exact=False).check()
    phone.get_by_role("button", name="Anmerkung speichern").last.tap()

    expect(phone.get_by_text("Warum so spät?")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
