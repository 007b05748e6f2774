"""A clerk enters the client's two inquiries by mouse and keyboard, and everybody finds them as the importer brings them."""

import datetime
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from council.models import Meeting, Organization
from documents.models import Paper
from motions.models import FollowUp, Inquiry, Question
from tests import factories, shared
from tests.browser.conftest import no_complaints
from tests.browser.faults import faults
from tests.browser.test_pages import DESK, PHONE
from tests.motions.importing import seed_table
from tests.motions.importing.seed_table import BOARD, COMMITTEE, EXPECTED, FACTION, FIRST, SECOND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), *shared.MARKS]

ALL = "öffentlich"
ANSWERED, PARTIAL, UNANSWERED = "beantwortet", "teilweise beantwortet", "nicht beantwortet"
STATUSES = {"answered": ANSWERED, "partial": PARTIAL, "unanswered": UNANSWERED}


@pytest.fixture
def town(cast):
    """The cast's town, which remembers its eighteenth term."""
    factories.term(
        body=cast.town,
        name="XVIII. Wahlperiode",
        number=18,
        start_date=datetime.date(2016, 4, 1),
        end_date=datetime.date(2021, 3, 31),
    )
    return cast


# what the clerk does


def read(page: Page, name: str) -> None:
    """From the desk to the page on which the text is settled."""
    page.goto("/desk/")
    page.get_by_role("link", name="Text einlesen").click()
    page.get_by_label("Text einfügen").fill(seed_table.source(name))
    page.get_by_role("button", name="Lesen").click()
    expect(page.get_by_role("heading", name="Prüfen und übernehmen")).to_be_visible()


def unfold(page: Page, *summaries: str) -> None:
    for summary in summaries:
        page.locator("details:not([open]) > summary", has_text=summary).click()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=False).first.select_option(label=option)


def judge(page: Page, name: str) -> None:
    """Say what became of each question."""
    for number, status, unspecific, _ in EXPECTED[name]["questions"]:
        page.locator(f"#id_question_{number}").select_option(label=STATUSES[status])
        if unspecific:
            page.locator(f"#id_question_{number}_unspecific").check()


def link(page: Page, name: str) -> None:
    """Tick at each passage the questions it answers, where the text has not said so already."""
    for number, _, _, passages in EXPECTED[name]["questions"]:
        for passage in passages:
            page.locator(f"input[name=passage_P{passage}][value='{number}']").check()


def confirm_the_rest(page: Page) -> None:
    for box in page.locator("input[name=confirmed]").all():
        box.check()


def take(page: Page) -> None:
    page.get_by_role("button", name="Übernehmen").click()


def enter_first(page: Page) -> None:
    """The inquiry whose notes answer under repeated questions; who asked is only to be concluded."""
    read(page, FIRST)
    choose(page, "Stand", "mündlich beantwortet")
    choose(page, "Wer darf die Vorlage lesen?", ALL)
    choose(page, "Wer darf die Notizen lesen?", ALL)
    page.get_by_label("Eingebracht von").fill(FACTION)
    page.get_by_label("es ist daraus erschlossen").check()
    page.get_by_label("Wer hat geantwortet?").fill("Oberbürgermeister, Magistrat")
    choose(page, "Wer darf die Sitzung sehen?", ALL)
    unfold(page, "Tagesordnungspunkt und Beratung")
    choose(page, "Ergebnis", "mündlich beantwortet")
    choose(page, "Wer darf den Tagesordnungspunkt sehen?", ALL)
    judge(page, FIRST)
    page.locator("#id_follow_up_1").select_option(label=PARTIAL)
    confirm_the_rest(page)
    take(page)


