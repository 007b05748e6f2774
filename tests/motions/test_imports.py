"""The office brings a text by hand, settles what is open, and takes it over; nobody else does."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from council.models import Entry, Meeting
from documents.models import Paper
from motions.importing import texts
from motions.models import FollowUp, MeetingNote, Question
from motions.states import AnswerStatus
from tests.motions.importing.test_import_text import DOCUMENT, INQUIRY

NOBODY = AnonymousUser()
READ, TAKE = "/papers/import/", "/papers/import/take/"


@pytest.fixture
def clerk(cast, client):
    client.force_login(cast.clerk)
    return client


def shown(response):
    return response.context["form"]


def settled(form, **answers):
    """What the browser sends back for the form as it was shown, with these answers."""
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in (sent | answers).items() if value not in (None, False)}


def test_addresses_are_where_others_link_to():
    assert (reverse("import-text"), reverse("import-text-take")) == (READ, TAKE)


def test_proposal_is_shown_with_its_open_points_and_nothing_is_kept(clerk):
    before = Entry.objects.count()

    response = clerk.post(READ, {"text": INQUIRY})

    html = response.content.decode()
    assert (Paper.objects.count(), Entry.objects.count()) == (0, before)
    assert shown(response).proposal.title == "Ampeln am Hafen"
    assert [name for name in shown(response).fields if name.startswith(("question", "passage", "follow"))] == [
        "question_1",
        "question_1_unspecific",
        "question_2",
        "question_2_unspecific",
        "passage_P1",
        "passage_P1_none",
        "passage_P2",
        "passage_P2_none",
        "passage_P3",
        "passage_P3_none",
        "follow_up_1_asker",
        "follow_up_1_question",
        "follow_up_1",
    ]
    for point in shown(response).proposal.open:
        assert point.why in html
    assert "Naheliegend: mündlich." in html


def test_what_the_office_settles_is_entered(clerk, cast):
    form = shown(clerk.post(READ, {"text": INQUIRY}))
    answers = settled(
        form,
        title="Ampeln",
        audience="public",
        notes_audience="public",
        state="answered_oral",
        originator=cast.our_faction.name,
        meeting_body=cast.committee.name,
        question_1=AnswerStatus.ANSWERED,
        question_2=AnswerStatus.PARTIAL,
        follow_up_1=AnswerStatus.ANSWERED,
    )

    response = clerk.post(TAKE, answers)

    paper = Paper.objects.get()
    assert (response.status_code, response.url) == (302, paper.get_absolute_url())
    assert (paper.name, paper.audience, paper.state, paper.owner) == ("Ampeln", "public", "answered_oral", cast.clerk)
    assert [originator.organization for originator in paper.originators.all()] == [cast.our_faction]
    assert list(Question.objects.order_by("number").values_list("answer_status", flat=True)) == ["answered", "partial"]
    assert FollowUp.objects.get().answer_status == AnswerStatus.ANSWERED
    assert Meeting.objects.get().organization == cast.committee
    assert MeetingNote.objects.visible_to(NOBODY).get().disclaimer == "ohne Gewähr"


def test_what_is_left_open_stays_unknown_and_is_said(clerk):
    form = shown(clerk.post(READ, {"text": INQUIRY}))

    response = clerk.post(TAKE, settled(form), follow=True)

    html = response.content.decode()
    assert list(Question.objects.values_list("answer_status", flat=True)) == [AnswerStatus.UNANSWERED] * 2
    assert list(Paper.objects.visible_to(NOBODY)) == []
    assert "Übernommen: Ampeln am Hafen." in html
    assert html.count("Noch offen: ") == 1
    assert "Ob eine Frage beantwortet ist, entscheidet ein Mensch." in html


def test_uploaded_file_is_taken_letter_by_letter(clerk, tmp_path):
    content = DOCUMENT.replace("\n", "\r\n").encode()
    form = shown(clerk.post(READ, {"file": SimpleUploadedFile("leitfaden.txt", content)}))
    clerk.post(TAKE, settled(form))
    path = tmp_path / "leitfaden.txt"
    path.write_bytes(content)

    again = texts.import_file(path)

    assert (again.paper, again.taken) == (Paper.objects.get(), False)


def test_outline_is_marked_once_the_office_agrees(clerk):
    long = (
        "Hier steht ein Absatz, der so lang ist, dass ihn niemand für eine Überschrift halten kann, auch nicht nachts."
    )
    form = shown(clerk.post(READ, {"text": f"Leitbild\n\n{long}\n\nErstens\n\n{long}\n\nZweitens\n\n{long}\n"}))

    clerk.post(TAKE, settled(form, outline="on"))

    kept = Paper.objects.get().versions.get().text
    assert re.findall(r"^## (.+)$", kept, flags=re.MULTILINE) == ["Erstens", "Zweitens"]


def test_text_that_was_taken_leads_to_its_paper(clerk):
    clerk.post(TAKE, settled(shown(clerk.post(READ, {"text": INQUIRY}))))

    response = clerk.post(READ, {"text": INQUIRY})

    assert (response.status_code, response.url) == (302, Paper.objects.get().get_absolute_url())


def test_text_sent_twice_is_taken_once(clerk):
    answers = settled(shown(clerk.post(READ, {"text": INQUIRY})))
    clerk.post(TAKE, answers)

    response = clerk.post(TAKE, answers)

    assert "ist schon übernommen." in response.content.decode()
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Bitte entweder einen Text einfügen oder eine Datei wählen."),
        ({"text": " \n "}, "Bitte entweder einen Text einfügen oder eine Datei wählen."),
        ({"text": "Wir fragen den Magistrat:\n\nDanke."}, "enthält danach aber keine Frage."),
        ({"text": "Zu viel\x00"}, "Nullzeichen sind nicht erlaubt."),
        ({"file": SimpleUploadedFile("bild.txt", b"\x89PNG\r\n\xff\xfe")}, "ist nicht in UTF-8 gespeichert"),
        ({"file": SimpleUploadedFile("b.pdf", b"%PDF-1.7")}, "ist ein PDF, kein reiner Text."),
        ({"file": SimpleUploadedFile("gross.txt", b"a b\n" * 524_288)}, "ist zu groß"),
    ],
    ids=["nothing", "blank", "no question", "NUL", "binary", "PDF", "2 MB"],
)
def test_bad_text_is_refused_on_the_page(clerk, sent, why):
    response = clerk.post(READ, sent)

    assert response.status_code == 200
    assert why in response.content.decode()
    assert Paper.objects.count() == 0


@pytest.mark.parametrize("answers", [{"title": ""}, {"state": "fertig"}, {"question_1": "egal"}, {"audience": "named"}])
def test_nonsense_among_the_answers_is_shown_at_its_field(clerk, answers):
    form = shown(clerk.post(READ, {"text": INQUIRY}))

    response = clerk.post(TAKE, settled(form) | answers)

    assert list(shown(response).errors) == list(answers)
    assert Paper.objects.count() == 0


def test_text_that_this_house_did_not_sign_is_not_read(clerk):
    response = clerk.post(TAKE, {"kept": "gefälscht", "title": "x"})

    assert (response.status_code, response.url) == (302, READ)
    assert Paper.objects.count() == 0


@pytest.mark.parametrize("name", ["chair", "councillor", "mayor", "officer", "moderator", "citizen"])
def test_who_is_not_of_the_office_is_refused_with_the_reason(cast, client, name):
    client.force_login(getattr(cast, name))

    answers = [client.get(READ), client.post(READ, {"text": INQUIRY}), client.post(TAKE, {"kept": ""})]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert "Das kann nur das Büro der Stadtverordnetenversammlung." in answers[0].content.decode()


def test_nobody_is_sent_to_the_sign_in(cast, client):
    assert client.get(READ).url.startswith("/accounts/login/")
