"""A councillor writes a motion on a tablet: pasting, a lost line, two windows, and handing in."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from documents.models import Paper
from documents.states import PaperState
from motions.actions import motions, movers
from motions.actions.motions import Wording
from motions.drafts import MotionKind, Parts
from motions.models import Motion
from tests.browser.conftest import no_complaints, until
from tests.browser.faults import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = """<html><head><style>p.MsoNormal{color:red}</style></head><body><!--StartFragment-->
<h2 style='color:#2F5496'>Radweg</h2>
<p class=MsoNormal>Der Magistrat wird <b>aufgefordert</b>,<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18pt;mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><!--[endif]-->den Radweg zu bauen,</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18pt;mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp; </span></span><!--[endif]-->zu berichten.</p>
<ul><li>im Ausschuss</li><li>bis Herbst<script>alert(1)</script></li></ul><img src="x.png">
<!--EndFragment--></body></html>"""
PASTED = "### Radweg\n\nDer Magistrat wird aufgefordert,\n\n1. den Radweg zu bauen,\n2. zu berichten.\n- im Ausschuss\n- bis Herbst"


def tablet(people, name="councillor") -> Page:
    return people.window(name, width=820, height=1180, has_touch=True)


def paste(page: Page, field: str, html: str) -> None:
    """Put HTML on the clipboard and paste it, as the keyboard does."""
    page.locator(field).focus()
    page.evaluate(
        """([field, html]) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          document.querySelector(field).dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [field, html],
    )


def content() -> dict[str, str]:
    return Motion.objects.get().scratch.content


def state(page: Page):
    return page.locator("[data-write-state]")


@pytest.fixture
def draft(cast):
    return motions.draft(kind=MotionKind.MOTION, name="Radweg", mover=cast.our_faction, by=cast.councillor)


def edit_url(motion: Motion) -> str:
    return reverse("motion-edit", args=[motion.paper.key])


def test_motion_is_written_on_a_tablet_from_the_desk_to_the_receipt(cast, people):
    page = tablet(people)
    with no_complaints(page):
        page.goto("/desk/")
        page.get_by_role("link", name="Neuer Antrag").tap()
        page.locator("input[name=kind][value=motion]").check()
        page.locator("input[name=name]").fill("Radweg an der Mühlgasse")
        page.get_by_role("button", name="Entwurf beginnen").tap()
        page.wait_for_url("**/edit/")  # and for its script: pasting is nothing that a form without it understands
        page.locator("#id_resolution").fill("")
        paste(page, "#id_resolution", WORD)
        expect(page.locator("#id_resolution")).to_have_value(PASTED)
        page.locator("#id_reasons").fill("Weil dort Kinder fahren.")
        page.locator("#id_plain_summary").fill("In der Mühlgasse soll ein Radweg gebaut werden.")
        expect(state(page)).to_contain_text("Gesichert um")
        assert content()["resolution"] == PASTED

        page.get_by_role("button", name="Vorschau").tap()
        expect(page.get_by_role("heading", name="Beschlusstext")).to_be_visible()
        expect(page.get_by_role("heading", name="Radweg", exact=True)).to_be_visible()
        page.get_by_role("link", name="Weiter zum Einreichen").tap()
        page.get_by_role("button", name="Jetzt einreichen").tap()

        expect(page.get_by_role("heading", name="Wortlaut, wie er eingereicht wurde")).to_be_visible()
        expect(page.get_by_text(Motion.objects.get().handed_in.sha256)).to_be_visible()
    assert Paper.objects.get().state == PaperState.SUBMITTED
    assert page.evaluate("document.documentElement.scrollWidth") <= 820
    page.wait_for_function("localStorage.length === 0")


def test_nothing_typed_is_lost_on_a_broken_line(cast, draft, people):
    page = tablet(people)
    page.goto(edit_url(draft))
    page.context.set_offline(True)
    page.locator("#id_reasons").fill("Im Zug geschrieben.")
    expect(state(page)).to_contain_text("Keine Verbindung")
    assert content()["reasons"] == ""

    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Gesichert um")

    assert content()["reasons"] == "Im Zug geschrieben."


