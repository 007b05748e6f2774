"""Terms of office: everyone sees them, the office enters and changes them, they do not overlap."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.models import Entry, LegislativeTerm
from tests import factories

pytestmark = pytest.mark.django_db

NEXT = {"name": "XXI. Wahlperiode", "number": 21, "start_date": "2031-04-01", "end_date": "2036-03-31"}


def text(response):
    return response.content.decode()


def edit(term):
    return f"/terms/{term.key}/edit/"


def test_everyone_sees_the_terms_and_what_follows_from_them(cast, client):
    shown = text(client.get("/terms/"))

    assert 'href="/terms/"' in text(client.get("/bodies/"))
    assert "1. April 2026 bis 31. März 2031" in shown
    assert "Sitze enden nicht von selbst" in shown
    assert "/terms/new/" not in shown


def test_office_enters_the_next_term_with_its_days_proposed(cast, client):
    client.force_login(cast.clerk)
    form = text(client.get("/terms/new/"))

    done = client.post("/terms/new/", NEXT)

    term = LegislativeTerm.objects.get(number=21)
    assert [f'value="{word}"' in form for word in ("21", "2031-04-01", "2036-03-31")] == [True] * 3
    assert 'href="/terms/new/"' in text(client.get("/terms/"))
    assert (done.status_code, term.name, term.body) == (303, "XXI. Wahlperiode", cast.town)
    assert (term.start_date, term.end_date) == (date(2031, 4, 1), date(2036, 3, 31))
    assert Entry.objects.get(verb="term.entered").thing == term.pk


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": 20}, "Diese Nummer hat schon eine andere Wahlperiode."),
        ({"number": "\x00"}, "ganze Zahl"),
        ({"number": 10**20}, "kleiner oder gleich 999"),
        ({"start_date": "2031-03-31"}, "überschneiden sich mit „XX. Wahlperiode“"),
        ({"end_date": "2031-03-31"}, "Der letzte Tag liegt vor dem ersten."),
        ({"end_date": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"name": "x" * 200_000}, "höchstens 200 Zeichen"),
    ],
)
def test_what_is_no_term_is_refused_with_a_sentence(cast, client, fields, sentence):
    client.force_login(cast.clerk)

    response = client.post("/terms/new/", NEXT | fields)

    assert (response.status_code, LegislativeTerm.objects.count()) == (422, 1)
    assert sentence in text(response)


def test_office_changes_a_term_once_for_each_version(cast, client):
    client.force_login(cast.clerk)
    sent = {"name": "Zwanzigste", "number": 20, "start_date": "2026-04-01", "end_date": "2031-03-31", "version": 1}

    done, late = client.post(edit(cast.term), sent), client.post(edit(cast.term), sent | {"name": "Spät"})

    cast.term.refresh_from_db()
    assert (done.status_code, late.status_code, cast.term.name) == (303, 409, "Zwanzigste")


def test_seats_that_outlast_their_term_are_counted_for_the_office(cast, client):
    factories.term(name="XIX. Wahlperiode", number=19, start_date=date(2021, 4, 1), end_date=date(2026, 3, 31))
    told = "Sitze aus einer früheren Wahlperiode weiter"
    outside = text(client.get("/terms/"))
    client.force_login(cast.clerk)

    assert told not in outside
    assert f"Zurzeit gelten noch 11 {told}." in text(client.get("/terms/"))


@pytest.mark.parametrize("name", ["chair", "mayor", "citizen"])
def test_nobody_else_keeps_terms(cast, client, name):
    client.force_login(cast.people[name])

    answers = [
        getattr(client, method)(url).status_code
        for url in ("/terms/new/", edit(cast.term))
        for method in ("get", "post")
    ]

    assert (answers, LegislativeTerm.objects.count()) == ([403] * 4, 1)


def test_terms_ask_as_much_for_three_as_for_one(cast, client):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get("/terms/")
        return len(seen)

    def term(number):
        begun = 2026 - 5 * (20 - number)
        days = {"start_date": date(begun, 4, 1), "end_date": date(begun + 5, 3, 31)}
        factories.term(number=number, name=f"{number}. Wahlperiode", **days)

    client.force_login(cast.clerk)
    term(19)
    one = queries()
    term(18)
    term(17)

    assert queries() == one


def test_closed_meetings_are_not_counted_in_a_term(cast, client):
    closed = {"audience": "body", "audience_organization": cast.committee, "public": False}
    factories.meeting(cast.committee, term=cast.term)
    factories.meeting(cast.committee, term=cast.term, **closed)

    assert "1 öffentliche Sitzung<" in text(client.get("/terms/"))