def enter_second(page: Page) -> None:
    """The inquiry whose notes answer in free prose, in a committee that nobody has entered yet."""
    read(page, SECOND)
    choose(page, "Stand", "mündlich beantwortet")
    choose(page, "Wer darf die Vorlage lesen?", ALL)
    choose(page, "Wer darf die Notizen lesen?", ALL)
    page.get_by_label("Wer hat geantwortet?").fill("Oberbürgermeister")
    unfold(page, "Weitere Angaben zur Vorlage", "Tagesordnungspunkt und Beratung")
    page.get_by_label("Schlagwörter").fill(", ".join(EXPECTED[SECOND]["paper"]["keywords"]))
    choose(page, "Wer darf die Sitzung sehen?", ALL)
    choose(page, "Öffentlichkeit des Tagesordnungspunkts", ALL)
    choose(page, "Ergebnis", "mündlich beantwortet")
    choose(page, "Wer darf den Tagesordnungspunkt sehen?", ALL)
    choose(page, "Abschließende Entscheidung", "nein")
    judge(page, SECOND)
    link(page, SECOND)
    page.locator("#id_follow_up_1_question").fill("1")
    page.locator("#id_follow_up_1").select_option(label=ANSWERED)
    confirm_the_rest(page)
    take(page)


def facts(page: Page) -> dict[str, str]:
    """What the page states, by its label."""
    page.wait_for_load_state()
    pairs = page.locator("dl.facts > div").all()
    return {pair.locator("dt").inner_text(): " ".join(pair.locator("dd").inner_text().split()) for pair in pairs}


def counts(page: Page) -> Counter:
    """How many questions of the page have which status."""
    page.wait_for_load_state()
    return Counter(page.locator("ol.questions").first.locator("p.badges .badge").all_inner_texts())


# what comes of it


def test_clerk_enters_both_inquiries_and_they_are_what_the_importer_makes_of_them(town, people):
    clerk = people.window("clerk")
    with no_complaints(clerk):
        enter_first(clerk)
        expect(clerk.get_by_text("Übernommen: Kooperation")).to_be_visible()
        expect(clerk.get_by_text("Noch offen:")).to_have_count(0)
        enter_second(clerk)
        expect(clerk.get_by_text("Übernommen: Digitalisierungsstrategie")).to_be_visible()
        expect(clerk.get_by_text("Noch offen:")).to_have_count(0)

    assert {name: seed_table.entered(name) for name in (FIRST, SECOND)} == EXPECTED
    assert (Paper.objects.count(), Inquiry.objects.count(), Question.objects.count()) == (2, 2, 14)
    assert (Meeting.objects.count(), FollowUp.objects.count()) == (2, 2)

    _everybody_finds_them(people.window(), first=seed_table.paper_of(FIRST), second=seed_table.paper_of(SECOND))


def _everybody_finds_them(page: Page, *, first: Paper, second: Paper) -> None:
    page.goto("/papers/")
    assert page.locator("main .row-title a").count() == 2
    _first_says_what_is_known(page, first)
    _second_says_what_is_known(page, second)
    _committee_shows_its_meeting(page, second)
    _faction_waits_for_the_written_answer(page, first)


def _first_says_what_is_known(page: Page, paper: Paper) -> None:
    page.goto(paper.get_absolute_url())
    said = facts(page)
    assert (said["Nummer"], said["Datum"], said["Direkte Überweisung"]) == ("nicht angegeben",) * 3
    assert said["Eingebracht von"].startswith(FACTION)
    assert said["Form der Antwort"] == "erbeten: schriftlich · gegeben: mündlich – der Bitte wurde nicht entsprochen"
    assert counts(page) == {ANSWERED: 2, PARTIAL: 3, UNANSWERED: 1}
    asked = page.locator("ol.questions").nth(1)
    expect(asked.get_by_text(FACTION, exact=True)).to_be_visible()
    meeting = paper.consultations.get().meeting
    page.goto(meeting.get_absolute_url())
    said = facts(page)
    assert (said["Gremium"], said["Nummer"], said["Öffentlichkeit"]) == ("nicht angegeben",) * 3
    expect(page.get_by_text("Gremium nicht angegeben")).to_be_visible()
    expect(page.get_by_text("Uhrzeit nicht angegeben")).to_be_visible()
    expect(page.get_by_text("Nummer nicht angegeben")).to_be_visible()
    expect(page.get_by_text("öffentlich oder nicht: nicht angegeben")).to_be_visible()


