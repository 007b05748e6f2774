"""A whole meeting with five people at once: from the invitation to the signed minutes.

The clerk and the chair lead it, a councillor taps on a tablet, a colleague has nothing but a keyboard, and a citizen follows
with JavaScript switched off.
"""

from __future__ import annotations

import hashlib
import io
import re
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from council.models import AgendaItem, Entry, Meeting, Organization, Person
from documents import vault
from documents.actions import consultations, papers
from documents.models import Paper
from documents.states import ConsultationRole
from motions.minuting import drafting
from motions.models import Minutes, MinutesFact
from tests import factories, inviting
from tests.browser.conftest import no_complaints, until
from tests.browser.test_publish_and_find import tab_to
from tests.motions import amending
from tests.motions.test_minutes import TOLD
from tests.motions.test_minutes_chapters import MORE, SILENT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRET = "Kauf des Grundstücks Hafenstraße"
TOLD_HERE = (
    TOLD | MORE | dict.fromkeys(("meeting.agenda_adopted", "item.closed_to_public"), lambda e: f"entry:{e.number}")
)
# An amendment's vote is told by its ballot, the way behind closed doors by the exclusion; a file is no fact of the meeting.
UNTOLD = SILENT | {"meeting.invited", "item.amendment_voted", "procedural.shut", "file.received"}
RESOLVED = "Der Kaufvertrag für die Hafenstraße wird geschlossen."


@dataclass
class Story:
    """The meeting, its three items, and the text that is amended."""

    meeting: Meeting
    main: Paper
    items: dict[str, str]
    councillor: Person

    def at(self, name: str, *more: str) -> str:
        """The address of a page of the meeting."""
        return reverse(name, args=[self.meeting.key, *more])


@pytest.fixture
def story(cast) -> Story:
    """A house of five seats, four of them taken, and an agenda nobody has been sent yet."""
    Organization.objects.filter(pk=cast.assembly.pk).update(statutory_seats=5)
    factories.membership(cast.deputy.person, cast.assembly, role="Schriftführung", voting_right=False)
    on = timezone.localdate() + timedelta(days=14)
    meeting = factories.meeting(cast.assembly, name="9. öffentliche Sitzung", state="agenda_open", date=on)
    main = amending.main_paper()
    amending.admitted(main, amending.DELETE_POINT_2, by=cast.rival, clerk=cast.clerk, mover=cast.other_faction)
    rows = {
        "ways": factories.item(meeting, name=main.name, number="1", part="I"),
        "path": factories.item(meeting, name="Radweg an der Mühlgasse", number="2", part="I"),
        "port": factories.item(meeting, name=SECRET, number="3", part="I"),
    }
    for name, paper in (
        ("ways", main),
        ("path", factories.paper(name="Radweg an der Mühlgasse", reference="101.20.2")),
    ):
        way = papers.refer(paper, to=cast.assembly, role=ConsultationRole.DECISION, by=None)
        consultations.schedule(way, item=rows[name], by=None)
    inviting.reach(
        *(user.person for name, user in cast.people.items() if name in ("chair", "colleague", "rival", "mayor"))
    )
    inviting.reach(cast.deputy.person)
    return Story(meeting, main, {name: item.key for name, item in rows.items()}, cast.councillor.person)


def press(
    page: Page, name: str | re.Pattern[str], *, key: str = "Enter", role: str = "button", within: str = "body"
) -> None:
    """Reach a control with the tabulator alone and press it."""
    tab_to(page, page.locator(within).get_by_role(role, name=name).first)
    page.keyboard.press(key)


def step(page: Page, name: str | re.Pattern[str]) -> None:
    """Click a button of the page's main part."""
    page.locator("main").get_by_role("button", name=name).first.click()


def source(page: Page) -> str:
    """All of the page; one that just reloads itself is read once it has come."""
    try:
        return page.content()
    except PlaywrightError:
        page.wait_for_load_state()
        return page.content()


def look_again(page: Page) -> None:
    """Reload; without JavaScript the page does so by itself, and whichever is second gives way."""
    try:
        page.reload()
    except PlaywrightError:
        page.wait_for_load_state()


# Before ---------------------------------------------------------------------------------------------------------------


