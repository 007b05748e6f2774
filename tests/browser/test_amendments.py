"""Amendments on a tablet and at the chair's desk: written block by block, voted in order (T-O1), read as adopted."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from documents.models import Paper
from documents.states import PaperState
from motions.actions import amendments
from motions.models import Amendment
from tests.browser.conftest import no_complaints
from tests.browser.faults import faults
from tests.browser.test_write_motion import tablet
from tests.motions import amending
from tests.motions.amending import CHANGE_SUM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def vote(page: Page, label: str, *, yes: int, no: int) -> None:
    """Record the result for the amendment that is up."""
    card = page.locator("section.card", has=page.get_by_role("heading", name=label))
    card.get_by_text("Stattdessen als Satz oder nur das Gesamtergebnis").click()
    card.locator("input[name=yes]").fill(str(yes))
    card.locator("input[name=no]").fill(str(no))
    card.get_by_role("button", name="Ergebnis festhalten").click()
    expect(page.get_by_text(re.compile(rf"{label}: .*{yes} Ja, {no} Nein")).first).to_be_visible()


def finish(page: Page, *, yes: int, no: int) -> None:
    card = page.locator("section.card", has=page.get_by_role("heading", name=re.compile("^Der Hauptantrag")))
    card.get_by_text("Stattdessen als Satz oder nur das Gesamtergebnis").click()
    card.locator("input[name=final-yes]").fill(str(yes))
    card.locator("input[name=final-no]").fill(str(no))
    card.get_by_role("button", name=re.compile("^Schlussabstimmung festhalten")).click()
    expect(page.get_by_role("button", name="Schlussabstimmung zurücknehmen")).to_be_visible()


def test_amendment_is_written_on_a_tablet_from_the_paper_to_the_receipt(cast, people):
    main = amending.main_paper()
    page = tablet(people)
    with no_complaints(page):
        page.goto(main.get_absolute_url())
        page.get_by_role("link", name="Änderungsantrag stellen").tap()
        page.get_by_role("button", name="Entwurf beginnen").tap()
        page.get_by_text("Absatz 4 ändern").tap()
        page.locator("#id_text-4").fill(CHANGE_SUM["text-4"])
        page.locator("#id_why-4").fill("Alles wird teurer.")
        page.get_by_text("Absatz 6 ändern").tap()
        page.locator("#id_after-6").fill("5. Die Polizei wird beteiligt.")
        page.locator("#id_reason").fill("Sicherheit kostet.")
        page.locator("#id_plain_summary").fill("Es soll mehr Geld geben.")
        expect(page.locator("[data-write-state]")).to_contain_text("Gesichert um")
        page.get_by_role("button", name="Vorschau").tap()
        row = page.get_by_role("row", name=re.compile("Punkt 2"))
        expect(row.locator("del")).to_have_text("gestrichen: 300.000")
        expect(row.locator("ins")).to_have_text("neu: 500.000")
        expect(row).to_contain_text("Alles wird teurer.")
        page.get_by_role("link", name="Weiter zum Einreichen").tap()
        page.get_by_role("button", name="Jetzt einreichen").tap()

        expect(page.get_by_text("In Punkt 2 wird „300.000“ durch „500.000“ ersetzt.")).to_be_visible()
        expect(page.get_by_text(Amendment.objects.get().handed_in.sha256)).to_be_visible()
    assert Amendment.objects.get().paper.state == PaperState.SUBMITTED
    assert [edit["kind"] for edit in Amendment.objects.get().edits] == ["replace_words", "insert"]
    page.wait_for_function("localStorage.length === 0")


def test_amendment_is_written_without_a_script(cast, people):
    amendment = amendments.draft(amending.main_paper(), mover=None, by=cast.councillor)
    page = people.window("councillor", width=820, height=1180, java_script_enabled=False)
    page.goto(reverse("amendment-edit", args=[amendment.paper.key]))
    page.get_by_text("Absatz 3 ändern").click()
    page.get_by_label("Absatz 3 streichen").check()

    page.get_by_role("button", name="Vorschau").click()

    expect(page.get_by_text("Punkt 1 wird gestrichen.")).to_be_visible()
    assert amendment.scratch.content["strike-3"] == "on"


def test_t_o1_is_voted_through_with_the_deletion_adopted(cast, people):
    case = amending.t_o1(cast)
    chair, public = people.window("chair"), people.window()
    with no_complaints(chair):
        chair.goto(case.main.get_absolute_url())
        chair.get_by_role("link", name="Über Änderungsanträge abstimmen").click()
        entries = chair.locator("#stand ~ ol .row-title a")
        expect(entries).to_have_text(["Ä3", "Ä2", "Ä1", "Ä4", "Hauptantrag"], use_inner_text=True)
        vote(chair, "Ä3", yes=20, no=40)
        vote(chair, "Ä2", yes=40, no=20)
        expect(chair.get_by_text("erledigt durch Ä2")).to_be_visible()
        vote(chair, "Ä4", yes=61, no=0)
        expect(chair.get_by_role("heading", name="Der Hauptantrag in der geänderten Fassung")).to_be_visible()
        finish(chair, yes=45, no=17)
    with no_complaints(public):
        public.goto(case.main.get_absolute_url())
        public.get_by_role("link", name="Beschlossene Fassung mit allen Änderungen").click()
        changed = [
            "gestrichen: Für neue Zebrastreifen werden 300.000 Euro bereitgestellt. gestrichen durch Ä2",
            "6 5. neu: Die Polizei wird beteiligt. geändert durch Ä4",
        ]
        expect(public.locator(".block.changed")).to_have_text(changed, use_inner_text=True)
    assert Paper.objects.get(pk=case.main.pk).state == PaperState.ADOPTED_AMENDED


def test_t_o1_is_voted_through_with_the_replacement_adopted_and_undone(cast, people):
    case = amending.t_o1(cast)
    chair = people.window("chair")
    with no_complaints(chair):
        chair.goto(reverse("amendments-vote", args=[case.main.key]))
        vote(chair, "Ä3", yes=40, no=20)
        expect(chair.get_by_text("erledigt durch Ä3")).to_have_count(3)
        finish(chair, yes=40, no=20)
        expect(chair.locator(".pages-text", has_text=amending.ANOTHER)).to_be_visible()
        chair.get_by_role("button", name="Schlussabstimmung zurücknehmen").click()
        chair.get_by_role("button", name="Abstimmung über Ä3 zurücknehmen").click()

        expect(chair.get_by_role("heading", name="Ä3", exact=True)).to_be_visible()
    assert set(case.states.values()) == {PaperState.ADMITTED}


def test_pages_of_amendments_are_accessible_on_a_phone(cast, people):
    case = amending.t_o1(cast)
    draft = amending.drafted(case.main, CHANGE_SUM, by=cast.rival, mover=cast.other_faction)
    handed = amending.submitted(case.main, CHANGE_SUM, by=cast.councillor, mover=cast.our_faction)
    windows = {
        name: people.window(name, width=360, height=800) for name in ("rival", "councillor", "chair", "clerk", "")
    }
    asked = {}

    def look(name, address):
        windows[name].goto(address)
        asked[name, address] = faults(windows[name])

    for address in ("amendment-edit", "amendment-preview", "amendment-submit"):
        look("rival", reverse(address, args=[draft.paper.key]))
    look("rival", draft.paper.get_absolute_url())
    look("councillor", reverse("amendment-new", args=[case.main.key]))
    look("councillor", reverse("amendment-receipt", args=[handed.paper.key]))
    look("councillor", reverse("amendment-withdraw", args=[handed.paper.key]))
    look("chair", reverse("amendment", args=[handed.paper.key]))
    look("clerk", reverse("amendment-return", args=[handed.paper.key]))
    look("chair", reverse("amendment-take-over", args=[case.a1.paper.key]))
    look("chair", reverse("amendments", args=[case.main.key]))
    look("chair", reverse("amendments-vote", args=[case.main.key]))
    vote(windows["chair"], "Ä3", yes=20, no=40)
    vote(windows["chair"], "Ä2", yes=40, no=20)
    look("chair", reverse("amendments-vote", args=[case.main.key]))
    for address in ("amendments", "amendments-synopsis", "amendments-text"):
        look("", reverse(address, args=[case.main.key]))
    look("", case.main.get_absolute_url())
    look("", case.a1.paper.get_absolute_url())

    assert {address: found for address, found in asked.items() if found} == {}
