"""From note to decision: an amendment or a question in one step, linked at both ends for whoever may read."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaboration.actions import notes, uptakes
from collaboration.models import Note, Uptake
from council.life import WrongState
from council.may import Denied
from council.models import Entry
from council.states import Audience
from documents.actions import papers
from documents.models import Paper
from motions.actions import inquiries
from tests import factories
from tests.collaboration.test_notes import act, signed_in, written

pytestmark = pytest.mark.django_db

TEXT = (
    "Radweg an der Mühlgasse\n\n"
    "1. Der Magistrat prüft einen Radweg an der Mühlgasse.\n\n"
    "2. Es wird bis zum Sommer berichtet."
)


@pytest.fixture
def paper(cast):
    return factories.paper(name="Radweg an der Mühlgasse", text=TEXT, reference="101.20.7")


def made_from(note) -> Paper:
    return Paper.objects.get(uptakes__note=note)


def page(client, paper, user) -> str:
    return signed_in(client, user).get(paper.get_absolute_url()).content.decode()


def test_suggestion_becomes_the_new_wording_of_an_amendment(client, cast, paper):
    note = written(
        paper, by=cast.citizen, circle=Audience.PUBLIC, words="bis zum Sommer", text="bis Ostern", motivation="editing"
    )
    signed_in(client, cast.councillor)
    link = re.search(rf'href="(/notes/{note.key}/use/)"', client.get(paper.get_absolute_url()).content.decode())[1]
    asked = client.get(link).content.decode()

    answer = client.post(link, {"into": "amendment", "mover": cast.our_faction.key})

    amendment = made_from(note).amendment
    editor = client.get(answer.url).content.decode()
    assert "Änderungsantrag beginnen" in asked
    assert answer.url == f"/amendments/{amendment.paper.key}/edit/"
    assert amendment.mover == cast.our_faction
    assert "Es wird bis Ostern berichtet." in editor


def test_comment_becomes_the_reason_of_its_paragraph(client, cast, paper):
    note = written(paper, by=cast.colleague, circle=Audience.FACTION, words="bis zum Sommer", text="Zu spät.")

    amendment = uptakes.into_amendment(note, mover=None, by=cast.councillor)

    assert amendment.scratch.content == {"name": amendment.paper.name, "why-3": "Zu spät."}


def test_note_on_another_version_gives_its_words_as_reason(client, cast, paper):
    note = written(paper, by=cast.colleague, circle=Audience.FACTION, words="bis zum Sommer", text="Zu spät.")
    papers.revise(paper, body_text="Ganz anders.", by=cast.clerk)

    amendment = uptakes.into_amendment(note, mover=None, by=cast.councillor)

    assert amendment.scratch.content["reason"] == "Zu „bis zum Sommer“: Zu spät."


def test_note_becomes_the_first_question_of_an_inquiry(client, cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words="bis zum Sommer", text="Warum so spät?")

    answer = signed_in(client, cast.councillor).post(act(note, "use"), {"into": "inquiry"})

    made = made_from(note)
    assert answer.url == f"/inquiries/{made.key}/edit/"
    assert made.name == "Nachfrage zu „Radweg an der Mühlgasse“"
    assert made.inquiry.questions.get().text == "Zu „bis zum Sommer“ in der Vorlage 101.20.7: Warum so spät?"
    assert "Warum so spät?" in client.get(answer.url).content.decode()


def test_inquiry_from_beside_a_closed_paper_takes_no_closed_words_along(cast):
    closed = factories.paper(name="Grundstück Zollhof", text=TEXT, audience=Audience.COUNCIL)
    note = written(closed, by=cast.colleague, circle=Audience.COUNCIL, words="Mühlgasse", text="Warum?")

    made = uptakes.into_inquiry(note, faction=None, by=cast.councillor).paper

    assert (made.name, made.inquiry.questions.get().text) == ("Nachfrage", "Warum?")


def test_both_ends_show_the_other_to_who_may_read_it(client, cast, paper):
    note = written(paper, by=cast.colleague, circle=Audience.FACTION, words="bis zum Sommer", text="Geheimwort Kranich")
    inquiry = uptakes.into_inquiry(note, faction=cast.our_faction, by=cast.councillor)
    draft = {name: "Daraus wurde" in page(client, paper, user) for name, user in cast.everyone().items()}
    inquiries.submit(inquiry, by=cast.councillor)
    inquiries.admit(inquiry, by=cast.clerk, on=timezone.localdate())
    made = made_from(note)

    near = {name: "Daraus wurde" in page(client, paper, user) for name, user in cast.everyone().items()}
    far = {name: f"/notes/{note.key}/" in page(client, made, user) for name, user in cast.everyone().items()}

    assert [name for name, told in draft.items() if told] == ["councillor"]
    assert [name for name, told in near.items() if told] == ["councillor", "colleague"]
    assert [name for name, told in far.items() if told] == ["councillor", "colleague"]
    assert f"{made.kind_label} {made.reference}" in page(client, paper, cast.colleague)
    assert "zugelassen" in page(client, paper, cast.colleague)


def test_withdrawn_note_leaves_a_stone_without_a_name_at_what_was_made_of_it(client, cast, paper):
    note = written(paper, by=cast.colleague, circle=Audience.PUBLIC, words="bis zum Sommer", text="Geheimwort Kranich")
    inquiry = uptakes.into_inquiry(note, faction=cast.our_faction, by=cast.councillor)
    inquiries.submit(inquiry, by=cast.councillor)
    inquiries.admit(inquiry, by=cast.clerk, on=timezone.localdate())
    made = made_from(note)
    before = page(client, made, cast.nobody).partition("Entstanden aus Anmerkungen")[2]

    notes.withdraw(note, by=cast.colleague)

    after = page(client, made, cast.nobody).partition("Entstanden aus Anmerkungen")[2]
    assert ("Frau Colleague" in before, "Frau Colleague" in after) == (True, False)
    assert "Vom Verfasser zurückgezogene Anmerkung" in after
    assert f"/notes/{note.key}/" in after


def test_author_is_told_on_the_desk_once_they_may_read_it(client, cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words="bis zum Sommer", text="Warum so spät?")
    inquiry = uptakes.into_inquiry(note, faction=None, by=cast.councillor)
    before = signed_in(client, cast.citizen).get("/desk/").content.decode()
    inquiries.submit(inquiry, by=cast.councillor)
    inquiries.admit(inquiry, by=cast.clerk, on=timezone.localdate())

    after = client.get("/desk/").content.decode()

    assert "Was aus meinen Anmerkungen wurde" not in before
    assert "Was aus meinen Anmerkungen wurde" in after
    assert made_from(note).get_absolute_url() in after


def test_who_brings_no_papers_in_takes_nothing_up(client, cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC)

    answers = {
        name: signed_in(client, user).post(act(note, "use"), {"into": "inquiry"}).status_code
        for name, user in cast.everyone().items()
        if name in ("clerk", "mayor", "officer", "district", "moderator", "citizen", "nobody")
    }

    assert answers == {name: 302 if name == "nobody" else 403 for name in answers}
    assert "/use/" not in page(client, paper, cast.citizen)
    assert not Uptake.objects.exists()


def test_what_one_does_not_read_one_does_not_take_up(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)

    assert signed_in(client, cast.rival).post(act(note, "use"), {"into": "inquiry"}).status_code == 404
    with pytest.raises(Denied):
        uptakes.into_inquiry(note, faction=None, by=cast.rival)
    notes.withdraw(note, by=cast.councillor)
    with pytest.raises(Denied):
        uptakes.into_inquiry(Note.objects.get(), faction=None, by=cast.colleague)


@pytest.mark.parametrize(
    "take_up",
    [
        lambda note, by: uptakes.into_inquiry(note, faction=None, by=by),
        lambda note, by: uptakes.into_amendment(note, mover=None, by=by),
    ],
)
def test_note_withdrawn_while_the_page_was_open_is_not_taken_up(cast, paper, take_up):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words="bis zum Sommer", text="Geheimwort Kranich")
    seen = Note.objects.get()
    notes.withdraw(note, by=cast.citizen)

    with pytest.raises(Denied, match="lässt sich nicht aufgreifen"):
        take_up(seen, cast.councillor)
    assert not Uptake.objects.exists()


def test_text_that_takes_no_amendments_says_why_and_still_offers_the_question(client, cast):
    done = factories.paper(text=TEXT, reference="101.20.8", state="adopted")
    note = written(done, by=cast.citizen, circle=Audience.PUBLIC, words="bis zum Sommer")
    signed_in(client, cast.councillor)

    html = client.get(act(note, "use")).content.decode()
    answer = client.post(act(note, "use"), {"into": "amendment"})

    assert "ändern lässt sich, was zur Beratung steht" in html
    assert "Anfrage beginnen" in html
    assert answer.status_code == 409


@pytest.mark.parametrize("fields", [{"mover": "forged"}, {"mover": "\x00"}])
def test_forged_mover_is_refused(client, cast, paper, fields):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC)

    answer = signed_in(client, cast.councillor).post(act(note, "use"), {"into": "amendment"} | fields)

    assert answer.status_code == 200
    assert not Uptake.objects.exists()


def test_journal_holds_numbers_alone(cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC)
    made = uptakes.into_inquiry(note, faction=None, by=cast.councillor)

    assert Entry.objects.get(verb="note.taken_up").numbers == {"paper": made.paper_id}


def test_number_of_queries_does_not_grow_with_what_was_taken_up(client, cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC)
    uptakes.into_inquiry(note, faction=None, by=cast.councillor)
    page(client, paper, cast.councillor)

    with CaptureQueriesContext(connection) as one:
        client.get(paper.get_absolute_url())
    for _ in range(2):
        uptakes.into_inquiry(note, faction=None, by=cast.councillor)
    with CaptureQueriesContext(connection) as three:
        html = client.get(paper.get_absolute_url()).content.decode()

    assert html.count("Daraus wurde") == 3
    assert len(three) == len(one)


def test_late_amendment_is_refused_by_the_act_too(cast):
    done = factories.paper(text=TEXT, reference="101.20.9", state="adopted")
    note = written(done, by=cast.citizen, circle=Audience.PUBLIC, words="bis zum Sommer")

    with pytest.raises(WrongState):
        uptakes.into_amendment(note, mover=None, by=cast.councillor)
    assert not Uptake.objects.exists()