def invite(clerk: Page, tablet: Page, story: Story) -> None:
    """The run is blocked until the last person has chosen a way to be reached; then the proof is there at once."""
    clerk.goto(story.at("meeting-invitation"))
    expect(clerk.get_by_text("Noch nicht alle sind erreichbar.")).to_be_visible()
    expect(clerk.get_by_role("button", name="Ja, jetzt einladen")).to_have_count(0)
    tablet.goto(reverse("channel", args=[story.councillor.key]))
    tablet.get_by_label("Postfach in diesem System").tap()
    tablet.get_by_label("Ich bin einverstanden").tap()
    tablet.get_by_role("button", name="Von heute an so einladen").tap()
    expect(tablet.locator(".messages")).to_be_visible()
    clerk.reload()
    step(clerk, "Ja, jetzt einladen")
    clerk.goto(story.at("meeting-invitation"))
    expect(clerk.get_by_text("Regelmäßig", exact=False).or_(clerk.get_by_text("Versandt")).first).to_be_visible()
    clerk.get_by_role("link", name=re.compile("Einladung vom")).click()
    expect(clerk.get_by_role("heading", name="Zustellnachweis")).to_be_visible()


# During ---------------------------------------------------------------------------------------------------------------


def open_it(chair: Page, citizen: Page, story: Story) -> None:
    """Opened, counted, found to be a quorum, and the agenda adopted as it was sent."""
    Meeting.objects.filter(pk=story.meeting.pk).update(date=timezone.localdate())
    chair.goto(story.at("meeting"))
    step(chair, "Sitzung eröffnen")
    chair.get_by_role("link", name="Anwesenheit").first.click()
    step(chair, "Alle sind da")
    step(chair, "Beschlussfähigkeit feststellen")
    expect(chair.get_by_text("4 von 5 anwesend: beschlussfähig", exact=True)).to_be_visible()
    chair.goto(story.at("agenda-adoption"))
    step(chair, "Tagesordnung so feststellen")
    citizen.goto(story.at("meeting-live"))
    expect(citizen.get_by_text("4 Stimmberechtigte anwesend")).to_be_visible()


def amend(chair: Page, tablet: Page, keys: Page, citizen: Page, story: Story) -> None:
    """Two speak, the amendment is adopted, and the text as amended with it."""
    for page in (tablet, keys):
        page.goto(story.at("meeting-live"))
        expect(page.locator("[data-live-state=live]")).to_be_visible()
    chair.goto(story.at("meeting"))
    step(chair, "Diesen Punkt aufrufen")
    expect(tablet.locator("#now .now-name")).to_have_text(story.main.name)
    tablet.get_by_role("button", name="Ich möchte sprechen").tap()
    expect(tablet.get_by_text("Sie stehen auf der Redeliste")).to_be_visible()
    expect(keys.locator("#now .now-name")).to_have_text(story.main.name)
    press(keys, "Ich möchte sprechen", within="#tools")
    expect(keys.get_by_text("Sie stehen auf der Redeliste")).to_be_visible()
    for name in ("Frau Councillor", "Frau Colleague"):
        chair.goto(story.at("meeting"))
        step(chair, re.compile("^Wort erteilen"))
        look_again(citizen)
        expect(citizen.locator(".speaker-name").first).to_have_text(name)
        step(chair, re.compile("^Rede beenden"))
    chair.goto(reverse("amendments-vote", args=[story.main.key]))
    tap_camps(chair, "Abstimmung über Ä1", rest="Ja", but={"Fraktion Soziale Mitte": "Nein"})
    step(chair, "Ergebnis festhalten")
    expect(chair.get_by_text(re.compile("Ä1: .*3 Ja, 1 Nein")).first).to_be_visible()
    tap_camps(chair, "Schlussabstimmung", rest="Ja", but={})
    step(chair, "Schlussabstimmung festhalten und Punkt abschließen")
    expect(tablet.locator(f"#top-{story.items['ways']}")).to_contain_text("in geänderter Fassung angenommen")


def tap_camps(chair: Page, legend: str, *, rest: str, but: dict[str, str]) -> None:
    """Vote by faction: one tap for all, one for each that stands elsewhere."""
    poll = chair.get_by_role("group", name=legend)
    for camp, answer in {"Alle übrigen": rest, **but}.items():
        poll.get_by_role("group", name=camp).get_by_role("radio", name=answer).check()


