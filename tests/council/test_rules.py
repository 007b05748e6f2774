"""The rulebook's pages: everybody reads what holds, the office enacts, the statute is not undercut."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import rulebook
from council.actions import rules
from council.forms.rules import CODES, NAMES, initial_of, written
from council.law import deadlines, seats
from council.models import Rule
from council.rulebook import SPEECHES

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
BASIS = {"valid_from": "2026-05-01", "legal_basis": "§ 9 GO"}


def text(response):
    return response.content.decode()


def test_every_rule_has_a_german_name_and_stands_on_the_page(client):
    shown = text(client.get("/rules/"))

    assert set(NAMES) == set(rulebook.KEYS)
    assert [name for name, label in NAMES.items() if f">{label}</a>" not in shown] == []


def test_every_default_can_be_written_and_read(client):
    assert [name for name, key in rulebook.KEYS.items() if not written(name, key.default)] == []
    assert [name for name, key in rulebook.KEYS.items() if not initial_of(name, key.default)] == []
    assert [name for name, codes in CODES.items() if rulebook.KEYS[name].default not in codes] == []
    assert set(CODES["seats.method"]) == {method.value for method in seats.Method}


@pytest.mark.parametrize(
    ("rule", "value", "words"),
    [
        ("inquiry.answer_rule", "weeks:6", "6 Wochen"),
        ("inquiry.answer_rule", "months:1", "1 Monat"),
        ("inquiry.answer_rule", "earliest_of(weeks:6,next_meeting)", "6 Wochen, spätestens bis zur nächsten Sitzung"),
        ("inquiry.answer_rule", "was anderes", "was anderes"),
        ("vote.secret_on_papers", False, "nein"),
        ("agenda.parts", ["I", "II"], "I, II"),
        ("seats.method", "hare_niemeyer", "Hare/Niemeyer"),
        ("speech.minutes", {"mover": 10, "other": 5}, "Einbringung: 10, weitere Redebeiträge: 5"),
    ],
)
def test_values_are_written_in_german(rule, value, words):
    assert written(rule, value) == words


def test_rules_page_asks_as_much_for_three_rows_as_for_one(cast, client):
    rules.enact("minutes.send_days", 21, valid_from=TODAY, legal_basis="GO", by=None)
    with CaptureQueriesContext(connection) as one:
        client.get("/rules/")
    rules.enact("faction.min_size", 4, valid_from=TODAY, legal_basis="GO", by=None)
    rules.enact("agenda.parts", ["I"], valid_from=TODAY, legal_basis="GO", by=None, organization=cast.committee)

    with CaptureQueriesContext(connection) as three:
        client.get("/rules/")

    assert len(three) == len(one)


def test_rule_in_force_today_is_shown_and_the_one_of_tomorrow_is_not(cast, client):
    rules.enact("minutes.send_days", 21, valid_from=TODAY, legal_basis="Beschluss von heute", by=None)
    rules.enact("minutes.send_days", 14, valid_from=TODAY + timedelta(days=1), legal_basis="Ab morgen", by=None)

    page, detail = text(client.get("/rules/")), text(client.get("/rules/minutes.send_days/"))

    assert ("Beschluss von heute" in page, "Ab morgen" in page) == (True, False)
    assert ("Beschluss von heute" in detail, "Ab morgen" in detail) == (True, True)
    assert "Heute gilt: <strong>21</strong>" in detail


def test_a_bodys_own_rule_stands_beside_the_towns(cast, client):
    rules.enact("minutes.send_days", 10, valid_from=TODAY, legal_basis="GO", by=None, organization=cast.committee)

    shown = text(client.get("/rules/"))

    assert f"{cast.committee.label}: 10" in shown
    assert "Heute gilt: <strong>28</strong>" in text(client.get("/rules/minutes.send_days/"))


def test_rule_that_does_not_exist_is_not_there(cast, client):
    client.force_login(cast.clerk)

    assert [client.get(f"/rules/erfunden/{end}").status_code for end in ("", "enact/")] == [404, 404]


def test_enacting_is_the_offices(cast, client):
    seen = {}
    for name, user in cast.everyone().items():
        client.logout()
        if name != "nobody":
            client.force_login(user)
        page = client.get("/rules/minutes.send_days/enact/").status_code
        done = client.post("/rules/minutes.send_days/enact/", BASIS | {"value": "21"}).status_code
        seen[name] = (page, done, "Ändern" in text(client.get("/rules/")))

    office = {"clerk", "deputy"}
    assert seen == {
        name: (200, 303, True) if name in office else (302, 302, False) if name == "nobody" else (403, 403, False)
        for name in cast.everyone()
    }


@pytest.mark.parametrize(
    ("rule", "typed", "value"),
    [
        ("minutes.send_days", {"value": "21"}, 21),
        ("audio.publish", {"value": "no"}, False),
        ("agenda.parts", {"value": " I , II,III "}, ["I", "II", "III"]),
        ("seats.method", {"value": "d_hondt"}, "d_hondt"),
        ("inquiry.answer_rule", {"count": "4", "unit": "weeks"}, "weeks:4"),
        (
            "inquiry.answer_rule",
            {"count": "2", "unit": "months", "meeting": "on"},
            "earliest_of(months:2,next_meeting)",
        ),
        (
            "speech.minutes",
            {f"value_{name}": "7" for name in SPEECHES},
            dict.fromkeys(SPEECHES, 7),
        ),
    ],
)
def test_value_is_enacted_in_the_kind_its_rule_asks_for(cast, client, rule, typed, value):
    client.force_login(cast.clerk)

    response = client.post(f"/rules/{rule}/enact/", BASIS | typed)

    row = Rule.objects.get()
    assert (response.status_code, response.url) == (303, f"/rules/{rule}/")
    assert (row.name, row.value, row.valid_from, row.legal_basis) == (rule, value, date(2026, 5, 1), "§ 9 GO")
    if rule == "inquiry.answer_rule":
        assert deadlines.parts(row.value)


def test_value_for_one_body_leaves_the_towns(cast, client):
    client.force_login(cast.clerk)

    client.post("/rules/minutes.send_days/enact/", BASIS | {"value": "10", "body": cast.committee.key})

    assert Rule.objects.get().organization == cast.committee
    assert rulebook.value("minutes.send_days", on=date(2026, 6, 1)) == 28


@pytest.mark.parametrize(
    ("rule", "typed", "sentence"),
    [
        ("faction.min_size", {"value": "1"}, "Weniger als 2 lässt das Gesetz nicht zu (HGO §36a)."),
        ("vote.secret_on_papers", {"value": "yes"}, "Dieser Wert ist gesetzlich festgelegt (HGO §54(2))."),
        ("minutes.send_days", {"value": "viele"}, "Bitte eine ganze Zahl eingeben."),
        ("minutes.send_days", {"value": ""}, "Dieses Feld ist zwingend erforderlich."),
        ("minutes.send_days", {"value": "21", "valid_from": "irgendwann"}, "Bitte ein gültiges Datum eingeben."),
        ("minutes.send_days", {"value": "21", "legal_basis": ""}, "Dieses Feld ist zwingend erforderlich."),
        ("seats.method", {"value": "würfeln"}, "würfeln ist keine gültige Auswahl."),
        ("inquiry.answer_rule", {"count": "0", "unit": "weeks"}, "Dieser Wert muss größer oder gleich 1 sein."),
        ("speech.minutes", {"value_mover": "10"}, "Dieses Feld ist zwingend erforderlich."),
    ],
)
def test_value_that_cannot_be_comes_back_with_its_reason(cast, client, rule, typed, sentence):
    client.force_login(cast.clerk)

    response = client.post(f"/rules/{rule}/enact/", BASIS | typed)

    assert response.status_code == 422
    assert sentence in text(response)
    assert Rule.objects.count() == 0


def test_form_shows_what_holds_now(cast, client):
    rules.enact("inquiry.answer_rule", "months:3", valid_from=date(2026, 1, 1), legal_basis="GO", by=None)
    client.force_login(cast.clerk)

    shown = text(client.get("/rules/inquiry.answer_rule/enact/"))

    assert "Heute gilt: <strong>3 Monate</strong>" in shown
    assert 'name="count" value="3"' in shown


@pytest.mark.parametrize("rule", sorted(rulebook.KEYS))
def test_every_rule_has_a_form(cast, client, rule):
    client.force_login(cast.clerk)

    assert client.get(f"/rules/{rule}/enact/").status_code == 200


def test_enacting_is_confirmed_by_name(cast, client):
    client.force_login(cast.clerk)

    shown = client.post("/rules/minutes.send_days/enact/", BASIS | {"value": "21"}, follow=True)

    assert "Beschlossen: „Frist für den Versand der Niederschrift (Tage)“." in text(shown)
