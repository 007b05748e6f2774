from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.states import Audience
from documents.models import Paper
from documents.states import PaperType
from motions.actions import inquiries
from motions.actions.inquiries import NewAnswer
from tests import factories

pytestmark = pytest.mark.django_db


def asked(cast, *, written=False, on=date(2026, 1, 5)):
    paper = Paper(body=cast.town, paper_type=PaperType.INQUIRY, name="Wo bleibt die Antwort")
    inquiry = inquiries.draft(paper, questions=["Wo?"], written=written, by=cast.councillor, faction=cast.our_faction)
    inquiries.submit(inquiry, by=cast.councillor)
    inquiry = inquiries.admit(inquiry, by=cast.clerk, on=on)
    return inquiries.request_answer(inquiry, office=cast.office, by=cast.clerk)


def test_home_shows_next_meeting_new_paper_and_what_is_overdue(cast, client):
    today = timezone.localdate()
    meeting = factories.meeting(cast.assembly, date=today + timedelta(days=3), name="7. öffentliche Sitzung")
    paper = factories.paper(name="Freibad bleibt", date=today)
    inquiry = asked(cast)

    html = client.get("/").content.decode()

    assert {thing.key: thing.key in html for thing in (meeting, paper, inquiry.paper)} == {
        meeting.key: True,
        paper.key: True,
        inquiry.paper.key: True,
    }


def test_home_betrays_nothing_closed(cast, client):
    today = timezone.localdate()
    closed = {"audience": Audience.BODY, "audience_organization": cast.magistrat}
    factories.meeting(cast.magistrat, date=today, name="Geheime Runde", public=False, **closed)
    factories.paper(name="Geheimes Papier", date=today, **closed)

    html = client.get("/").content.decode()

    assert "Geheim" not in html


def test_home_costs_the_same_for_one_and_for_many(cast, client):
    today = timezone.localdate()
    factories.meeting(cast.assembly, date=today)
    factories.paper(date=today)
    asked(cast)
    client.get("/")
    with CaptureQueriesContext(connection) as one:
        client.get("/")
    for _ in range(3):
        factories.meeting(cast.assembly, date=today)
        factories.paper(date=today)
        asked(cast)

    with CaptureQueriesContext(connection) as many:
        client.get("/")

    assert len(many) == len(one)


def test_desk_wants_a_sign_in(client, db):
    answer = client.get("/desk/")

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/desk/")


def test_desk_shows_each_what_waits_for_them(cast, client):
    inquiry = asked(cast, written=True)
    inquiries.answer_orally(inquiry, answer=NewAnswer(mode="oral"), by=cast.clerk)
    waiting = asked(cast)
    handed_in = factories.paper(state="submitted", audience=Audience.BODY, audience_organization=cast.assembly_office)

    shown = {}
    for name, user in cast.everyone().items():
        if name == "nobody":
            continue
        client.force_login(user)
        html = client.get("/desk/").content.decode()
        things = {"unwritten": inquiry.paper, "waiting": waiting.paper, "handed_in": handed_in}
        shown[name] = {word for word, thing in things.items() if thing.key in html}

    assert shown == {
        "clerk": {"handed_in"},
        "deputy": {"handed_in"},
        "chair": set(),
        "councillor": {"unwritten", "waiting"},
        "colleague": {"unwritten", "waiting"},
        "rival": set(),
        "mayor": {"waiting"},
        "officer": {"waiting"},
        "district": set(),
        "moderator": set(),
        "citizen": set(),
    }


def test_desk_says_that_the_written_answer_is_missing(cast, client):
    inquiry = asked(cast, written=True)
    inquiries.answer_orally(inquiry, answer=NewAnswer(mode="oral"), by=cast.clerk)
    client.force_login(cast.councillor)

    html = client.get("/desk/").content.decode()

    assert "schriftliche Antwort nicht erfolgt" in html