def call_the_roll(chair: Page, tablet: Page, keys: Page, citizen: Page, story: Story) -> None:
    """A member is barred, leaves, and has no vote; one votes by finger, one by keyboard, one is called out."""
    tablet.goto(story.at("meeting-conflicts"))
    tablet.get_by_label("Bei welchem Punkt?").select_option(label="2 Radweg an der Mühlgasse")
    tablet.locator("input[name=category]").first.check()
    step(tablet, "Ich wirke bei diesem Punkt nicht mit")
    tablet.goto(story.at("meeting-live"))
    chair.goto(story.at("meeting"))
    step(chair, "Diesen Punkt aufrufen")
    chair.get_by_role("link", name="Namentlich abstimmen").click()
    step(chair, "Abstimmung eröffnen")
    expect(keys.locator("#tools .vote-button.no")).to_be_visible()
    tablet.reload()
    expect(tablet.get_by_role("button", name="Ja", exact=True)).to_have_count(0)
    press(keys, "Nein", within="#tools")
    expect(keys.locator("#tools")).to_contain_text("Ihre Stimme ist Nein")
    press_answer(chair, "Ja", "Frau Rival")
    press_answer(chair, "Ja", "Frau Chair")
    expect(chair.get_by_text("Frau Councillor")).to_have_count(0)
    step(chair, "Abstimmung schließen")
    expect(chair.get_by_role("heading", name="Wer wie gestimmt hat")).to_be_visible()
    look_again(citizen)
    expect(citizen.get_by_text("2 Ja, 1 Nein", exact=False).first).to_be_visible()
    chair.goto(story.at("meeting"))
    chair.locator("#console input[value=adopted]").check()
    step(chair, re.compile("^Punkt abschließen"))
    expect(keys.locator(f"#top-{story.items['path']}")).to_contain_text("mehrheitlich angenommen")


def press_answer(chair: Page, answer: str, who: str) -> None:
    """Enter what a member called out."""
    row = chair.locator(".called-out li", has_text=who)
    row.get_by_role("button", name=re.compile(f"^{answer}")).click()
    expect(chair.locator(".called-out li", has_text=who)).not_to_contain_text("fehlt noch")


def exclude_the_public(chair: Page, tablet: Page, keys: Page, citizen: Page, story: Story) -> None:
    """Moved by keyboard, decided behind closed doors; those outside see neither the item nor why."""
    chair.goto(story.at("meeting"))
    step(chair, "Diesen Punkt aufrufen")
    look_again(citizen)
    expect(citizen.locator("#now .now-name")).to_have_text(SECRET)
    keys.goto(story.at("procedural-new"))
    tab_to(keys, keys.locator("input[name=kind]").first)
    keys.locator("input[value=exclude_public]").focus()
    keys.keyboard.press("Space")
    tab_to(keys, keys.get_by_label("Begründung", exact=False))
    keys.keyboard.insert_text("Es geht um den Kaufpreis.")
    press(keys, "Antrag stellen", within="main")
    expect(keys.locator("main")).to_contain_text("liegt der Sitzungsleitung vor")
    expect(chair.locator("main")).to_contain_text("Es geht um den Kaufpreis.")
    chair.get_by_role("link", name=re.compile("^Darüber entscheiden")).first.click()
    step(chair, "Öffentlichkeit jetzt ausschließen und beraten")
    expect(chair.get_by_role("button", name="Ohne Widerspruch angenommen")).to_be_visible()
    look_again(citizen)
    assert SECRET not in source(citizen)
    step(chair, "Ohne Widerspruch angenommen")
    chair.goto(story.at("meeting"))
    chair.locator("#console summary", has_text="Wortlaut").click()
    chair.get_by_label("Beschlusstext", exact=False).or_(chair.locator("#console [name=resolution_text]")).first.fill(
        RESOLVED
    )
    chair.locator("#console input[value=adopted]").check()
    step(chair, re.compile("^Punkt abschließen"))
    expect(tablet.locator(f"#top-{story.items['port']}")).to_contain_text("angenommen")
    for address in (
        story.at("meeting-live"),
        story.at("meeting"),
        story.at("meeting-replay"),
        story.at("meeting-projector"),
    ):
        citizen.goto(address)
        assert [word for word in (SECRET, RESOLVED, "Kaufpreis") if word in source(citizen)] == []


