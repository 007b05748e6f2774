"""Pages of working together have no fault that axe finds: moderation, doubtful notes, sharing, taking up; the list narrows."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from collaboration import chores
from collaboration.actions import flags, moderations
from council.states import Audience
from documents.actions import papers
from tests import factories
from tests.browser.test_pages import Watch
from tests.collaboration.test_notes import written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "Radweg an der Mühlgasse\n\nDie Kosten von 300.000 Euro trägt die Stadt.\n\nBis zum Sommer wird berichtet."


def test_pages_of_moderation_and_of_notes_have_no_fault(cast, server, people):
    paper = factories.paper(name="Radweg an der Mühlgasse", reference="101.20.5", text=TEXT)
    reported = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words="Radweg")
    flags.report(
        reported,
        ground="rules",
        explanation="Eine Beleidigung.",
        name="Frau M",
        email="m@example.org",
        by=None,
        at=timezone.now(),
    )
    hidden = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words="Bis zum Sommer")
    made = moderations.decide(hidden, decision="hide", ground="rules", reason="Beleidigt.", by=cast.moderator)
    complaint = moderations.complain(made, text="Das war keine Beleidigung.", by=cast.citizen)
    own = written(paper, by=cast.councillor, words="300.000 Euro")
    written(paper, by=cast.councillor, words="Die Kosten von 300.000 Euro")
    papers.revise(paper, body_text=TEXT.replace("300.000", "450.000"), by=cast.clerk)
    chores.carry_notes(timezone.now())
    pages = {
        "": ["/netiquette/", f"/moderation/report/?note={reported.key}", reported.flags.get().get_absolute_url()],
        "moderator": ["/moderation/", f"/moderation/notes/{reported.key}/", "/moderation/log/"],
        "citizen": [made.get_absolute_url(), f"{made.get_absolute_url()}complain/"],
        "clerk": [f"/moderation/complaints/{complaint.key}/"],
        "councillor": [
            "/notes/doubtful/",
            f"/notes/{own.key}/place/",
            f"/notes/{own.key}/share/",
            f"/notes/{reported.key}/use/",
        ],
    }

    found = {}
    for name, addresses in pages.items():
        watch = Watch(people.window(name), server)
        for address in addresses:
            watch.look(address)
        found[name] = (watch.found, watch.foreign)

    assert found == dict.fromkeys(pages, ([], []))


def test_reply_appears_live_below_its_note_and_the_list_narrows(cast, people):
    paper = factories.paper(name="Radweg", text=TEXT)
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words="Radweg")
    written(paper, by=cast.councillor, circle=Audience.FACTION, words="Bis zum Sommer")
    reader = people.window("colleague")
    with reader.expect_websocket():
        reader.goto(paper.get_absolute_url())

    author = people.window("councillor", width=820)
    author.goto(paper.get_absolute_url())
    author.locator(f"#notiz-{note.key}").get_by_role("link", name="Antworten").click()
    author.get_by_role("dialog").get_by_label("Ihre Antwort").fill("Danke!")
    author.get_by_role("dialog").get_by_role("button", name="Antwort speichern").click()
    expect(reader.locator(".note-reply")).to_contain_text("Danke!")

    reader.get_by_text("Anmerkungen filtern").click()
    reader.get_by_label("Kreis").select_option("faction")
    expect(reader.locator(".note:visible")).to_have_count(1)
    expect(reader.get_by_text("Gefiltert: eine Anmerkung.")).to_be_visible()
