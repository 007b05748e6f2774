"""A folder is taken along: loaded, read, searched and annotated without network, brought back, and wiped."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from collaboration import anchoring
from collaboration.actions import notes
from collaboration.models import Note
from council.actions import rules
from council.models import User
from documents import vault
from documents.actions import consultations, papers
from tests import factories
from tests.browser.conftest import FLAGS, PATIENCE, chromium, until
from tests.browser.faults import faults
from tests.documents import pdfs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPENED = """new Promise((resolve) => {
  indexedDB.open("sitzungsmappen").onsuccess = ({ target: { result: db } }) => {
    db.transaction("parts").objectStore("parts").getAll().onsuccess = ({ target }) => (db.close(), resolve(target.result));
  };
})"""
CLOSED = f"{OPENED}.then((parts) => parts.filter((part) => part.closed).length)"
STORED = """new Promise((resolve) => {
  indexedDB.open("sitzungsmappen").onsuccess = ({ target: { result: db } }) => {
    const stores = [...db.objectStoreNames];
    const asked = db.transaction(stores);
    const found = stores.map((name) => asked.objectStore(name).getAll());
    asked.oncomplete = () => (db.close(), resolve(found.flatMap(({ result }) => result)));
  };
}).then((rows) => rows.map((row) => JSON.stringify(row) + (row.sealed ? new TextDecoder().decode(row.sealed) : "")).join(""))"""
LYING = """(names) => new Promise((resolve) => {
  indexedDB.open("sitzungsmappen").onsuccess = ({ target: { result: db } }) => {
    const asked = db.transaction(["parts", "changes", "folders", "keys"]);
    const rows = ["parts", "changes", "folders"].map((name) => asked.objectStore(name).getAll());
    const keys = names.map((name) => asked.objectStore("keys").get(name));
    asked.oncomplete = () => (db.close(), resolve([rows.flatMap(({ result }) => result), keys.map(({ result }) => result)]));
  };
}).then(async ([rows, keys]) => {
  const read = ({ iv, sealed }) => keys.filter(Boolean).map((key) =>
    crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed).then((bytes) => new TextDecoder().decode(bytes), () => ""));
  const words = rows.filter(({ sealed, kind }) => sealed && kind !== "file").flatMap(read);
  return [...rows.map((row) => JSON.stringify(row)), ...(await Promise.all(words))].join("\\n");
})"""
OVERDUE = """new Promise((resolve) => {
  indexedDB.open("sitzungsmappen").onsuccess = ({ target: { result: db } }) => {
    const changed = db.transaction("folders", "readwrite");
    const store = changed.objectStore("folders");
    store.getAll().onsuccess = ({ target }) => store.put({ ...target.result[0], closedUntil: "2020-01-01T00:00:00Z" });
    changed.oncomplete = () => (db.close(), dispatchEvent(new Event("online")), resolve());
  };
})"""
WORKS = "navigator.serviceWorker.controller !== null"  # from then on the page opens without network
SYNC = "**/folders/sync/"


@pytest.fixture
def meeting(cast):
    """A meeting of two items: a paper with a file and two notes, and one without anything."""
    meeting = factories.meeting(cast.committee, name="7. Sitzung")
    paper = factories.paper(
        name="Radweg an der Mühlgasse",
        reference="101.20.5",
        text="Der Radweg wird gebaut.\n\nDie Kosten trägt die Stadt zur Hälfte.\n\nBaubeginn ist im Herbst.",
    )
    item = factories.item(meeting, name="Radweg", number="1")
    factories.item(meeting, name="Verschiedenes", number="2")
    consultations.schedule(papers.refer(paper, to=cast.committee, by=None), item=item, by=None)
    stored = vault.store(BytesIO(pdfs.written("Kosten des Radwegs: 40.000 Euro")), max_bytes=10**6)
    factories.file(
        name="Kostenplan", paper=paper, sha512=stored.sha512, size=stored.size, pages=("Kostenplan: Straßenbäume",)
    )
    note_on(paper, 2, "Wie hoch?", circle="private", by=cast.councillor)
    note_on(paper, 1, "Endlich.", circle="faction", by=cast.colleague)
    note_on(paper, 1, "Nur für die Bürgerliste.", circle="faction", by=cast.rival)
    return meeting


def note_on(paper, block, text, *, circle, by):
    from documents import text as canonical

    version = paper.versions.get()
    found = canonical.blocks(version.text)[block - 1]
    selector = anchoring.describe(version.text, found.start, found.end)
    return notes.write(version, selector=selector, text=text, circle=circle, by=by)


class Tablet:
    """A browser with a folder of its own on the disk, that can be closed and opened again."""

    def __init__(self, browser, server, folder):
        self._chromium, self._server, self._folder = browser.browser_type, server, folder
        self.open()

    def open(self, *, offline=False):
        self.context = self._chromium.launch_persistent_context(
            self._folder,
            executable_path=chromium(),
            args=FLAGS,
            base_url=self._server.url,
            viewport={"width": 1280, "height": 900},
            locale="de-DE",
            timeout=3 * PATIENCE,
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.set_offline(offline)
        self.page = self.context.pages[0]

    def close(self):
        self.context.close()

    def sign_in(self, name):
        client, cookie = Client(), settings.SESSION_COOKIE_NAME
        backend = settings.AUTHENTICATION_BACKENDS[0]
        client.force_login(User.objects.get(email=f"{name}@example.org"), backend=backend)
        value = client.cookies[cookie].value
        self.context.clear_cookies()
        expires = {"expires": 4_000_000_000}
        self.context.add_cookies([{"name": cookie, "value": value, "url": self._server.url} | expires])


@pytest.fixture
def tablet(browser, server, tmp_path):
    opened = Tablet(browser, server, tmp_path / "tablet")
    yield opened
    opened.close()


def lying(page, key):
    """All that can be read on the device: what lies there unsealed, and what opens with this key ("open", "closed")."""
    return page.evaluate(LYING, [key])


def write(page, pane, *, paragraph, text, circle):
    pane.get_by_role("button", name=f"Absatz {paragraph} kommentieren").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ihre Anmerkung").fill(text)
    dialog.get_by_role("radio", name=circle).check()
    assert faults(page, width=1280) == []
    dialog.get_by_role("button", name="Speichern").click()
    expect(pane).to_contain_text(text)


def load(page, meeting):
    page.goto(meeting.get_absolute_url())
    page.get_by_role("button", name="Mappe laden").click()
    page.get_by_role("link", name="Mappe öffnen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("7. Sitzung")
    page.wait_for_function(WORKS)


def test_folder_is_read_searched_and_annotated_without_network_and_brought_back(cast, meeting, tablet):
    tablet.sign_in("councillor")
    load(tablet.page, meeting)
    folder = tablet.page.url
    tablet.context.set_offline(True)
    tablet.page.reload()
    page = tablet.page
    left, right = page.get_by_role("region", name="Linke Hälfte"), page.get_by_role("region", name="Rechte Hälfte")
    expect(left).to_contain_text("Verschiedenes")
    expect(right).to_contain_text("Die Kosten trägt die Stadt zur Hälfte.")
    expect(right).to_contain_text("Wie hoch?")
    expect(right).to_contain_text("Endlich.")
    assert "Bürgerliste" not in page.content()
    assert [faults(page, width=width) for width in (360, 1280)] == [[], []]

    left.get_by_role("searchbox").fill("strassenbaum")
    expect(left.get_by_role("status")).to_have_text("Eine Stelle in dieser Mappe.")
    left.get_by_role("button", name="Kostenplan").first.click()
    expect(right).to_contain_text("Kostenplan: Straßenbäume")
    right.get_by_role("button", name="Nächster").click()
    expect(right).to_contain_text("Zu diesem Punkt liegen keine Unterlagen")
    right.get_by_role("button", name="Voriger").click()

    write(page, right, paragraph=3, text="Warum erst im Herbst?", circle="Ihre Fraktion")
    note = right.get_by_role("article").filter(has_text="Wie hoch?")
    note.get_by_role("button", name="Bearbeiten").click()
    page.get_by_role("dialog").get_by_label("Ihre Anmerkung").fill("Wie hoch genau?")
    page.get_by_role("dialog").get_by_role("button", name="Speichern").click()
    expect(right).to_contain_text("Wie hoch genau?")
    elsewhere = Note.objects.get(text="Wie hoch?")
    notes.edit(elsewhere, text="Wie hoch netto?", by=cast.councillor)
    tablet.close()

    tablet.open(offline=True)
    page = tablet.page
    page.goto(folder)
    right = page.get_by_role("region", name="Rechte Hälfte")
    expect(right).to_contain_text("Warum erst im Herbst?")
    expect(page.locator("[data-state]")).to_contain_text("2 Anmerkungen warten auf die Übertragung.")
    tablet.context.set_offline(False)
    page.reload()

    expect(page.locator("[data-state]")).to_contain_text("Eine Anmerkung braucht Ihre Entscheidung")
    written = Note.objects.get(text="Warum erst im Herbst?")
    assert (written.owner, written.audience, written.exact) == (cast.councillor, "faction", "Baubeginn ist im Herbst.")
    trouble = page.get_by_role("region", name="an zwei Stellen geändert").first
    expect(trouble).to_contain_text("Wie hoch genau?")
    expect(trouble).to_contain_text("Wie hoch netto?")
    assert "netto" not in page.evaluate(STORED)
    assert [faults(page, width=width) for width in (360, 1280)] == [[], []]
    trouble.get_by_role("button", name="Beide Texte behalten").click()
    expect(page.locator("[data-state]")).not_to_contain_text("Entscheidung")
    expect(page.locator("[data-state]")).not_to_contain_text("wartet")
    elsewhere.refresh_from_db()
    assert elsewhere.text == "Wie hoch netto?\n\n———\n\nWie hoch genau?"
    assert Note.objects.filter(owner=cast.councillor).count() == 2


def test_folder_shows_what_changed_since_it_was_read(cast, meeting, tablet):
    tablet.sign_in("councillor")
    load(tablet.page, meeting)
    paper = meeting.items.order_by("order").first().slot.consultation.paper
    factories.item(meeting, name="Nachtrag", number="3")
    papers.revise(paper, body_text=paper.versions.get().text.replace("Herbst", "Frühling"), by=cast.clerk)

    tablet.page.reload()

    news = tablet.page.locator(".folder-news")
    expect(news).to_contain_text("Antrag 101.20.5: Radweg an der Mühlgasse – Text geändert")
    expect(news).to_contain_text("TOP 3: Nachtrag – neuer oder geänderter Punkt")
    assert faults(tablet.page, width=1280) == []
    news.get_by_role("button", name="Radweg").first.click()
    changed = tablet.page.locator("[aria-label='Rechte Hälfte'] .block.changed")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("Baubeginn ist im Frühling.")

    news.get_by_role("button", name="Alles gesehen").click()
    expect(news).to_have_count(0)
    expect(changed).to_have_count(0)
    assert "Baubeginn ist im Herbst." not in lying(tablet.page, "open")


def test_document_that_did_not_change_is_left_alone_when_others_do(cast, meeting, tablet):
    tablet.sign_in("councillor")
    page = tablet.page
    load(page, meeting)
    paper = meeting.items.order_by("order").first().slot.consultation.paper
    left, right = page.get_by_role("region", name="Linke Hälfte"), page.get_by_role("region", name="Rechte Hälfte")
    left.get_by_role("combobox").select_option(f"paper-{paper.key}")
    right.get_by_role("combobox").select_option(f"file-{paper.files.get().key}")
    right.get_by_role("button", name="Original hier zeigen").click()
    page.route(SYNC, lambda route: route.abort())
    write(page, left, paragraph=3, text="Warum erst im Herbst?", circle="Nur Sie")
    expect(page.locator("[data-state]")).to_contain_text("Ohne Netz")
    original = right.locator("iframe")
    original.evaluate("(frame) => (frame.dataset.same = 'yes', frame.focus())")

    factories.item(meeting, name="Nachtrag", number="3")
    page.unroute(SYNC)
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(left.get_by_role("combobox")).to_contain_text("Nachtrag")
    expect(left).not_to_contain_text("wird übertragen")
    assert page.evaluate("document.activeElement.dataset.same") == "yes"
    left.get_by_role("combobox").select_option("agenda")
    expect(left).to_contain_text("TOP 3: Nachtrag – neuer oder geänderter Punkt")


def test_leaving_the_account_empties_the_device(cast, meeting, tablet):
    tablet.sign_in("councillor")
    load(tablet.page, meeting)

    assert [faults(tablet.page, width=width) for width in (360, 1280) if tablet.page.goto("/folders/")] == [[], []]
    tablet.page.goto("/desk/")
    tablet.page.get_by_role("button", name="Abmelden").click()
    expect(tablet.page.get_by_role("link", name="Anmelden")).to_be_visible()

    assert tablet.page.evaluate("Promise.all([indexedDB.databases(), caches.keys()])") == [[], []]
    tablet.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        tablet.page.goto(f"{meeting.get_absolute_url()}folder/")


def keep_from_sending(page, *, circle="Nur Sie", text="Unterwegs geschrieben."):
    page.route(SYNC, lambda route: route.abort())
    write(page, page.get_by_role("region", name="Rechte Hälfte"), paragraph=1, text=text, circle=circle)
    expect(page.locator("[data-state]")).to_contain_text("Eine Anmerkung wartet auf die Übertragung.")


def test_what_waits_is_kept_in_its_dialog_where_there_is_no_room_and_sent_before_signing_out(cast, meeting, tablet):
    tablet.sign_in("councillor")
    page, asked = tablet.page, []
    load(page, meeting)
    right = page.get_by_role("region", name="Rechte Hälfte")
    page.route(SYNC, lambda route: route.abort())
    right.get_by_role("button", name="Absatz 1 kommentieren").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ihre Anmerkung").fill("Unterwegs geschrieben.")
    page.evaluate("""() => {
      globalThis.put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...all) {
        if (this.name === "changes") throw new DOMException("voll", "QuotaExceededError");
        return globalThis.put.apply(this, all);
      };
    }""")
    dialog.get_by_role("button", name="Speichern").click()
    expect(dialog.get_by_role("alert")).to_contain_text("nicht genug Platz")
    page.evaluate("() => { IDBObjectStore.prototype.put = globalThis.put; }")
    dialog.get_by_role("button", name="Speichern").click()
    expect(page.locator("[data-state]")).to_contain_text("Eine Anmerkung wartet auf die Übertragung.")

    page.goto("/desk/")
    page.unroute(SYNC)
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("link", name="Anmelden")).to_be_visible()

    assert asked == []
    assert Note.objects.get(text="Unterwegs geschrieben.").owner == cast.councillor
    assert page.evaluate("Promise.all([indexedDB.databases(), caches.keys()])") == [[], []]


def test_note_changed_twice_in_a_row_stands_against_nobody(cast, meeting, tablet):
    tablet.sign_in("councillor")
    page = tablet.page
    load(page, meeting)
    right = page.get_by_role("region", name="Rechte Hälfte")
    expect(page.locator("[data-state]")).to_contain_text("Verbunden")
    page.route(SYNC, lambda route: (route.fetch(), route.abort()))  # taken in, but the answer is lost
    reword(page, right.get_by_role("article").filter(has_text="Wie hoch?"), "Wie hoch genau?")
    expect(page.locator("[data-state]")).to_contain_text("Ohne Netz")
    reword(page, right.get_by_role("article").filter(has_text="Wie hoch genau?"), "Wie hoch, und wer zahlt?")
    expect(right).to_contain_text("Wie hoch, und wer zahlt?")
    expect(page.locator("[data-state]")).to_contain_text("2 Anmerkungen warten")
    page.unroute(SYNC)
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("[data-state]")).not_to_contain_text(re.compile("wartet|warten|Ohne Netz"))
    expect(page.locator("[data-state]")).not_to_contain_text("Entscheidung")
    assert Note.objects.get(owner=cast.councillor).text == "Wie hoch, und wer zahlt?"


def reword(page, note, text):
    note.get_by_role("button", name="Bearbeiten").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ihre Anmerkung").fill(text)
    dialog.get_by_role("button", name="Speichern").click()


def test_list_of_folders_sends_what_waits_and_shows_what_was_refused_to_nobody_else(cast, meeting, tablet):
    tablet.sign_in("councillor")
    load(tablet.page, meeting)
    keep_from_sending(tablet.page)
    paper = meeting.items.order_by("order").first().slot.consultation.paper
    type(paper).objects.filter(pk=paper.pk).update(audience="administration")

    tablet.page.goto("/folders/")
    tablet.page.unroute(SYNC)
    tablet.page.reload()

    trouble = tablet.page.get_by_role("region", name="nicht übernommen")
    expect(trouble).to_contain_text("Das gibt es nicht mehr, oder Sie dürfen es nicht mehr lesen.")
    expect(trouble).to_contain_text("Unterwegs geschrieben.")

    cookies = tablet.context.cookies()
    tablet.context.clear_cookies()
    tablet.page.reload()
    shelf = tablet.page.locator("[data-shelf]")
    expect(shelf).to_contain_text("Eine Anmerkung liegt auf diesem Gerät. Bitte melden Sie sich an.")
    expect(shelf).not_to_contain_text("Unterwegs")
    tablet.context.set_offline(True)
    tablet.page.reload()  # without network, too
    expect(shelf).to_contain_text("Bitte melden Sie sich an.")
    expect(shelf).not_to_contain_text("Unterwegs")
    tablet.context.set_offline(False)
    tablet.context.add_cookies(cookies)
    tablet.page.reload()
    expect(trouble).to_contain_text("Unterwegs geschrieben.")

    type(paper).objects.filter(pk=paper.pk).update(audience="public")
    again = trouble.get_by_role("button", name="Noch einmal versuchen")
    again.evaluate("(button) => (button.click(), button.click())")
    expect(trouble).to_have_count(0)
    expect(shelf).not_to_contain_text("wartet")
    tablet.page.reload()  # whatever was kept twice would be sent now
    expect(tablet.page.get_by_role("button", name="Mappe laden")).to_be_visible()
    assert Note.objects.filter(text="Unterwegs geschrieben.").count() == 1


def test_load_under_way_brings_nothing_back_to_a_device_that_was_left(cast, meeting, tablet):
    tablet.sign_in("councillor")
    page, held = tablet.page, []
    page.route("**/folder/files/**", lambda route: held.append((route, route.fetch())))
    page.goto(meeting.get_absolute_url())
    page.get_by_role("button", name="Mappe laden").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    other = tablet.context.new_page()
    other.goto("/desk/")
    page.wait_for_function("() => document.querySelector('progress').value > 0")
    until(page, lambda: bool(held))  # the file was given to the account that is still signed in
    other.get_by_role("button", name="Abmelden").click()
    expect(other.get_by_role("link", name="Anmelden")).to_be_visible()

    [(route, response)] = held
    route.fulfill(response=response)
    expect(page.locator("[data-folder-of]").get_by_role("alert")).to_contain_text("liegt keine Mappe")

    assert other.evaluate("Promise.all([indexedDB.databases(), caches.keys()])") == [[], []]
    assert other.evaluate("navigator.serviceWorker.getRegistrations().then(({ length }) => length)") == 0


def test_pages_keep_their_styles_where_the_worker_lost_its_cache(cast, meeting, tablet):
    tablet.sign_in("councillor")
    load(tablet.page, meeting)
    page = tablet.page
    page.goto("/papers/")
    page.wait_for_function(WORKS)
    page.evaluate("caches.keys().then((keys) => Promise.all(keys.map((key) => caches.delete(key))))")

    style = "document.querySelector('link[rel=stylesheet]').href"
    assert page.evaluate(f"fetch({style}, {{ cache: 'reload' }}).then(({{ ok }}) => ok, () => false)")


def test_another_account_on_the_device_finds_nothing(cast, meeting, tablet):
    tablet.sign_in("councillor")
    load(tablet.page, meeting)
    left_open = tablet.page
    tablet.page = tablet.context.new_page()
    tablet.sign_in("rival")

    tablet.page.goto("/papers/")
    tablet.page.wait_for_function("async () => (await indexedDB.databases()).length === 0")

    tablet.page.goto(f"{meeting.get_absolute_url()}folder/")
    expect(tablet.page.get_by_role("button", name="Mappe laden")).to_be_visible()
    left_open.bring_to_front()
    left_open.evaluate("dispatchEvent(new Event('online'))")
    expect(left_open.get_by_role("button", name="Mappe laden")).to_be_visible()
    assert "Radweg" not in left_open.content()


def test_loss_of_the_seat_takes_the_factions_notes_off_the_device(cast, meeting, tablet):
    tablet.sign_in("councillor")
    load(tablet.page, meeting)
    stored = vault.store(BytesIO(b"%PDF-1.7" + bytes(3_100_000)), max_bytes=10**7)  # more than is fetched unasked
    paper = meeting.items.order_by("order").first().slot.consultation.paper
    factories.file(name="Gutachten", paper=paper, sha512=stored.sha512, size=stored.size)
    cast.councillor.person.memberships.filter(organization=cast.our_faction).update(end_date="2026-01-01")

    tablet.page.reload()

    right = tablet.page.get_by_role("region", name="Rechte Hälfte")
    expect(right).to_contain_text("Wie hoch?")
    expect(right).not_to_contain_text("Endlich.")


def test_what_was_open_and_became_closed_is_read_with_the_open_key_no_more(cast, meeting, tablet):
    rules.enact("folder.closed", True, valid_from=date(2020, 1, 1), legal_basis="Dienstanweisung", by=None)
    type(meeting).objects.filter(pk=meeting.pk).update(date=timezone.localdate())
    factories.item(meeting, name="Hallenbad", number="3")
    tablet.sign_in("councillor")
    load(tablet.page, meeting)
    expect(tablet.page.locator("[data-state]")).to_contain_text("Verbunden")
    before = lying(tablet.page, "open")
    hidden = {"audience": "body", "audience_organization": cast.committee}
    meeting.items.filter(name="Hallenbad").update(**hidden)
    stored = vault.store(BytesIO(b"%PDF-1.7" + bytes(3_100_000)), max_bytes=10**7)  # more than is fetched unasked
    late = factories.file(name="Gutachten", sha512=stored.sha512, size=stored.size)
    late.meeting_files.create(meeting=meeting)
    tablet.page.reload()
    left = tablet.page.get_by_role("region", name="Linke Hälfte")
    expect(tablet.page.get_by_role("button", name="Jetzt laden")).to_be_visible()
    expect(left).to_contain_text("Hallenbad")
    bare = lying(tablet.page, "open")

    item = meeting.items.order_by("order").first()
    paper = item.slot.consultation.paper
    type(paper).objects.filter(pk=paper.pk).update(**hidden)
    paper.files.update(**hidden)
    meeting.items.filter(pk=item.pk).update(**hidden)
    tablet.page.reload()
    expect(left.locator(".folder-item").first).to_contain_text("nichtöffentlich")

    assert [words in before for words in ("Hallenbad", "Radweg", "Kostenplan", "Wie hoch?")] == [True] * 4
    assert [words in bare for words in ("Hallenbad", "Radweg")] == [False, True]
    after = lying(tablet.page, "open")
    assert [words in after for words in ("Hallenbad", "Radweg", "Kostenplan", "Wie hoch?")] == [False] * 4
    assert "Radweg" in lying(tablet.page, "closed")
    tablet.page.route(SYNC, lambda route: route.abort())
    write(
        tablet.page,
        tablet.page.get_by_role("region", name="Rechte Hälfte"),
        paragraph=2,
        text="Woher?",
        circle="Nur Sie",
    )
    expect(tablet.page.locator("[data-state]")).to_contain_text("Eine Anmerkung wartet")
    assert [words in lying(tablet.page, "open") for words in ("Woher?", "Die Kosten")] == [True, False]


def test_closed_matter_is_sealed_by_the_sign_in_and_goes_with_its_time(cast, meeting, tablet):
    rules.enact("folder.closed", True, valid_from=date(2020, 1, 1), legal_basis="Dienstanweisung", by=None)
    type(meeting).objects.filter(pk=meeting.pk).update(date=timezone.localdate())
    factories.item(meeting, name="Grundstück am Hang", audience="body", audience_organization=cast.committee)
    tablet.sign_in("councillor")
    load(tablet.page, meeting)
    left = tablet.page.get_by_role("region", name="Linke Hälfte")
    expect(left).to_contain_text("Grundstück am Hang")
    assert "Grundstück" not in tablet.page.evaluate(STORED)
    assert ["Grundstück" in lying(tablet.page, key) for key in ("open", "closed")] == [False, True]

    expect(tablet.page.locator("[data-state]")).to_contain_text("Verbunden")
    folder = tablet.page.url
    tablet.context.set_offline(True)
    tablet.page.evaluate(OVERDUE)
    expect(left).not_to_contain_text("Grundstück am Hang")
    expect(left).to_contain_text("Radweg")
    assert "Grundstück" not in lying(tablet.page, "closed")
    tablet.context.set_offline(False)
    tablet.page.reload()
    expect(left).to_contain_text("Grundstück am Hang")
    tablet.sign_in("councillor")
    tablet.page.goto("/papers/")  # another sign-in: what the first one sealed is gone, until this one loads it again
    tablet.page.wait_for_function(f"async () => (await {CLOSED}) === 0")
    tablet.page.goto(folder)
    expect(left).to_contain_text("Grundstück am Hang")
    expect(tablet.page.locator("[data-state]")).to_contain_text("Verbunden")
    tablet.context.set_offline(True)
    tablet.page.goto("about:blank")
    tablet.page.clock.install(time=timezone.now() + timedelta(days=4))
    tablet.page.goto(folder)
    expect(left).to_contain_text("Radweg")
    expect(left).not_to_contain_text("Grundstück am Hang")
    assert tablet.page.evaluate(CLOSED) == 0
    assert "Grundstück" not in tablet.page.evaluate(STORED)
    assert ["Grundstück" in lying(tablet.page, key) for key in ("open", "closed")] == [False, False]


def test_broken_load_goes_on_where_it_stopped_and_altered_bytes_never_count(cast, meeting, people):
    page, files, asked = people.window("councillor"), "**/folder/files/**", []
    page.goto(meeting.get_absolute_url())
    box = page.locator("[data-folder-of]")

    page.route(files, lambda route: route.abort())
    page.get_by_role("button", name="Mappe laden").click()
    expect(box.get_by_role("alert")).to_contain_text("Die Verbindung brach ab.")
    page.unroute(files)
    page.route(files, lambda route: route.fulfill(body="%PDF-1.7 untergeschoben"))
    page.get_by_role("button", name="Weiter laden").click()
    expect(box.get_by_role("alert")).to_contain_text("Ein Teil kam nicht so an, wie er abging.")
    page.unroute(files)
    page.on("request", lambda request: asked.append(request.url.rpartition("/folder/")[2]))
    page.get_by_role("button", name="Weiter laden").click()

    expect(page.get_by_role("link", name="Mappe öffnen")).to_be_visible()
    kept = meeting.items.order_by("order").first().slot.consultation.paper.files.get()
    mine = [url for url in asked if url.startswith(("package/", "texts/", "files/"))]
    assert mine == ["package/", f"files/{kept.key}/"]


def test_nothing_is_kept_of_public_pages_where_no_folder_is(cast, meeting, people):
    page = people.window()
    page.goto(meeting.get_absolute_url())
    page.goto("/papers/")

    kept = page.evaluate(
        "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])"
    )
    assert kept == [[], [], []]