def close_it(chair: Page, citizen: Page, story: Story) -> None:
    """The meeting is over; everybody sees it."""
    chair.goto(story.at("meeting"))
    chair.get_by_role("link", name="Sitzung schließen").click()
    step(chair, re.compile("^Ja"))
    citizen.goto(story.at("meeting"))
    expect(citizen.locator("main")).to_contain_text("durchgeführt")


# Afterwards -----------------------------------------------------------------------------------------------------------


def sign_the_minutes(clerk: Page, chair: Page, secretary: Page, citizen: Page, story: Story) -> None:
    """Drafted from the journal, sent, and signed by two once the time for objections is over."""
    clerk.goto(story.at("meeting-minutes"))
    until(clerk, lambda: Minutes.objects.filter(meeting=story.meeting).count() == 2)  # the house drafts them by itself
    for part in Minutes.objects.filter(meeting=story.meeting).order_by("pk"):
        clerk.goto(part.get_absolute_url())
        step(clerk, "Entwurf ist geprüft")
        clerk.goto(reverse("minutes-send", args=[part.key]))
        step(clerk, "Ja, versenden")
        Minutes.objects.filter(pk=part.pk).update(sent_on=timezone.localdate() - timedelta(days=60))
        clerk.goto(part.get_absolute_url())
        step(clerk, "Niederschrift feststellen")
        for page in (chair, secretary):
            page.goto(reverse("minutes-sign", args=[part.key]))
            step(page, "Ich unterzeichne")
    clerk.goto(story.at("meeting-minutes"))
    until(clerk, lambda: not Minutes.objects.filter(meeting=story.meeting, file=None).exists())  # printed behind
    citizen.goto(story.at("meeting-minutes"))
    citizen.get_by_role("link", name=re.compile("^Niederschrift lesen")).click()
    expect(citizen.locator("main")).to_contain_text("Die Sitzung wird um")


def compare_minutes_and_journal(story: Story) -> None:
    """Both parts together hold each fact of the journal once; the sealed files say them, each to its own readers."""
    happened = list(Entry.objects.filter(room=story.meeting.room).exclude(kind="motions.minutes").order_by("number"))
    told = TOLD_HERE
    resolved = [entry for entry in happened if entry.verb == "item.closed"]
    resolutions = {
        f"entry:{entry.number}:resolution"
        for entry in resolved
        if AgendaItem.objects.exclude(resolution_text="").filter(pk=entry.thing).exists()
    }
    wanted = {told[entry.verb](entry) for entry in happened if entry.verb in told} | resolutions
    facts = list(MinutesFact.objects.filter(section__minutes__meeting=story.meeting))
    assert {entry.verb for entry in happened} - set(told) - UNTOLD == set()
    assert sorted(fact.source for fact in facts) == sorted(wanted)
    public, closed = (Minutes.objects.get(meeting=story.meeting, part=part) for part in ("public", "closed"))
    assert [drafting.left_out(row.facts.all(), text=row.text) for row in public.sections.all()].count([]) > 3
    open_text, closed_text = words_of(public), words_of(closed)
    assert [word for word in (SECRET, RESOLVED, "Kaufpreis") if word in open_text] == []
    assert RESOLVED in closed_text


def words_of(minutes: Minutes) -> str:
    """The text of the sealed file, which is tagged for those who cannot see it."""
    with vault.open(minutes.file.sha512) as file:
        content = file.read()
    assert hashlib.sha512(content).hexdigest() == minutes.sha512
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_meeting_from_the_invitation_to_the_signed_minutes(cast, story, people):
    clerk, chair = people.window("clerk"), people.window("chair", width=820, height=1180)
    tablet = people.window("councillor", width=820, height=1180, has_touch=True)
    keys = people.window("colleague")
    citizen = people.window(width=360, height=800, java_script_enabled=False)
    with ExitStack() as watched:
        for page in (clerk, chair, tablet, keys):
            watched.enter_context(no_complaints(page))
        invite(clerk, tablet, story)
        open_it(chair, citizen, story)
        amend(chair, tablet, keys, citizen, story)
        call_the_roll(chair, tablet, keys, citizen, story)
        exclude_the_public(chair, tablet, keys, citizen, story)
        close_it(chair, citizen, story)
        sign_the_minutes(clerk, chair, people.window("deputy"), citizen, story)
    compare_minutes_and_journal(story)
