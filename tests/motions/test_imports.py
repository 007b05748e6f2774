"""The office brings a text by hand, settles what is open, and takes it over; nobody else does."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from council.models import Entry, Meeting, Organization
from council.states import BodyKind
from documents.models import Paper
from motions.importing import texts
from motions.models import FollowUp, Inquiry, MeetingNote, Passage, Question
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


def test_office_says_which_passage_answers_what_and_who_asked_further(clerk, cast):
    form = shown(clerk.post(READ, {"text": INQUIRY}))
    assert form["passage_P1"].initial == []

    clerk.post(
        TAKE,
        settled(
            form,
            audience="public",
            notes_audience="public",
            question_2=AnswerStatus.PARTIAL,
            question_2_unspecific="on",
            passage_P1=[1, 2],
            passage_P2_none="on",
            follow_up_1_asker=cast.councillor.person.name,
            follow_up_1_question="2",
            respondents="Oberbürgermeister, Tiefbauamt",
        ),
    )

    inquiry = Inquiry.objects.get()
    followup = inquiry.followups.get()
    assert [list(q.passages.values_list("number", flat=True)) for q in inquiry.questions.order_by("number")] == [
        [1],
        [1],
    ]
    assert list(Passage.objects.values_list("text", flat=True)) == ["Die Ampeln würden im Frühjahr erneuert."]
    assert "Über das Geld werde noch verhandelt [ohne Zahl]." in MeetingNote.objects.get().text
    assert inquiry.questions.get(number=2).status_reason == "Die Quelle nennt die Antwort selbst unkonkret."
    assert (followup.asker_person, followup.asker_organization, followup.asker_role) == (
        cast.councillor.person,
        None,
        "",
    )
    assert (followup.question.number, followup.answer_status) == (2, AnswerStatus.UNANSWERED)
    assert inquiry.answers.get().respondent == "Oberbürgermeister, Tiefbauamt"


def test_who_asked_stays_in_words_where_nobody_is_known_by_them(clerk):
    form = shown(clerk.post(READ, {"text": INQUIRY}))

    clerk.post(TAKE, settled(form, audience="public", notes_audience="public", follow_up_1_asker="ein Gast"))

    assert list(FollowUp.objects.values_list("asker_organization", "asker_person", "asker_role")) == [
        (None, None, "ein Gast")
    ]


def test_meeting_and_referral_are_entered_as_the_office_says(clerk, cast):
    form = shown(clerk.post(READ, {"text": INQUIRY}))

    clerk.post(
        TAKE,
        settled(
            form,
            meeting_body="Ausschuss für Häfen",
            meeting_date="2021-11-04",
            meeting_number="5",
            meeting_public="no",
            meeting_name="Sondersitzung",
            meeting_audience="members",
            item_number="I/7",
            item_public="no",
            item_result="noted",
            item_audience="council",
            consultation_role="notice",
            consultation_authoritative="yes",
            direct_referral="yes",
            referred_to=cast.committee.name,
            reference="101.18.7",
            date="2021-10-01",
            keywords="Hafen, Ampel",
            answer_mode_requested="oral",
            answer_mode_actual="mixed",
        ),
    )

    paper, meeting = Paper.objects.get(), Meeting.objects.get()
    item = meeting.items.get()
    assert (meeting.organization.name, meeting.organization.kind) == ("Ausschuss für Häfen", BodyKind.COMMITTEE)
    assert (meeting.date.isoformat(), meeting.number, meeting.public, meeting.name, meeting.audience) == (
        "2021-11-04",
        5,
        False,
        "Sondersitzung",
        "members",
    )
    assert (item.number, item.public, item.result, item.audience) == ("I/7", False, "noted", "council")
    assert [(row.organization.name, row.role, row.authoritative) for row in paper.consultations.order_by("order")] == [
        (cast.committee.name, "notice", True),
        ("Ausschuss für Häfen", "notice", True),
    ]
    assert (paper.direct_referral, paper.reference, paper.date.isoformat()) == (True, "101.18.7", "2021-10-01")
    assert paper.keywords == ["Hafen", "Ampel"]
    assert (paper.inquiry.answer_mode_requested, paper.inquiry.answer_mode_actual) == ("oral", "mixed")


def test_what_the_office_makes_empty_is_unknown_whatever_the_text_says(clerk):
    form = shown(clerk.post(READ, {"text": INQUIRY}))
    empty = dict.fromkeys(
        [
            "meeting_date",
            "meeting_number",
            "meeting_public",
            "meeting_name",
            "answer_mode_requested",
            "answer_mode_actual",
            "follow_up_1_asker",
        ],
        "",
    )

    clerk.post(TAKE, settled(form, audience="public", notes_audience="public", **empty))

    inquiry = Inquiry.objects.get()
    assert (Meeting.objects.count(), inquiry.answers.count()) == (0, 0)
    assert (inquiry.answer_mode_requested, inquiry.answer_mode_actual) == ("", "")
    assert list(FollowUp.objects.values_list("asker_organization", "asker_role")) == [(None, "")]
    assert MeetingNote.objects.count() == 1


def test_points_that_the_office_has_seen_are_open_no_more(clerk):
    form = shown(clerk.post(READ, {"text": INQUIRY}))
    seen = [value for value, _ in form.fields["confirmed"].choices]
    judged = dict.fromkeys(["question_1", "question_2", "follow_up_1"], "answered")

    html = clerk.post(TAKE, settled(form, audience="public", confirmed=seen, **judged), follow=True).content.decode()

    assert seen == ["originator", "questions.passages", "meeting.body"]
    assert "Die Nachfragen bleiben in den Notizen" in html
    assert "steht nicht im Text" not in html


def test_what_the_text_is_sure_of_is_folded_away_and_unfolds_with_its_error(clerk):
    form = shown(clerk.post(READ, {"text": INQUIRY}))

    response = clerk.post(TAKE, settled(form, meeting_number="0"))

    meeting = shown(response).meeting()
    assert [field.name for field in meeting.sure] == [
        "meeting_date",
        "meeting_number",
        "meeting_public",
        "meeting_name",
    ]
    assert (meeting.sure_errors, meeting.rare_errors) == (True, False)
    assert re.findall(r'<details class="fold" open><summary>([^<]+)', response.content.decode()) == [
        f"Sicher gelesen: {meeting.sure_of}"
    ]


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


@pytest.mark.parametrize(
    "answers",
    [
        {"title": ""},
        {"state": "fertig"},
        {"question_1": "egal"},
        {"audience": "named"},
        {"originator": "Die Fragenden"},
        {"originator": "x" * 200_000},
        {"meeting_body": "Fraktion Hafen"},
        {"meeting_body": "Ausschuss\x00 für Häfen"},
        {"meeting_number": "1" * 5_000},
        {"meeting_date": "2021-13-01"},
        {"passage_P1": ["9"]},
        {"passage_P1": ["1"], "passage_P1_none": "on"},
        {"question_1_unspecific": "on"},
        {"follow_up_1_question": "9"},
        {"follow_up_1_asker": "x" * 200_000},
        {"respondents": "x" * 200_000},
        {"item_public": "no", "item_audience": "public"},
        {"confirmed": ["egal"]},
    ],
    ids=lambda answers: " ".join(answers),
)
def test_nonsense_among_the_answers_is_shown_at_its_field(clerk, answers):
    before = Organization.objects.count()
    form = shown(clerk.post(READ, {"text": INQUIRY}))

    response = clerk.post(TAKE, settled(form, title="Ampeln neu") | answers)

    assert (response.status_code, len(shown(response).errors)) == (200, 1)
    assert set(shown(response).errors) <= {*answers, "question_1"}
    assert shown(response)["title"].value() == answers.get("title", "Ampeln neu")
    assert (Paper.objects.count(), Meeting.objects.count(), Organization.objects.count()) == (0, 0, before)


def test_audience_of_a_meeting_needs_a_meeting(clerk):
    form = shown(clerk.post(READ, {"text": DOCUMENT}))

    response = clerk.post(TAKE, settled(form, meeting_audience="public", item_result="noted"))

    assert list(shown(response).errors) == ["meeting_audience", "item_result"]


def test_words_of_the_text_never_become_markup(clerk):
    hostile = "<script>alert(1)</script> \N{RIGHT-TO-LEFT OVERRIDE}"
    text = INQUIRY.replace("Der Seniorenbeirat", f"Die Fraktion {hostile}").replace("Ampeln am Hafen", hostile)

    html = clerk.post(READ, {"text": text}).content.decode()

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_very_long_text_is_settled_in_part_and_taken_whole(clerk):
    asked = "\n\n".join(f"{number}. Warum ist das so, Fall {number}?" for number in range(1, 900))
    said = "\n\n".join(f"Zu Frage {number}: Absatz {number} sagt etwas dazu." for number in range(1, 900))
    text = f"Anfrage: Viel\n\nWir fragen den Magistrat:\n\n{asked}\n\nNotizen vom 3.11.2021 (ohne Gewähr)\n\n{said}\n"
    text += f"\nZu Frage 899: {'Sehr lang. ' * 14_000}"
    assert len(text) > 200_000
    form = shown(clerk.post(READ, {"text": text}))
    boxes = [name for name in form.fields if re.fullmatch(r"passage_P\d+", name)]

    clerk.post(TAKE, settled(form))

    inquiry = Inquiry.objects.get()
    assert (len(boxes), form.left_out) == (10, 899 - 200 + 900 - 10)
    assert (inquiry.questions.count(), Passage.objects.count()) == (899, 900)
    assert Passage.questions.through.objects.count() == 900


@pytest.mark.parametrize("forge", [lambda kept: "gefälscht", lambda kept: kept[:-1], lambda kept: f"x{kept}"])
def test_text_that_this_house_did_not_sign_is_not_read(clerk, forge):
    form = shown(clerk.post(READ, {"text": INQUIRY}))

    response = clerk.post(TAKE, settled(form) | {"kept": forge(form.initial["kept"])})

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
