"""The office sets right which passage answers which question and who asked further; every change is an entry."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council import life
from council.models import Entry
from council.states import Audience
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.actions import inquiries, passages
from motions.actions.inquiries import Asker, NewAnswer, NewFollowUp, NewPassage, NewQuestion
from motions.models import FollowUp, Inquiry, MeetingNote, Passage
from tests import factories

SECRET = "Der Käufer heißt Meier."
HOSTILE = "<script>alert(1)</script> \N{RIGHT-TO-LEFT OVERRIDE}Gast"


@pytest.fixture
def inquiry(cast):
    return record(cast, NewPassage("Im Mai.", questions=(1,)), NewPassage("Viel Geld.", questions=(1, 2)))


@pytest.fixture
def signed_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def record(cast, *said, name="Radweg", **fields):
    paper = Paper(
        body=cast.town,
        paper_type=PaperType.INQUIRY,
        name=name,
        state=PaperState.ANSWERED_ORAL,
        audience=Audience.PUBLIC,
        date=date(2026, 6, 1),
    )
    return inquiries.record(
        paper,
        by=None,
        body_text="Wir fragen den Magistrat:\n\n1. Wann?\n\n2. Wie teuer?",
        questions=[NewQuestion("Wann?"), NewQuestion("Wie teuer?")],
        answers=[NewAnswer(mode="oral", passages=said, **fields)],
        followups=[NewFollowUp("Und im Herbst?", asker_organization=cast.our_faction)],
        answer_mode_actual="oral",
    )


def address(inquiry):
    return reverse("inquiry-passages", args=[inquiry.paper.key])


def linked(inquiry):
    rows = Passage.objects.filter(answer__inquiry=inquiry).order_by("number")
    return [sorted(row.questions.values_list("number", flat=True)) for row in rows]


def asked(inquiry):
    followup = inquiry.followups.get()
    question = followup.question and followup.question.number
    return followup.asker_organization, followup.asker_person, followup.asker_role, question


def sent(inquiry, **more):
    """What the browser sends back for the page as it was shown."""
    shown = {
        f"passage_{row.pk}": sorted(row.questions.values_list("number", flat=True))
        for row in Passage.objects.filter(answer__inquiry=inquiry)
    }
    followup = inquiry.followups.get()
    version = Paper.objects.get(pk=inquiry.pk).version
    asker = {"follow_up_1_asker": str(followup.asker_organization or followup.asker_role)}
    return {**shown, **asker, "version": version, **more}


def entries():
    rows = Entry.objects.filter(verb__in=["inquiry.passage_linked", "inquiry.follow_up_corrected"]).order_by("number")
    return [(row.verb, row.actor.email, row.numbers) for row in rows]


def test_clerk_sets_links_and_asker_right_and_each_change_is_an_entry(cast, inquiry, signed_in):
    client = signed_in(cast.clerk)
    first, second = Passage.objects.order_by("number")
    page = client.get(inquiry.paper.get_absolute_url()).content.decode()
    assert page.count(address(inquiry)) == 1

    response = client.post(
        address(inquiry),
        sent(
            inquiry,
            **{f"passage_{first.pk}": [2], f"passage_{second.pk}": []},
            follow_up_1_asker=cast.colleague.person.name,
            follow_up_1_question="2",
        ),
    )

    assert (response.status_code, response.url) == (302, inquiry.paper.get_absolute_url())
    assert linked(inquiry) == [[2], []]
    assert asked(inquiry) == (None, cast.colleague.person, "", 2)
    assert entries() == [
        ("inquiry.passage_linked", "clerk@example.org", {"passage": first.pk, "was": [1], "questions": [2]}),
        ("inquiry.passage_linked", "clerk@example.org", {"passage": second.pk, "was": [1, 2], "questions": []}),
        (
            "inquiry.follow_up_corrected",
            "clerk@example.org",
            {"followup": FollowUp.objects.get().pk, "question": 2},
        ),
    ]


def test_page_sent_back_as_it_was_changes_nothing_and_leaves_no_trace(cast, inquiry, signed_in):
    before = Entry.objects.count()

    response = signed_in(cast.clerk).post(address(inquiry), sent(inquiry), follow=True)

    assert "Es war nichts zu ändern." in response.content.decode()
    assert (linked(inquiry), asked(inquiry)) == ([[1], [1, 2]], (cast.our_faction, None, "", None))
    assert Entry.objects.count() == before


def test_who_is_known_by_no_name_stays_in_words_and_hostile_words_are_only_text(cast, inquiry, signed_in):
    client = signed_in(cast.clerk)

    client.post(address(inquiry), sent(inquiry, follow_up_1_asker=HOSTILE))

    assert asked(inquiry) == (None, None, HOSTILE, None)
    html = client.get(inquiry.paper.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 1


def test_two_people_of_one_name_are_not_taken_for_one(cast, inquiry):
    for _ in range(2):
        factories.person(body=cast.town, name="Kim Beispiel")

    assert inquiries.asker_named("Kim Beispiel", town=cast.town) == Asker(role="Kim Beispiel")


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("passage", ["9"], "Eine Frage 9 gibt es hier nicht."),
        ("passage", ["x"], "Eine Frage x gibt es hier nicht."),
        ("follow_up_1_question", "9", "Eine Frage 9 gibt es hier nicht."),
        ("follow_up_1_question", "9" * 300, "gibt es hier nicht."),
        ("follow_up_1_asker", "x" * 200_000, "200"),
        ("follow_up_1_asker", "a\x00b", "Nullzeichen sind nicht erlaubt."),
    ],
)
def test_nonsense_is_told_at_its_field_and_nothing_else_is_kept(cast, inquiry, signed_in, field, value, why):
    first, second = Passage.objects.order_by("number")
    name = f"passage_{first.pk}" if field == "passage" else field

    response = signed_in(cast.clerk).post(address(inquiry), sent(inquiry, **{f"passage_{second.pk}": [2], name: value}))

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, [name])
    assert why in response.content.decode()
    assert form[f"passage_{second.pk}"].value() == ["2"]
    assert (linked(inquiry), asked(inquiry)) == ([[1], [1, 2]], (cast.our_faction, None, "", None))


def test_page_made_from_an_older_state_is_refused(cast, inquiry, signed_in):
    client = signed_in(cast.clerk)
    first = Passage.objects.order_by("number").first()
    old = sent(inquiry)
    client.post(address(inquiry), sent(inquiry, **{f"passage_{first.pk}": [2]}))

    response = client.post(address(inquiry), old)

    assert response.status_code == 409
    assert linked(inquiry) == [[2], [1, 2]]


@pytest.mark.parametrize("name", ["chair", "councillor", "mayor", "officer", "district", "citizen"])
def test_who_is_not_of_the_office_sets_nothing_right(cast, inquiry, signed_in, name):
    client = signed_in(getattr(cast, name))
    passage = Passage.objects.order_by("number").first()

    answers = [
        client.get(address(inquiry)),
        client.post(address(inquiry), sent(inquiry, **{f"passage_{passage.pk}": [2]})),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Das kann nur das Büro der Stadtverordnetenversammlung." in answers[0].content.decode()
    assert linked(inquiry) == [[1], [1, 2]]
    assert address(inquiry) not in client.get(inquiry.paper.get_absolute_url()).content.decode()


def test_passages_of_a_closed_answer_are_neither_shown_nor_taken(cast, signed_in):
    note = MeetingNote(text=SECRET, audience=Audience.PRIVATE, owner=cast.mayor)
    inquiry = record(cast, NewPassage(SECRET, questions=(1,)), note=note)
    passage = Passage.objects.get()
    client = signed_in(cast.clerk)

    html = client.get(address(inquiry)).content.decode()
    client.post(address(inquiry), sent(inquiry, **{f"passage_{passage.pk}": [2]}))

    assert SECRET not in html
    assert linked(inquiry) == [[1]]


def test_draft_of_somebody_else_is_not_found(cast, signed_in):
    paper = Paper(body=cast.town, paper_type=PaperType.INQUIRY, name="Geheim")
    inquiry = inquiries.draft(paper, questions=["Wann?"], written=False, by=cast.councillor)

    assert signed_in(cast.clerk).get(address(inquiry)).status_code == 404


def test_act_refuses_what_the_inquiry_has_not(cast, inquiry):
    other = record(cast, NewPassage("Anderswo."), name="Brücke")
    foreign = Passage.objects.get(answer__inquiry=other)
    own = Passage.objects.filter(answer__inquiry=inquiry).first()

    with pytest.raises(life.WrongState, match=r"Einen dieser Absätze hat die Anfrage nicht."):
        passages.correct(inquiry, passages={foreign.pk: [1]}, followups={}, by=cast.clerk)
    with pytest.raises(life.WrongState, match=r"Eine Frage 7 hat die Anfrage nicht."):
        passages.correct(inquiry, passages={own.pk: [7]}, followups={}, by=cast.clerk)
    with pytest.raises(life.WrongState, match=r"Eine dieser Nachfragen hat die Anfrage nicht."):
        passages.correct(inquiry, passages={}, followups={3: (Asker(), None)}, by=cast.clerk)
    assert (linked(inquiry), linked(other), entries()) == ([[1], [1, 2]], [[]], [])


def test_inquiry_without_an_answer_says_so(cast, signed_in):
    paper = Paper(body=cast.town, paper_type=PaperType.INQUIRY, name="Neu", audience=Audience.PUBLIC, state="admitted")
    made = inquiries.record(paper, by=None, body_text="1. Wann?", questions=[NewQuestion("Wann?")])

    html = signed_in(cast.clerk).get(address(made)).content.decode()

    assert html.count("Noch keine Antwort") == 1


def test_page_costs_the_same_for_one_and_for_three_passages(cast, signed_in):
    client = signed_in(cast.clerk)
    counted = []
    for many in (1, 3):
        made = record(cast, *[NewPassage(f"Satz {n}.", questions=(1,)) for n in range(many)], name=f"Sache {many}")
        client.get(address(made))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address(made))
        counted.append(len(queries))

    assert Inquiry.objects.count() == 2
    assert counted[0] == counted[1]
