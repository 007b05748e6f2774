"""Minutes in the browser: written beside their facts with autosave, signed by keyboard, read and replayed without fault."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from motions.actions import minutes, minutes_signing
from motions.models import Minutes, MinutesSection
from tests.browser.conftest import no_complaints
from tests.browser.test_pages import Watch
from tests.motions import minuting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(cast) -> Minutes:
    meeting = minuting.played(cast)
    minutes.draft(meeting, by=cast.clerk)
    return minuting.of(meeting)


def test_section_is_written_beside_its_facts_and_saves_itself(cast, people, made):
    section = made.sections.get(item__number="3")
    address = reverse("minutes-edit", args=[made.key, section.number])
    page, other = people.window("clerk"), people.window("deputy")
    with no_complaints(page):
        page.goto(address)
        other.goto(address)
        expect(page.locator("aside")).to_contain_text("Der Punkt wird um")

        page.get_by_role("textbox", name="Text").fill("Es liegt nichts vor.")

        expect(page.locator("[data-write-state]")).to_contain_text("Gesichert um")
    assert MinutesSection.objects.get(pk=section.pk).text == "Es liegt nichts vor."
    other.get_by_role("textbox", name="Text").fill("Doch, zwei Mitteilungen.")
    other.get_by_role("button", name="Speichern", exact=True).click()
    expect(other.get_by_role("heading", name="Zwei Fassungen")).to_be_visible()


def test_chair_signs_by_keyboard(cast, server, people, made):
    minutes.review(made, by=cast.chair, version=made.version)
    sent = minutes.send(minuting.of(made.meeting), by=cast.clerk)
    Minutes.objects.filter(pk=sent.pk).update(sent_on=timezone.localdate() - timedelta(days=60))
    minutes_signing.finish(sent, by=cast.clerk)
    page = people.window("chair")
    watch = Watch(page, server)
    watch.look(reverse("minutes-sign", args=[made.key]))
    assert watch.found == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/desk/")
    page.get_by_role("link", name=str(made)).first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ich unterzeichne").focus()

    page.keyboard.press("Enter")

    expect(page.get_by_text("Es fehlt noch die andere Unterschrift.")).to_be_visible()
    assert minuting.of(made.meeting).signatures.get().person == cast.chair.person


def test_pages_of_minutes_have_no_fault(cast, server, people, made):
    minutes.review(made, by=cast.chair, version=made.version)
    before = Watch(people.window("clerk"), server)
    before.look(reverse("minutes-send", args=[made.key]))
    minutes.send(minuting.of(made.meeting), by=cast.clerk)
    minutes_signing.object_to(made.sections.all()[2], text="Ich sprach auch.", by=cast.rival)
    meeting = made.meeting.get_absolute_url()
    closed = minuting.of(made.meeting, "closed")
    pages = {
        "": [f"{meeting}replay/?step=3", f"{meeting}minutes/", f"{meeting}notes/", "/resolutions/releases/"],
        "rival": [made.get_absolute_url(), f"{made.get_absolute_url()}object/", f"{meeting}notes/new/"],
        "clerk": [
            meeting,
            made.get_absolute_url(),
            closed.get_absolute_url(),
            f"{closed.get_absolute_url()}sections/1/",
            f"{made.get_absolute_url()}objections/1/",
            f"{meeting}replay/",
            "/resolutions/releases/",
        ],
    }
    found = before.found
    for name, addresses in pages.items():
        watch = Watch(people.window(name), server)
        for address in addresses:
            watch.look(address)
        found += watch.found

    assert found == []
