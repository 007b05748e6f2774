"""From the office to the citizen: planned, uploaded, published, found; asked, handed in, admitted, answered."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from documents.print import press, sheets
from tests import inviting
from tests.browser.conftest import no_complaints

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RARE = "Findlingsmauer"
LINES = [f"{number}. Abschnitt der Planung: Breite, Gefälle und Belag bleiben wie bisher." for number in range(1, 61)]


@pytest.fixture
def pdf(tmp_path):
    """A real report of the press whose rare word stands behind the first page."""
    blocks = [sheets.Block(text=line) for line in [*LINES, f"Am Ende des Weges steht eine {RARE} aus Basalt."]]
    made = tmp_path / "erlaeuterung.pdf"
    made.write_bytes(
        press.sheet(
            sheets.PaperSheet(
                city="Falkenbrück", issuer="Der Magistrat", kind="Bericht", title="Weg am Anger", blocks=tuple(blocks)
            )
        )
    )
    return made


def search(page, word):
    page.goto("/")
    page.get_by_role("main").get_by_label("Suchbegriff").fill(word)
    page.get_by_role("main").get_by_role("button", name="Suchen").click()
    page.wait_for_url("**/search/**")


def search_until_found(page, word):
    """The page of hits, as soon as the text was read and the index has it."""
    deadline = time.monotonic() + 120
    while True:
        search(page, word)
        if page.locator(".result").count():
            return page.locator(".result")
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(300)


def plan_meeting(page, body):
    page.goto("/desk/")
    page.get_by_role("link", name="Sitzung planen").click()
    page.get_by_label("Gremium").select_option(label=body)
    page.get_by_label("Tag").fill((timezone.localdate() + timedelta(days=14)).isoformat())
    page.get_by_label("Beginn").fill("16:00")
    page.get_by_role("button", name="Sitzung planen").click()
    expect(page.locator(".messages")).to_contain_text("Die Sitzung „1. öffentliche Sitzung“ ist geplant.")
    return page.url


def add_item(page, name):
    page.get_by_role("link", name="Tagesordnung bearbeiten").click()
    page.get_by_role("link", name="Punkt hinzufügen").first.click()
    page.get_by_label("Worum es geht").fill(name)
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.locator(".meeting-agenda")).to_contain_text(name)


def record_paper(page, name):
    page.goto("/desk/")
    page.get_by_role("link", name="Altvorgang erfassen").click()
    page.get_by_label("Titel").fill(name)
    page.get_by_label("Art").select_option(label="Bericht")
    page.get_by_label("Text").fill("Der Bericht liegt als Datei bei.")
    page.get_by_role("button", name="Erfassen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


def upload(page, path, *, name):
    page.get_by_role("link", name="Datei hinzufügen").click()
    page.get_by_label("Datei", exact=True).set_input_files(path)
    page.get_by_label("Bezeichnung").fill(name)
    page.get_by_label("Was ist es?").select_option(label="Hauptdokument")
    page.get_by_role("button", name="Datei speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


def publish_once_looked_through(page, file):
    """The file is public when the office has seen what of it everybody would get."""
    page.goto(file)
    page.get_by_role("link", name="Prüfung ansehen und entscheiden").click()
    page.wait_for_load_state()
    ready = page.get_by_role("button", name="Geprüft, veröffentlichen")
    deadline = time.monotonic() + 120
    while not ready.count():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(300)
        page.reload()
    expect(page.get_by_role("main")).to_contain_text("Nichts Verborgenes auf den Seiten")
    ready.click()
    expect(page.locator(".messages")).to_be_visible()


def test_citizen_finds_the_published_paper_by_a_word_inside_its_pdf(cast, people, pdf):
    clerk = people.window()
    people.sign_in(clerk, "clerk")
    phone = people.window(width=360, height=740, has_touch=True, is_mobile=True)
    with no_complaints(clerk):
        meeting = plan_meeting(clerk, "Ausschuss für Umwelt und Energie")
        add_item(clerk, "Weg am Anger erneuern")
        paper = record_paper(clerk, "Weg am Anger")
        file = upload(clerk, pdf, name="Erläuterung zum Weg")
        search_until_found(clerk, RARE)

        # What is not published yet is read and found by the office, and by nobody else.
        search(phone, RARE)
        expect(phone.get_by_role("main")).to_contain_text("Nichts gefunden")
        assert [phone.goto(address).status for address in (meeting, paper, file, f"{file}view")] == [404] * 4
        phone.goto("/meetings/")
        expect(phone.get_by_role("main")).not_to_contain_text("1. öffentliche Sitzung")

        clerk.goto(paper)
        clerk.get_by_role("button", name="Veröffentlichen").click()
        expect(clerk.locator(".messages")).to_contain_text("Die Vorlage ist jetzt für alle lesbar.")
        publish_once_looked_through(clerk, file)
        clerk.goto(meeting)
        inviting.reach()
        clerk.get_by_role("link", name="Einladen").click()
        clerk.get_by_role("button", name="Ja, jetzt einladen").click()
        expect(clerk.locator(".messages")).to_contain_text("bereitgestellt für")

    with no_complaints(phone):
        hit = search_until_found(phone, RARE)
        expect(hit).to_have_count(1)
        expect(hit.locator("mark").first).to_have_text(RARE)
        hit.get_by_role("link", name="Erläuterung zum Weg").tap()
        leaf = phone.locator(".leaf-text", has_text=RARE)
        number = leaf.get_attribute("id").removeprefix("seite-")
        assert int(number) > 1
        phone.wait_for_url(f"**/files/*/?seite={number}#seite-{number}")
        expect(leaf.get_by_role("heading").first).to_be_in_viewport()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        phone.get_by_role("main").get_by_role("link", name="Weg am Anger").first.tap()
        phone.wait_for_url(paper)

        phone.goto("/meetings/")
        phone.get_by_role("link", name="1. öffentliche Sitzung").first.tap()
        expect(phone.locator("#agenda")).to_contain_text("Weg am Anger erneuern")


def focus_is_visible(page):
    """Whether what has the focus, or the row it stands for, is framed or shaded now."""
    return page.evaluate(
        """() => {
          for (let part = document.activeElement; part && part !== document.body; part = part.parentElement) {
            const style = getComputedStyle(part);
            if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return true;
            if (style.boxShadow !== "none") return true;
          }
          return false;
        }"""
    )


def tab_to(page, target):
    """Press Tab until the target has the focus; on the way the focus is never lost from sight."""
    expect(target).to_be_visible()
    for _ in range(80):
        page.keyboard.press("Tab")
        assert focus_is_visible(page), page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("target => target === document.activeElement"):
            return
    raise AssertionError(f"Mit der Tabulatortaste nicht zu erreichen: {target}")


def ask_on_tablet(page):
    page.goto("/desk/")
    page.get_by_role("link", name="Neue Anfrage").tap()
    page.get_by_label("Titel").fill("Wilde Ablagerungen am Weidenweg")
    page.get_by_label("Wir fragen den Magistrat").fill(
        "1. Wie oft wurde geräumt?\n2. Was hat das gekostet?\n3. Wann werden Behälter aufgestellt?"
    )
    page.get_by_label("Um schriftliche Antwort wird gebeten").tap()
    page.get_by_role("button", name="Entwurf speichern").tap()
    expect(page.locator(".messages")).to_contain_text("Nur Sie sehen ihn, bis Sie ihn einreichen.")
    page.get_by_role("button", name="Einreichen").tap()
    expect(page.locator(".messages")).to_contain_text("Das Büro prüft die Anfrage.")


def pass_on(page, *, committee, office):
    page.goto("/desk/")
    page.get_by_role("link", name="Wilde Ablagerungen am Weidenweg").click()
    page.get_by_role("button", name="Zulassen und Nummer geben").click()
    expect(page.locator(".messages")).to_contain_text("Zugelassen unter der Nummer 101.20.1.")
    page.get_by_role("link", name="An einen Ausschuss überweisen").click()
    page.get_by_label("Ausschuss").select_option(label=committee)
    page.get_by_role("button", name="Überweisen").click()
    expect(page.locator(".messages")).to_contain_text(f"Überwiesen an: {committee}.")
    page.get_by_role("link", name="Antwort anfordern").click()
    page.get_by_label("Zuständiges Amt oder Dezernat").select_option(label=office)
    page.get_by_role("button", name="Weiterleiten").click()
    expect(page.locator(".messages")).to_contain_text("Die Anfrage liegt beim Magistrat.")


def answer_by_keyboard(page, words):
    page.goto("/desk/")
    tab_to(page, page.get_by_role("link", name="Wilde Ablagerungen am Weidenweg"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/**")
    tab_to(page, page.get_by_role("link", name="Schriftlich antworten"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer/written/")
    tab_to(page, page.get_by_label("Antwort", exact=True))
    page.keyboard.insert_text(words)
    tab_to(page, page.get_by_role("button", name="Antwort speichern"))
    page.keyboard.press("Space")
    page.wait_for_url("**/papers/*/")
    expect(page.locator(".messages")).to_contain_text("Die Antwort ist gespeichert.")


def test_inquiry_goes_from_the_councillors_tablet_to_the_answer_written_by_keyboard_alone(cast, people):
    tablet = people.window("councillor", width=820, height=1180, has_touch=True)
    clerk, officer = people.window("clerk"), people.window("officer")
    with no_complaints(tablet), no_complaints(clerk), no_complaints(officer):
        ask_on_tablet(tablet)
        pass_on(clerk, committee="Ausschuss für Umwelt und Energie", office="Tiefbauamt")
        answer_by_keyboard(officer, "[1, 2] Zwölfmal, für zusammen 8.400 Euro.\n\n[3] Im kommenden Frühjahr.")

        tablet.goto("/inquiries/")
        tablet.get_by_role("link", name="Wilde Ablagerungen am Weidenweg").tap()
        tablet.wait_for_url("**/papers/*/")
        answered = [tablet.locator(f"#frage-{number} .passage p").all_inner_texts() for number in (1, 2, 3)]
        assert answered == [
            ["Zwölfmal, für zusammen 8.400 Euro."],
            ["Zwölfmal, für zusammen 8.400 Euro."],
            ["Im kommenden Frühjahr."],
        ]
        assert tablet.evaluate("document.documentElement.scrollWidth") <= 820
        fold = clerk.locator("#frage-3")
        clerk.goto(tablet.url)
        fold.get_by_text("Stand setzen").click()
        fold.get_by_label("Stand", exact=True).select_option(label="beantwortet")
        fold.get_by_role("button", name="Setzen").click()
        expect(fold.locator(".badge").first).to_have_text("beantwortet")
