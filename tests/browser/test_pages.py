"""Every kind of page: no fault that axe finds, no sideways scrolling, no complaint, and no word to another host."""

import re
from datetime import date
from itertools import chain
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import expect

from collaboration import anchoring
from collaboration.actions import notes, subscriptions
from council import journal, readings, residents
from council.actions import agenda, bodies, meetings
from council.models import District
from council.states import Audience, BodyKind
from documents.actions import consultations, hearings, inspections, papers, referrals
from documents.models import File, Finding, Inspection, Paper
from documents.search import indexing
from documents.states import ConsultationRole, PaperState, PaperType
from documents.ways import Stage
from motions.actions import inquiries, promises
from motions.actions.inquiries import NewAnswer, NewFollowUp, NewPassage, NewQuestion
from motions.models import ImportRemark, ImportRun, ImportSource, Inquiry, Promise
from tests import factories
from tests.browser.conftest import no_complaints
from tests.browser.faults import faults, overflow
from tests.browser.looked_at import LOOKED_AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, TABLET, DESK = 360, 820, 1280


class Town:
    """A small town with one of everything that has a page."""

    def __init__(self, cast) -> None:
        self.cast = cast
        self.seat = cast.councillor.person.memberships.get(organization=cast.committee)
        self.paper = factories.paper(
            name="Radweg an der Mühlgasse",
            reference="101.20.5",
            text="# Beschluss\n\nDer Radweg wird gebaut.\n\n1. bald\n2. breit\n\nDie Kosten trägt die Stadt.",
        )
        self.file = factories.file(
            paper=self.paper, name="Lageplan zum Radweg", pages=("Der Radweg ist drei Meter breit.", "Er ist rot.")
        )
        self.waiting = factories.paper(name="Bänke am Fluss", reference="101.20.9")
        self.closed = factories.paper(name="Grundstück Weidenweg", audience=Audience.MEMBERS)
        readings.note(cast.councillor, "paper", [self.closed])
        (self.hearing, *_) = self._way()
        self.meeting = self._meeting()
        self.inquiry = self._inquiry()
        subscriptions.follow({"paper": self.paper}, by=cast.citizen)
        self.presented = self._presented()
        self.run = self._run()
        self.promise = promises.record(
            Promise(
                organization=cast.assembly,
                item=self.item,
                text="Der Bericht kommt.",
                speaker_role="Stadtbaurätin",
                made_on=date(2026, 6, 1),
                condition="bis zum Herbst",
            ),
            by=cast.clerk,
        )
        self.draft = papers.draft(
            Paper(body=cast.town, paper_type=PaperType.MOTION, name="Bänke am Anger"),
            body_text="Bänke aufstellen.",
            by=cast.councillor,
        )
        self.former = factories.user("former", person=factories.person(name="Frau Ehemals"))
        self.district = bodies.enter(District(body=cast.town, name="Mitte", council=cast.district_council), by=None)
        for circle in (Audience.PRIVATE, Audience.FACTION, Audience.PUBLIC):
            self._note(circle)

    def _meeting(self):
        cast = self.cast
        made = factories.meeting(cast.assembly, name="7. öffentliche Sitzung")
        first, second, _ = (
            factories.item(made, number=f"I/{number}", name=name, part="I")
            for number, name in enumerate(("Mitteilungen", self.paper.name, "Spielplatz am Anger"), start=1)
        )
        closed = {"audience": Audience.BODY, "audience_organization": cast.assembly, "public": False}
        factories.item(made, number="I/4", name="Grundstück Weidenweg", part="I", **closed)
        consultation = papers.refer(self.paper, to=cast.assembly, by=cast.clerk)
        consultations.schedule(consultation, item=second, by=cast.clerk)
        meetings.publish_agenda(made, by=None)
        meetings.start(made, by=cast.clerk)
        agenda.call(first, by=cast.chair)
        agenda.close(first, result="noted", by=cast.chair)
        agenda.call(second, by=cast.chair)
        self.item = second
        return made

    def _presented(self) -> File:
        """A file with words beneath a bar, before everybody may read it."""
        office = {"audience": Audience.BODY, "audience_organization": self.cast.assembly_office}
        made = factories.file(paper=self.paper, name="Wertermittlung", **office)
        inspection = inspections.ask(made, by=self.cast.clerk)
        Inspection.objects.filter(pk=inspection.pk).update(outcome="grave", pages=["Verkehrswert: 1.766.400 Euro"])
        Finding.objects.create(inspection=inspection, kind="covered", page=1, text="1.766.400 Euro")
        return made

    def _run(self) -> ImportRun:
        """A run of an import that left something for the office to look at."""
        now = timezone.now()
        source = ImportSource.objects.create(address="https://oparl.example/system", created_at=now)
        counts = {"kinds": {"Paper": [3, 1, 0, 0, 1]}, "doubts": {"Datei liegt nicht vor": 1}}
        made = ImportRun.objects.create(
            source=source.address, of=source, state="done", counts=counts, started_at=now, seen_at=now, ended_at=now
        )
        fields = {"kind": "File", "origin": "https://oparl.example/file/1", "identity": "a" * 64}
        ImportRemark.objects.create(
            run=made, sort="doubt", group="Datei liegt nicht vor", message="Die Datei fehlt.", **fields
        )
        return made

    def _way(self):
        """A paper that is heard in the district, one that said something already, and one that waits for its day."""
        cast, paper = self.cast, self.waiting
        consultations.plan(paper, stages=[Stage(cast.assembly, ConsultationRole.DECISION)], by=cast.clerk)
        board = factories.organization(BodyKind.ADVISORY_BOARD, name="Seniorenbeirat")
        heard = [Stage(body, ConsultationRole.HEARING) for body in (cast.district_council, board)]
        stages = [*heard, Stage(cast.committee, ConsultationRole.PREPARATION, lead=True)]
        rows = list(referrals.refer(paper, to=stages, by=cast.clerk).consultations.order_by("order"))
        said = "Der Beirat wünscht sich Lehnen an allen Bänken. " * 10
        hearings.give(rows[1], stance="changes", text=said, on=timezone.localdate(), by=cast.clerk)
        return rows

    def _inquiry(self) -> Inquiry:
        paper = Paper(
            body=self.cast.town,
            paper_type=PaperType.INQUIRY,
            name="Wilde Ablagerungen",
            reference="101.20.6",
            state=PaperState.ANSWERED_WRITTEN,
            audience=Audience.PUBLIC,
            date=date(2026, 6, 1),
        )
        return inquiries.record(
            paper,
            by=None,
            body_text="Wir fragen den Magistrat:\n\n1. Wie oft?\n\n2. Wie teuer?",
            questions=[NewQuestion("Wie oft?", status="answered"), NewQuestion("Wie teuer?")],
            answers=[NewAnswer(mode="written", passages=[NewPassage("Zwölfmal.", questions=(1,))])],
            followups=[NewFollowUp("Und im Herbst?", asker_organization=self.cast.our_faction)],
            answer_due=date(2026, 7, 13),
            answer_mode_requested="written",
            answer_mode_actual="written",
        )

    def _note(self, circle: str) -> None:
        version = self.paper.versions.get(number=1)
        start = version.text.index("Die Kosten")
        selector = anchoring.describe(version.text, start, start + len("Die Kosten"))
        notes.write(version, selector=selector, text="Wer zahlt?", circle=circle, by=self.cast.councillor)

    def addresses(self) -> dict[str, list[str]]:
        """What each person opens; the empty name is nobody."""
        meeting, paper, inquiry = (thing.get_absolute_url() for thing in (self.meeting, self.paper, self.inquiry.paper))
        person = self.seat.person.get_absolute_url()
        return {
            "": [
                "/",
                "/meetings/",
                "/meetings/?past=1",
                meeting,
                f"{meeting}live/",
                f"{meeting}projector/",
                "/papers/",
                paper,
                self.file.get_absolute_url(),
                "/bodies/",
                "/people/",
                "/terms/",
                self.waiting.get_absolute_url(),
                self.cast.district_council.get_absolute_url(),
                self.cast.committee.get_absolute_url(),
                self.cast.assembly.get_absolute_url(),
                self.cast.our_faction.get_absolute_url(),
                self.cast.councillor.person.get_absolute_url(),
                "/districts/",
                self.district.get_absolute_url(),
                "/inquiries/",
                inquiry,
                "/search/",
                "/search/?q=Radweg",
                "/search/?q=Pferdefu%C3%9F",
                "/search/?q=Radweg+Pferdefu%C3%9F+von:2025",
                "/search/words/",
                "/news/",
                "/rules/",
                "/rules/inquiry.answer_rule/",
                "/open-data/",
                "/oparl/",
                "/sitemap/",
                "/privacy/",
                "/inquiries/statistics/",
                "/promises/",
                self.promise.get_absolute_url(),
                "/accounts/login/",
                "/accounts/signup/",
                "/accounts/password/reset/",
            ],
            "councillor": [
                "/desk/",
                paper,
                f"{paper}notes/new?block=2",
                inquiry,
                self.draft.get_absolute_url(),
                "/inquiries/new/",
                f"/inquiries/{self.inquiry.paper.key}/follow-up/",
            ],
            "chair": [meeting],
            "clerk": [
                "/desk/",
                meeting,
                "/meetings/plan/",
                f"{meeting}agenda/",
                f"{meeting}invitation/",
                f"{meeting}items/add/",
                f"{meeting}items/{self.item.key}/",
                inquiry,
                *(f"{meeting}{page}/" for page in ("attendance", "cancel", "leading", "promises/new")),
                *(
                    f"{meeting}items/{self.item.key}/{page}/"
                    for page in ("close", "districts", "election", "roll-call")
                ),
                "/inquiries/lapsing/",
                "/papers/record/",
                f"{paper}upload/",
                f"{paper}revise/",
                f"{self.waiting.get_absolute_url()}place/",
                "/search/words/revise/",
                "/imports/new/",
                "/files/publication/",
                f"/files/{self.presented.key}/publication/",
                self.run.get_absolute_url(),
                self.run.of.get_absolute_url(),
                self.run.remarks.get().get_absolute_url(),
                f"{self.waiting.get_absolute_url()}refer/",
                f"{self.waiting.get_absolute_url()}way/",
                f"{self.waiting.get_absolute_url()}way/typical/",
                f"/consultations/{self.hearing.key}/",
                f"/consultations/{self.hearing.key}/waive/",
                f"{meeting}proposals/",
                "/papers/import/",
                "/imports/",
                "/rules/inquiry.answer_rule/enact/",
                "/people/",
                "/people/new/",
                f"{person}edit/",
                f"{person}account/",
                f"{self.former.person.get_absolute_url()}account/erase/",
                "/residents/",
                *(f"/residents/{residents.name_of(self.cast.citizen)}/{more}" for more in ("", "erase/")),
                f"/readings/paper/{self.closed.key}/",
                f"{person}seats/new/",
                *(f"/memberships/{self.seat.key}/{step}/" for step in ("edit", "end", "strike")),
                "/bodies/new/",
                f"{self.cast.committee.get_absolute_url()}members/new/",
                f"{self.cast.committee.get_absolute_url()}members/end/",
                f"{self.cast.assembly.get_absolute_url()}representation/",
                f"{self.cast.committee.get_absolute_url()}edit/",
                "/terms/new/",
                f"/terms/{self.cast.term.key}/edit/",
            ],
            "district": ["/desk/", f"/consultations/{self.hearing.key}/statement/"],
            "mayor": ["/desk/"],
            "citizen": [
                "/desk/",
                "/news/",
                "/following/",
                "/account/",
                "/account/data/",
                "/account/data/erase/",
                "/accounts/2fa/",
                "/accounts/email/",
                "/accounts/password/change/",
                "/accounts/reauthenticate/",
                "/accounts/sessions/",
                "/accounts/logout/",
            ],
        }


