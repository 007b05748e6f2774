"""Questions beside answers, manifesto beside agreement: as they belong together, and only for their readers."""

import re

import pytest

from council.states import Audience
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.actions import inquiries, programmes
from motions.models import Answer, ProgrammeLink
from tests import factories
from tests.motions import amending
from tests.motions.test_programmes import laid_out

pytestmark = pytest.mark.django_db


def asked(cast, **fields):
    fields = {"audience": Audience.PUBLIC, "name": "Radwege"} | fields
    paper = Paper(body=cast.town, paper_type=PaperType.INQUIRY, state=PaperState.ANSWERED_ORAL, **fields)
    return inquiries.record(
        paper,
        by=None,
        body_text=inquiries.compose(["Wie viele?", "Wann?"], written=False),
        questions=[inquiries.NewQuestion("Wie viele?"), inquiries.NewQuestion("Wann?")],
        answers=[
            inquiries.NewAnswer(
                "oral",
                [
                    inquiries.NewPassage("Zwölf, und zwar bald.", (1, 2)),
                    inquiries.NewPassage("Drei davon im Norden.", (1,)),
                    inquiries.NewPassage("Danke für die Frage."),
                ],
            )
        ],
    )


def rows(client, left, right):
    response = client.get("/compare/", {"left": left, "right": right})
    assert response.status_code == 200
    html = response.content.decode()
    found = re.findall(r'<div class="left">(.*?)</div>\s*<div class="right">(.*?)</div>', html, flags=re.DOTALL)
    return [tuple(" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row) for row in found]


def test_each_question_stands_beside_what_answers_it(cast, client):
    key = asked(cast).paper.key

    assert rows(client, f"{key}~questions", f"{key}~answer-1") == [
        ("1. Wie viele?", "Zwölf, und zwar bald. Drei davon im Norden."),
        ("2. Wann?", "Zwölf, und zwar bald."),
        ("Hier steht nichts dazu.", "Danke für die Frage."),
    ]


def test_text_of_the_inquiry_stands_beside_its_answer_question_by_question(cast, client):
    key = asked(cast).paper.key

    assert rows(client, key, f"{key}~answer-1") == rows(client, f"{key}~questions", f"{key}~answer-1")


def test_several_answers_can_be_read_together(cast, client):
    inquiry = asked(cast)
    now = Answer.objects.get().created_at
    second = Answer.objects.create(
        inquiry=inquiry, mode="written", audience=Audience.PUBLIC, created_at=now, modified_at=now
    )
    second.passages.create(number=1, text="Im Mai.").questions.set(inquiry.questions.filter(number=2))
    key = inquiry.paper.key

    assert rows(client, f"{key}~questions", f"{key}~answers")[1] == ("2. Wann?", "Zwölf, und zwar bald. Im Mai.")
    assert rows(client, f"{key}~questions", f"{key}~answer-2")[1] == ("2. Wann?", "Im Mai.")


def test_answer_can_stand_on_the_left(cast, client):
    key = asked(cast).paper.key

    assert rows(client, f"{key}~answer-1", f"{key}~questions")[1] == ("Zwölf, und zwar bald.", "2. Wann?")


def test_closed_answer_is_not_found(cast, client):
    inquiry = asked(cast)
    Answer.objects.update(audience=Audience.BODY, audience_organization=cast.committee)
    key = inquiry.paper.key

    assert client.get("/compare/", {"left": f"{key}~answer-1"}).status_code == 404
    assert client.get("/compare/", {"left": f"{key}~questions"}).status_code == 404
    client.force_login(cast.councillor)
    assert rows(client, f"{key}~questions", f"{key}~answer-1")[1] == ("2. Wann?", "Zwölf, und zwar bald.")


def test_closed_inquiry_is_not_found(cast, client):
    key = asked(cast, audience=Audience.MEMBERS).paper.key

    assert client.get("/compare/", {"left": f"{key}~questions", "right": f"{key}~answer-1"}).status_code == 404


def test_manifesto_stands_beside_what_was_agreed(cast, client):
    programme = laid_out(cast)
    key = programme.paper.key

    before = rows(client, f"{key}~overview", f"{key}~manifesto")
    programmes.reject(ProgrammeLink.objects.get(state="suggested"), by=cast.clerk)
    after = rows(client, f"{key}~manifesto", f"{key}~overview")

    assert before == [
        ("Sichere Wege wir bauen sichere Wege", "Radwege für alle Radwege in jedem Stadtteil"),
        ("Busse am Abend wir lassen die Busse länger fahren", "Dazu steht hier nichts."),
        ("Hier steht nichts dazu.", "Freies WLAN WLAN in allen Bussen"),
    ]
    assert [left for left, _ in after[:2]] == [
        "Radwege für alle Radwege in jedem Stadtteil",
        "Freies WLAN WLAN in allen Bussen",
    ]
    assert {right for _, right in after[:2]} == {"Dazu steht hier nichts."}


def test_two_programmes_are_compared_part_by_part(cast, client):
    first, second = laid_out(cast), laid_out(cast)

    response = client.get("/compare/", {"left": f"{first.paper.key}~goal", "right": f"{second.paper.key}~goal"})

    assert "Beide Texte sagen dasselbe." in response.content.decode()


def test_chooser_offers_the_parts(cast, client):
    inquiry, programme = asked(cast), laid_out(cast)

    of_inquiry = client.get("/compare/", {"left": inquiry.paper.key}).content.decode()
    of_programme = client.get("/compare/", {"left": programme.paper.key}).content.decode()

    assert [f"~{part}" in of_inquiry for part in ("questions", "answer-1")] == [True, True]
    assert [f"~{part}" in of_programme for part in ("overview", "manifesto", "goal")] == [True, True, True]
    assert "~questions" not in client.get("/compare/", {"left": factories.paper().key}).content.decode()


def test_amendment_is_laid_beside_its_main_text_as_it_would_change_it(cast, client):
    main = amending.main_paper()
    amendment = amending.admitted(main, amending.CHANGE_SUM, by=cast.councillor, clerk=cast.clerk)

    page = client.get(amendment.paper.get_absolute_url()).content.decode()
    address = f"/compare/?left={main.key}&amp;right={amendment.paper.key}~amended"
    assert f'href="{address}"' in page
    html = client.get(address.replace("&amp;", "&")).content.decode()
    changes = re.findall(r"<(del|ins)>([^<]*)</", html[html.index('<ol class="compared"') :])
    assert set(changes) == {("del", "300.000"), ("ins", "500.000")}


def test_amended_text_of_a_closed_main_paper_is_not_found(cast, client):
    main = amending.main_paper()
    amendment = amending.admitted(main, amending.CHANGE_SUM, by=cast.councillor, clerk=cast.clerk)
    Paper.objects.filter(pk=main.pk).update(audience=Audience.MEMBERS)

    address = {"left": f"{amendment.paper.key}~amended"}
    assert client.get("/compare/", address).status_code == 404
    assert main.key not in client.get(amendment.paper.get_absolute_url()).content.decode()
    client.force_login(cast.rival)
    assert client.get("/compare/", address).status_code == 200
