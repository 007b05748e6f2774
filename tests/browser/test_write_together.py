"""A faction writes a motion together in two windows: at once, with the line cut, and hands it in as a paper."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from collaboration.live.joint_looks import ENDED
from council.models import Membership
from documents.models import Paper
from documents.states import PaperState
from motions.actions import joint_drafts, motions
from motions.drafts import MotionKind
from motions.models import JointDraft, Motion
from tests.browser.conftest import no_complaints, until
from tests.browser.faults import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = "Alles gesichert."


@pytest.fixture
def draft(cast):
    motion = motions.draft(kind=MotionKind.MOTION, name="Radweg", mover=cast.our_faction, by=cast.councillor)
    return Motion.objects.select_related("paper").get(pk=motion.pk)


def field(page, name):
    return page.locator(f"#id_{name}")


def type_at(page, name, words, *, end=True):
    """Type letter by letter, as people do, at the end of a field or at its beginning."""
    field(page, name).focus()
    page.keyboard.press("Control+End" if end else "Control+Home")
    page.keyboard.type(words)


def saved(page):
    expect(page.locator("[data-joint-state]")).to_have_text(SAVED)


def test_faction_writes_together_and_hands_in_what_all_of_them_wrote(cast, draft, people):
    author = people.window("councillor", width=1280, height=900)
    other = people.window("colleague", width=820, height=1180, has_touch=True)
    with no_complaints(author):
        author.goto(draft.paper.get_absolute_url())
        author.get_by_role("button", name="Gemeinsam schreiben").click()
        expect(author.get_by_role("heading", name="Fraktion Grüne Stadt schreibt gemeinsam")).to_be_visible()
        other.goto("/desk/")
        other.get_by_role("link", name="Radweg").tap()
        expect(author.locator("[data-joint-people]")).to_contain_text("Frau Colleague")

        field(author, "resolution").fill("Der Magistrat baut einen Radweg.")
        expect(field(other, "resolution")).to_have_value("Der Magistrat baut einen Radweg.")
        type_at(author, "resolution", " Sofort.")
        type_at(other, "resolution", "Auf Antrag: ", end=False)
        type_at(author, "resolution", " Überall.")
        both = "Auf Antrag: Der Magistrat baut einen Radweg. Sofort. Überall."
        for page in (author, other):
            expect(field(page, "resolution")).to_have_value(both)
            saved(page)
        expect(author.locator("[data-joint-people]")).to_contain_text("(schreibt gerade: Beschlusstext)")

    other.context.set_offline(True)
    type_at(other, "reasons", "Im Zug: weil Kinder fahren 🚲.")
    expect(other.locator("[data-joint-state]")).to_contain_text("Verbindung unterbrochen")
    type_at(author, "reasons", "Im Saal: weil es eng ist. ", end=False)
    field(author, "plain_summary").fill("In der Mühlgasse soll ein Radweg gebaut werden.")
    saved(author)
    other.context.set_offline(False)
    expect(field(author, "reasons")).to_have_value(re.compile("Zug"))
    saved(other)
    expect(field(other, "plain_summary")).to_have_value("In der Mühlgasse soll ein Radweg gebaut werden.")
    text = field(other, "reasons").input_value()
    expect(field(author, "reasons")).to_have_value(text)
    assert sorted(text.split("Im ")) == ["", "Saal: weil es eng ist. ", "Zug: weil Kinder fahren 🚲."]

    # what an input method is composing is not disturbed, and neither is the caret
    keyboard = author.context.new_cdp_session(author)
    field(author, "name").focus()
    author.keyboard.press("Control+End")
    keyboard.send("Input.imeSetComposition", {"text": "ね", "selectionStart": 1, "selectionEnd": 1})
    type_at(other, "name", "Ein ", end=False)
    saved(other)
    expect(field(author, "name")).to_have_value("Radwegね")
    keyboard.send("Input.insertText", {"text": "猫"})
    for page in (author, other):
        expect(field(page, "name")).to_have_value("Ein Radweg猫")
    type_at(other, "name", "Noch ", end=False)
    expect(field(author, "name")).to_have_value("Noch Ein Radweg猫")
    author.keyboard.type("!")
    expect(field(other, "name")).to_have_value("Noch Ein Radweg猫!")

    # undoing takes back the own words alone
    type_at(other, "plain_summary", " Doch nicht.")
    expect(field(author, "plain_summary")).to_have_value(re.compile("Doch nicht.$"))
    other.keyboard.press("Control+z")
    expect(field(author, "plain_summary")).to_have_value("In der Mühlgasse soll ein Radweg gebaut werden.")
    saved(other)

    author.get_by_role("button", name="Weiter zum Einreichen").click()
    author.get_by_role("button", name="Jetzt einreichen").click()
    expect(author.get_by_role("heading", name="Wortlaut, wie er eingereicht wurde")).to_be_visible()
    handed_in = Motion.objects.get().handed_in.text
    assert both in handed_in
    assert text.strip() in handed_in
    assert Paper.objects.get().state == PaperState.SUBMITTED
    assert not JointDraft.objects.exists()
    expect(other.get_by_role("alert")).to_contain_text("nicht mehr gemeinsam geschrieben")
    for page in (author, other):
        page.wait_for_function("localStorage.length === 0")


def test_nothing_written_is_lost_when_window_and_server_go_and_nothing_stays_with_whoever_leaves(
    cast, draft, people, server
):
    joint_drafts.begin(draft, by=cast.councillor)
    page = people.window("colleague", width=360, height=800)
    page.goto(reverse("motion-edit", args=[draft.paper.key]))
    saved(page)
    type_at(page, "reasons", "Bestätigt. ")
    saved(page)
    server.go_away()
    type_at(page, "reasons", "Ohne Server.")
    expect(page.locator("[data-joint-state]")).to_contain_text("Verbindung unterbrochen")
    page.close()
    server.come_back()
    again = people.contexts[-1].new_page()
    again.goto(reverse("motion-edit", args=[draft.paper.key]))

    expect(field(again, "reasons")).to_have_value("Bestätigt. Ohne Server.")
    saved(again)
    assert draft.scratch.content["reasons"] == "Bestätigt. Ohne Server."
    assert faults(again) == []

    Membership.objects.filter(person=cast.colleague.person, organization=cast.our_faction).update(end_date="2022-01-01")
    type_at(again, "reasons", "x")
    expect(again.get_by_role("alert")).to_contain_text("nicht mehr mit")
    assert "Radweg" not in again.content()
    assert "Bestätigt" not in again.content()
    assert again.evaluate("localStorage.length") == 0
    assert draft.scratch.content["reasons"] == "Bestätigt. Ohne Server."


def test_form_carries_what_was_written_where_no_socket_is_let_through(cast, draft, people):
    joint_drafts.begin(draft, by=cast.councillor)
    page = people.window("colleague", width=820, height=1180)
    page.route_web_socket("**/ws/drafts/**", lambda line: line.close())
    page.goto(reverse("motion-edit", args=[draft.paper.key]))
    type_at(page, "reasons", "Ohne Leitung geschrieben. ")
    expect(page.locator("[data-joint-state]")).to_contain_text("Verbindung unterbrochen")
    joint = JointDraft.objects.get()
    update = joint_drafts.saved(joint).edits({"reasons": "Mit Leitung geschrieben. "})
    joint_drafts.take_in(joint, update=update, by=cast.councillor)

    page.get_by_role("button", name="Speichern", exact=True).click()

    expect(page.get_by_text("Der Entwurf ist gespeichert.")).to_be_visible()
    merged = draft.scratch.content["reasons"]
    assert sorted(merged.split()) == sorted(["Ohne", "Leitung", "geschrieben.", "Mit", "Leitung", "geschrieben."])
    expect(field(page, "reasons")).to_have_value(merged)


def test_text_stays_with_whoever_was_away_when_the_writing_ended_until_they_sign_out(cast, draft, people):
    joint_drafts.begin(draft, by=cast.councillor)
    page = people.window("colleague", width=1280, height=900)
    cut = [True]
    page.route_web_socket("**/ws/drafts/**", lambda line: line.close() if cut else line.connect_to_server())
    page.goto(reverse("motion-edit", args=[draft.paper.key]))
    type_at(page, "reasons", "Im Zug geschrieben.")
    expect(page.locator("[data-joint-state]")).to_contain_text("Verbindung unterbrochen")
    joint_drafts.end(draft, by=cast.councillor)
    cut.clear()

    expect(page.get_by_role("alert")).to_contain_text("nicht mehr gemeinsam geschrieben")
    expect(field(page, "reasons")).to_have_value("Im Zug geschrieben.")

    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Abmelden").first.click()
    expect(field(page, "reasons")).to_have_value("Im Zug geschrieben.")
    assert page.evaluate("localStorage.length") == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Abmelden").first.click()
    expect(page.get_by_role("link", name="Anmelden").first).to_be_visible()
    page.wait_for_function("localStorage.length === 0")
    assert "noch nicht gesichert" in asked[0]


def test_the_last_letters_stay_with_whoever_types_while_the_writing_ends(cast, draft, people):
    joint_drafts.begin(draft, by=cast.councillor)
    page, lines = people.window("colleague", width=1280, height=900), []
    page.route_web_socket("**/ws/drafts/**", lambda line: lines.append(line))
    page.clock.install()
    page.goto(reverse("motion-edit", args=[draft.paper.key]))
    until(page, lambda: bool(lines))
    page.clock.pause_at(timezone.now() + timedelta(seconds=5))  # whatever the page does a little later stays undone

    type_at(page, "reasons", "Eben getippt.")
    lines[-1].close(code=ENDED)

    expect(page.get_by_role("alert")).to_contain_text("nicht mehr gemeinsam geschrieben")
    assert page.evaluate("localStorage.length") == 1
