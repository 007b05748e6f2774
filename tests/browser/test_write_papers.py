"""Magistratsvorlagen, notices and proposals of district councils: written with autosave, accessible on a phone."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from council.states import BodyKind
from documents.states import PaperType
from motions.actions import district_proposals, executive_proposals, notices
from motions.models import CoSignature, Scratch
from tests import factories
from tests.browser.conftest import no_complaints
from tests.browser.faults import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def proposal(cast):
    return executive_proposals.draft(name="Ausbau der Mühlgasse", office=cast.office, by=cast.officer)


def wording(cast):
    return executive_proposals.Wording(
        name="Ausbau der Mühlgasse",
        resolution="1. Die Gasse wird ausgebaut.",
        reasons="Die Decke ist verbraucht.",
        plain_summary="Eine neue Decke.",
        impacts=dict.fromkeys(executive_proposals.IMPACTS, "Keine."),
        lead=cast.office,
    )


def test_what_an_office_types_is_kept_while_it_is_typed(cast, people):
    made = proposal(cast)
    page = people.window("officer", width=820, height=1180, has_touch=True)
    with no_complaints(page):
        page.goto(reverse("proposal-edit", args=[made.paper.key]))

        page.get_by_label("Begründung").fill("Die Decke ist verbraucht.")

        expect(page.locator("[data-write-state]")).to_contain_text("Gesichert um")
    assert Scratch.objects.get(paper=made.paper).content["reasons"] == "Die Decke ist verbraucht."


def test_pages_of_these_papers_are_accessible_on_a_phone(cast, people):
    law = factories.organization(BodyKind.OFFICE, body=cast.town, name="Rechtsamt")
    made = proposal(cast)
    executive_proposals.revise(made, wording=wording(cast), revision=1, by=cast.officer)
    notice = notices.draft(paper_type=PaperType.REPORT, name="Baustellen", sender=cast.office, by=cast.officer)
    district = district_proposals.draft(name="Bänke", council=cast.district_council, by=cast.district)
    officer, mayor, chair, council = (
        people.window(name, width=360, height=800) for name in ("officer", "mayor", "chair", "district")
    )
    asked = {}

    def look(page, address):
        page.goto(address)
        asked[address] = faults(page)

    def at(name, thing):
        return reverse(name, args=[thing.key])

    look(officer, reverse("proposal-new"))
    for name in ("proposal-edit", "proposal-preview", "proposal-submit"):
        look(officer, at(name, made.paper))
    look(officer, reverse("notice-new"))
    for name in ("notice-edit", "notice-submit"):
        look(officer, at(name, notice))
    look(council, reverse("district-proposal-new"))
    for name in ("district-proposal-edit", "district-proposal-submit"):
        look(council, at(name, district.paper))
    executive_proposals.send_round(made, wording=wording(cast), revision=2, offices=[law], by=cast.officer)
    look(officer, made.paper.get_absolute_url())
    now = timezone.now()
    CoSignature.objects.update(objected_at=now, reason="Zu teuer.", by=cast.officer)
    executive_proposals.present(made, by=cast.officer)
    look(mayor, reverse("desk"))
    look(mayor, at("proposal-decide", made.paper))
    executive_proposals.decide(made, decision="adopted", on=timezone.localdate(), by=cast.mayor)
    look(mayor, at("proposal-hand-in", made.paper))
    executive_proposals.submit(made, by=cast.mayor, at=now)
    for name in ("proposal-receipt", "proposal-file-anew", "proposal-withdraw"):
        look(mayor, at(name, made.paper))
    look(chair, at("paper-judge", made.paper))
    look(chair, reverse("desk"))

    assert {address: found for address, found in asked.items() if found} == {}