def test_saved_is_said_once_the_newest_letters_are(cast, draft, people):
    page, held = tablet(people), []
    page.route("**/autosave/", lambda route: held.append(route))
    page.goto(edit_url(draft))
    page.locator("#id_reasons").fill("Erster Satz.")
    until(page, lambda: len(held) == 1)
    page.locator("#id_reasons").fill("Erster Satz. Zweiter Satz.")
    held[0].continue_()
    until(page, lambda: len(held) == 2)  # the first was answered, the rest is on its way

    said = state(page).inner_text()
    held[1].continue_()
    expect(state(page)).to_contain_text("Gesichert um")

    assert said == "Noch nicht gesichert …"
    assert content()["reasons"] == "Erster Satz. Zweiter Satz."


def test_text_left_on_the_device_is_put_back_the_next_time(cast, draft, people):
    page = tablet(people)
    page.goto(edit_url(draft))
    page.context.set_offline(True)
    page.locator("#id_reasons").fill("Vor dem Absturz.")
    expect(state(page)).to_contain_text("Keine Verbindung")
    page.close()
    again = people.contexts[-1].new_page()
    people.contexts[-1].set_offline(False)

    again.goto(edit_url(draft))

    expect(again.locator("#id_reasons")).to_have_value("Vor dem Absturz.")
    expect(state(again)).to_contain_text("Gesichert um")
    assert content()["reasons"] == "Vor dem Absturz."


def test_two_windows_show_both_texts_and_the_person_decides(cast, draft, people):
    first = tablet(people)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(edit_url(draft))
    first.locator("#id_reasons").fill("Text aus dem ersten Fenster.")
    expect(state(first)).to_contain_text("Gesichert um")

    second.locator("#id_reasons").fill("Text aus dem zweiten Fenster.")
    second.get_by_role("button", name="Beide Texte ansehen").tap()

    expect(second.get_by_role("heading", name="Zwei Fassungen")).to_be_visible()
    for words in ("Text aus dem ersten Fenster.", "Text aus dem zweiten Fenster."):
        expect(second.locator(".pages-text", has_text=words)).to_be_visible()
    assert content()["reasons"] == "Text aus dem ersten Fenster."
    second.get_by_role("button", name="Diesen Text speichern").tap()
    expect(second.get_by_text("Der Entwurf ist gespeichert.")).to_be_visible()
    assert content()["reasons"] == "Text aus dem zweiten Fenster."


def test_draft_is_written_without_a_script(cast, draft, people):
    page = people.window("councillor", width=820, height=1180, java_script_enabled=False)
    page.goto(edit_url(draft))
    page.locator("#id_reasons").fill("Ganz ohne Skript.")

    page.get_by_role("button", name="Speichern", exact=True).click()

    expect(page.get_by_text("Der Entwurf ist gespeichert.")).to_be_visible()
    assert json.dumps(content()).count("Ganz ohne Skript.") == 1


def test_pages_of_a_motion_are_accessible_on_a_phone(cast, draft, people):
    movers.invite(draft, faction=cast.other_faction, by=cast.councillor)
    wording = Wording("Radweg", "motion", Parts("Der Magistrat baut.", "Weil."), plain_summary="Ein Radweg.")
    motions.revise(draft, wording=wording, revision=1, by=cast.councillor)
    author, rival, chair = (people.window(name, width=360, height=800) for name in ("councillor", "rival", "chair"))
    asked = {}

    def look(page, address):
        page.goto(address)
        asked[address] = faults(page)

    look(author, reverse("motion-new"))
    for name in ("motion-edit", "motion-preview", "motion-invite", "motion-submit"):
        look(author, reverse(name, args=[draft.paper.key]))
    look(author, draft.paper.get_absolute_url())
    look(rival, draft.get_absolute_url())
    motions.submit(draft, wording=wording, revision=2, by=cast.councillor, at=timezone.now())
    for name in ("motion-receipt", "motion-receipt-print", "motion-withdraw"):
        look(author, reverse(name, args=[draft.paper.key]))
    look(chair, reverse("motion-refuse", args=[draft.paper.key]))
    look(chair, reverse("desk"))

    assert {address: found for address, found in asked.items() if found} == {}
