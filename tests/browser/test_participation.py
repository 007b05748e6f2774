"""Question time, petitions and citizens' reports as people see them: without fault, narrow and wide, and by phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from council.actions import meetings
from council.states import BodyKind
from motions.actions import petitions, questions, recommendations
from motions.actions.recommendations import Wish
from motions.models import Petition
from tests import factories
from tests.browser.test_pages import PHONE, Watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Matters:
    """One of everything that has a page here."""

    def __init__(self, cast) -> None:
        self.cast = cast
        self.today, self.now = timezone.localdate(), timezone.now()
        self.meeting = factories.meeting(cast.assembly, date=self.today, state="invited")
        self.asked, self.called, self.draft, self.late = self._questions()
        self.petition = self._petition()
        self.report, self.begun = self._reports()

    def _questions(self):
        cast, meeting = self.cast, self.meeting
        rows = [
            questions.draft(name=name, text="Wann wird das besser?", meeting=meeting, by=cast.councillor)
            for name in ("Uhr am Rathaus", "Trinkbrunnen", "Busfahrplan", "Laubsäcke")
        ]
        early = self.now - timedelta(days=20)
        for row in rows[:2]:
            questions.admit(questions.submit(row, by=cast.councillor, at=early), by=cast.clerk, on=self.today)
        questions.submit(rows[3], by=cast.councillor, at=self.now)
        factories.item(meeting, part="I", name="Laubsäcke und ihre Abholung")
        meetings.start(meeting, by=cast.chair)
        questions.call(rows[0], by=cast.chair, at=self.now)
        questions.owe(rows[0], by=cast.chair, at=self.now)
        questions.call(rows[1], by=cast.chair, at=self.now)
        asker = cast.councillor.person
        questions.ask_further(
            rows[1], asker=asker, text="Und im Winter?", answer="Nein.", waived=False, by=cast.chair, on=self.today
        )
        return rows

    def _petition(self):
        cast, day = self.cast, self.today
        sender = petitions.Sender("Käthe Kummer", "Kiebitzweg 7\n34990 Falkenbrück", "", cast.citizen)
        made = petitions.submit(subject="Zebrastreifen", text="Bitte malen Sie einen.", sender=sender, at=self.now)
        petition = petitions.acknowledge(made.petition, by=cast.clerk, on=day)
        petition = petitions.admit(petition, by=cast.clerk, on=day)
        petition = petitions.request_statement(petition, by=cast.clerk, on=day)
        petition = petitions.give_statement(petition, statement="Möglich.", by=cast.mayor, on=day)
        petitions.refer(petition, to=cast.committee, by=cast.clerk, on=day)
        petition = Petition.objects.select_related("paper").get(pk=petition.pk)
        return petitions.release(petition, name="Zebrastreifen", text="Jemand wünscht sich einen.", by=cast.clerk)

    def _reports(self):
        cast, panel = self.cast, factories.organization(BodyKind.PANEL, name="Bürgerrat")
        made = []
        for name in ("Erstes Gutachten", "Zweites Gutachten"):
            report = recommendations.begin(panel=panel, name=name, introduction="Wir sind 28.", by=cast.clerk)
            for text in ("Bänke in der Stadt.", "Schatten auf dem Markt."):
                recommendations.add(report, wish=Wish(text, consent="26 Ja"), by=cast.clerk)
            made.append(report)
        first = recommendations.moderate(made[0], by=cast.clerk)
        long_ago = self.today - timedelta(days=400)
        first = recommendations.adopt(first, on=long_ago, by=cast.clerk)
        first = recommendations.present(first, on=long_ago, by=cast.clerk)
        first = recommendations.hand_over(first, on=long_ago, by=cast.clerk)
        wish = first.recommendations.get(number=1)
        recommendations.answer(wish, state="partly_accepted", text="Zwölf.", on=self.today, by=cast.mayor)
        return first, made[1]

    def addresses(self) -> dict[str, list[str]]:
        """What each person opens; the empty name is nobody."""
        question, petition = (
            f"/{name}/{row.paper.key}/" for name, row in (("questions", self.called), ("petitions", self.petition))
        )
        owed, time = f"/questions/{self.asked.paper.key}/", f"/question-time/{self.meeting.key}/"
        report, begun = self.report.get_absolute_url(), self.begun.get_absolute_url()
        return {
            "": [
                "/question-time/",
                time,
                self.called.get_absolute_url(),
                "/petitions/",
                "/petitions/new/",
                self.petition.petitioner.get_absolute_url(),
                self.petition.paper.get_absolute_url(),
                self.report.paper.get_absolute_url(),
                self.report.panel.get_absolute_url(),
            ],
            "councillor": [
                "/questions/new/",
                f"/questions/{self.draft.paper.key}/edit/",
                f"/questions/{self.draft.paper.key}/submit/",
                self.draft.get_absolute_url(),
                petition,
            ],
            "chair": [
                time,
                f"/questions/{self.late.paper.key}/",
                f"/questions/{self.late.paper.key}/refuse/",
                f"{question}further/",
                f"{question}answer/oral/",
            ],
            "clerk": [
                self.late.get_absolute_url(),
                petition,
                f"{petition}release/",
                f"{petition}decide/",
                f"{petition}withdraw/",
                begun,
                f"{begun}recommendations/new/",
                f"{begun}recommendations/1/edit/",
            ],
            "mayor": ["/desk/", f"{owed}answer/written/", petition, report, f"{report}recommendations/2/answer/"],
            "citizen": ["/desk/"],
        }


@pytest.fixture
def matters(cast) -> Matters:
    return Matters(cast)


@pytest.mark.parametrize("name", ["", "councillor", "chair", "clerk", "mayor", "citizen"])
def test_pages_have_no_fault_and_stay_within_the_screen(matters, server, people, name):
    watch = Watch(people.window(name), server)

    for address in matters.addresses()[name]:
        watch.look(address)

    assert watch.found == []
    assert watch.foreign == []


def test_petition_is_handed_in_on_a_phone_without_scripts_and_followed_by_its_address(cast, server, people):
    page = people.window(java_script_enabled=False)
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Eingabe einreichen").click()
    page.get_by_role("link", name="Eingabe einreichen").click()
    page.get_by_role("button", name="Eingabe absenden").click()
    expect(page.get_by_role("alert").first).to_contain_text("Bitte prüfen Sie Ihre Eingaben")
    page.get_by_label("Worum geht es?").fill("Bank am Uferweg")
    page.get_by_label("Ihre Eingabe").fill("Am Uferweg kann man nirgends sitzen. Eine Bank würde genügen.")
    page.get_by_label("Ihr Name").fill("Käthe Kummer")
    page.get_by_label("Ihre Anschrift").fill("Kiebitzweg 7")
    page.get_by_role("button", name="Eingabe absenden").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Bank am Uferweg")
    expect(page.get_by_role("main")).not_to_contain_text("Käthe Kummer")
    receipt = page.url
    petitions.acknowledge(Petition.objects.get(), by=cast.clerk, on=timezone.localdate())
    again = people.window()
    again.goto(receipt)
    expect(again.get_by_role("main")).to_contain_text("Eingang bestätigt")