def _second_says_what_is_known(page: Page, paper: Paper) -> None:
    page.goto(paper.get_absolute_url())
    said = facts(page)
    assert (said["Nummer"], said["Datum"], said["Eingebracht von"]) == ("nicht angegeben",) * 3
    assert said["Direkte Überweisung"] == "ja"
    assert said["Form der Antwort"] == "erbeten: nicht angegeben · gegeben: mündlich"
    assert counts(page) == {ANSWERED: 5, PARTIAL: 3}
    expect(page.locator("ol.questions").nth(1).get_by_text(f"{BOARD} zu Frage 1")).to_be_visible()


def _committee_shows_its_meeting(page: Page, paper: Paper) -> None:
    page.goto("/bodies/")
    page.get_by_role("link", name=COMMITTEE).first.click()
    page.get_by_role("link", name="31. öffentliche Sitzung am 6. März 2019").first.click()
    assert facts(page)["Nummer"] == "31"
    page.locator(f"a[href='{paper.get_absolute_url()}']").first.click()
    expect(page.get_by_role("heading", level=1, name="Digitalisierungsstrategie der Stadt Kassel")).to_be_visible()


def _faction_waits_for_the_written_answer(page: Page, paper: Paper) -> None:
    page.goto(Organization.objects.get(name=FACTION).get_absolute_url())
    waiting = page.locator("section", has=page.get_by_role("heading", name="Offene Anfragen der Fraktion"))
    rows = waiting.locator("li.row")
    expect(rows).to_have_count(1)
    assert rows.locator("a").first.get_attribute("href") == paper.get_absolute_url()
    expect(rows.get_by_text("schriftliche Antwort nicht erfolgt")).to_be_visible()


def test_nothing_is_lost_on_an_error_and_the_links_are_set_right_later(town, people):
    page = people.window("clerk")
    read(page, SECOND)
    page.locator("input[name=passage_P6][value='3']").check()
    page.get_by_label("Eingebracht von").fill("Die Fragenden")
    page.locator("#id_follow_up_1_asker").fill("ein Gast")
    page.locator("#id_notes_audience").select_option(label=ALL)
    page.locator("#id_audience").select_option(label=ALL)
    take(page)

    expect(page.get_by_role("alert")).to_contain_text("der Name sagt nicht, was für eines es ist")
    expect(page.locator("#id_originator")).to_have_value("Die Fragenden")
    expect(page.locator("input[name=passage_P6][value='3']")).to_be_checked()
    assert Paper.objects.count() == 0
    page.locator("#id_originator").fill("")
    take(page)

    expect(page.get_by_text("ein Gast", exact=True)).to_be_visible()
    page.get_by_role("link", name="Zuordnung berichtigen").click()
    boxes = page.get_by_role("group", name="Absatz 6 beantwortet Frage")
    boxes.get_by_label("3", exact=True).uncheck()
    boxes.get_by_label("8", exact=True).check()
    page.get_by_label("Wer hat nachgefragt?").fill(town.our_faction.name)
    page.get_by_label("Zu Frage Nummer").fill("2")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Zuordnung ist berichtigt.")).to_be_visible()
    expect(page.get_by_text(f"{town.our_faction.name} zu Frage 2")).to_be_visible()
    assert seed_table.entered(SECOND)["questions"][7][3] == [6]
    assert seed_table.entered(SECOND)["questions"][2][3] == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_pages_for_settling_are_accessible(town, people, width):
    page = people.window("clerk", width=width)
    found = {}
    for name in (FIRST, SECOND):
        read(page, name)
        page.locator("#id_title").fill("")
        take(page)
        expect(page.get_by_role("alert")).to_be_visible()
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        found[name] = faults(page)
    page.locator("#id_title").fill("Strategie")
    take(page)
    page.get_by_role("link", name="Zuordnung berichtigen").click()
    found["passages"] = faults(page)
    page.goto("/papers/import/")
    found["import"] = faults(page)

    assert {where: some for where, some in found.items() if some} == {}