@pytest.fixture
def town(cast) -> Town:
    made = Town(cast)
    journal.drain()
    return made


def test_pages_looked_at_here_are_those_that_are_listed(town):
    opened = {resolve(urlsplit(one).path).url_name for one in chain.from_iterable(town.addresses().values())}

    assert opened - set(chain.from_iterable(LOOKED_AT.values())) == {"account_logout"}
    assert LOOKED_AT["test_pages.py"] - opened == set()


class Watch:
    """Looks at one window through all its pages and keeps what it finds."""

    def __init__(self, page, server) -> None:
        self.page, self.host = page, urlsplit(server.url).netloc
        self.found: list[tuple[str, ...]] = []
        self.foreign: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self._asked(request.url))
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _asked(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.foreign.append(address)

    def look(self, address: str, *, status: int = 200) -> None:
        """Open the page and look at it wide and narrow."""
        self.said.clear()
        answer = self.page.goto(address)
        assert answer.status == status, (address, answer.status)
        self.examine(address, forgiven="the server responded with a status of" if status != 200 else "")

    def examine(self, address: str, *, forgiven: str = "") -> None:
        """Look at the page that is open: with axe at the desk and on the phone, and at every width whether it fits."""
        for width in (DESK, PHONE):
            self.found += [(address, str(width), *fault) for fault in faults(self.page, width=width)]
        self.found += [(address, str(TABLET), *fault) for fault in overflow(self.page, width=TABLET)]
        self.found += [(address, text) for text in self.said if not forgiven or forgiven not in text]


@pytest.mark.parametrize("name", ["", "councillor", "chair", "clerk", "district", "mayor", "citizen"])
def test_pages_have_no_fault_and_stay_within_the_screen_and_the_house(town, server, people, name):
    watch = Watch(people.window(name), server)

    for address in town.addresses()[name]:
        watch.look(address)

    assert watch.found == []
    assert watch.foreign == []


def test_refusals_have_no_fault_either(town, server, people):
    watch = Watch(people.window("citizen"), server)
    watch.look("/meetings/plan/", status=403)
    watch.look("/papers/gibtesnicht/", status=404)
    late = Watch(people.window("chair"), server)
    late.page.goto(town.meeting.get_absolute_url())
    agenda.put_back(town.item, by=town.cast.clerk)

    late.page.get_by_role("button", name="Zurückstellen, ohne abzuschließen").click()
    expect(late.page.get_by_role("heading", level=1)).to_have_text("Das geht gerade nicht")
    late.examine("409", forgiven="the server responded with a status of 409")

    assert watch.found + late.found == []
    assert watch.foreign + late.foreign == []


def test_dialog_of_a_note_has_no_fault(town, server, people):
    watch = Watch(people.window("councillor"), server)
    watch.page.goto(town.paper.get_absolute_url())

    watch.page.get_by_role("link", name="Absatz 2 kommentieren").click()
    expect(watch.page.get_by_role("dialog")).to_be_visible()
    watch.examine("dialog")

    assert watch.found == []


def test_dark_pages_keep_their_contrast(town, server, people):
    watch = Watch(people.window("councillor", color_scheme="dark"), server)

    for address in ("/", town.meeting.get_absolute_url(), town.paper.get_absolute_url(), "/search/?q=Radweg"):
        watch.look(address)

    assert watch.found == []


def test_a_page_takes_no_text_for_html_beside_the_one_door(town, people):
    page = people.window()
    page.goto("/")
    sinks = (
        "document.body.innerHTML = '<b>x</b>'",
        "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
        "document.createElement('script').src = '/static/base.js'",
        "trustedTypes.createPolicy('other', {})",
    )

    met = [page.evaluate(f"() => {{ try {{ {sink} }} catch ({{ name }}) {{ return name }} }}") for sink in sinks]
    assert met == ["TypeError"] * len(sinks)


def test_parts_of_pages_are_exchanged_under_the_same_policy(town, people):
    indexing.rebuild()
    page = people.window()
    with no_complaints(page):
        page.goto("/search/")
        page.get_by_role("main").get_by_label("Suchbegriff").press_sequentially("Radw")
        expect(page.locator("#search-words option").first).to_have_attribute("value", re.compile("radw", re.IGNORECASE))


def test_pages_say_what_they_have_to_say_without_a_script(town, people):
    page = people.window(java_script_enabled=False)
    wanted = {
        "/": ["7. öffentliche Sitzung", "Radweg an der Mühlgasse"],
        town.meeting.get_absolute_url(): ["Mitteilungen", "zur Kenntnis genommen", "Spielplatz am Anger"],
        town.paper.get_absolute_url(): ["Der Radweg wird gebaut.", "Wer zahlt?", "Lageplan zum Radweg"],
        town.inquiry.paper.get_absolute_url(): ["Wie oft?", "Zwölfmal.", "Und im Herbst?"],
        "/search/?q=Radweg": ["Radweg an der Mühlgasse", "Lageplan zum Radweg"],
    }

    for address, words in wanted.items():
        page.goto(address)
        for word in words:
            expect(page.get_by_role("main")).to_contain_text(word)
