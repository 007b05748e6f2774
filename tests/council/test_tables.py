"""The door of all tables, and the tables of this floor."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council import tables
from council.states import Audience
from tests import factories

LISTS = ("papers", "meetings", "bodies", "people", "memberships", "districts", "inquiries", "resolutions", "promises")
SECRET = "Geheimwort"


def read(client, name, query=None) -> list[dict[str, str]]:
    response = client.get(reverse(f"{name}-csv"), query)
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    content = response.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "ja"),
        (False, "nein"),
        (-3, "-3"),
        (date(2026, 6, 5), "05.06.2026"),
        (datetime(2026, 6, 5, 14, 0, tzinfo=UTC), "05.06.2026 16:00"),
        ("=1+1", "'=1+1"),
        ("+49 561", "'+49 561"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" \t\r\n=1+1", "'=1+1"),
        ("\x00=1", "'=1"),
        ("\u202e=1", "'=1"),
        ("＝1+1", "'＝1+1"),
        ("a\r\nb;c\x0bd", "a b;c d"),
        ("2+2=4", "2+2=4"),
    ],
)
def test_cell_is_one_line_in_german_form_and_no_formula(value, written):
    assert tables.cell(value) == written


def test_table_has_mark_semicolons_and_quotes():
    answer = tables.answer(name="probe", lines=[["Name", "Zahl"], ['Ein "Wort"; ja', 7]])

    assert answer.content == '\ufeffName;Zahl\r\n"Ein ""Wort""; ja";7\r\n'.encode()
    assert answer["Content-Disposition"] == 'attachment; filename="probe.csv"'


@pytest.mark.django_db
def test_every_list_is_a_table_also_when_it_is_empty(client, db):
    assert {name: read(client, name) for name in LISTS} == {name: [] for name in LISTS}


def test_meetings_are_those_the_list_shows(client, cast):
    ahead = factories.meeting(cast.committee, name="Kommt", date=date(2099, 6, 15))
    factories.meeting(cast.assembly, name="War", date=date(2020, 6, 15))
    factories.meeting(cast.committee, name=SECRET, date=date(2099, 6, 16), audience=Audience.COUNCIL, public=False)

    assert [row["Sitzung"] for row in read(client, "meetings")] == ["Kommt"]
    assert [row["Sitzung"] for row in read(client, "meetings", {"past": "1"})] == ["War"]
    assert read(client, "meetings", {"past": "1", "body": cast.committee.key}) == []
    client.force_login(cast.councillor)
    (row, _) = read(client, "meetings")
    assert [line["Sitzung"] for line in read(client, "meetings")] == ["Kommt", SECRET]
    assert row == {
        "Gremium": "Ausschuss für Umwelt und Energie",
        "Sitzung": "Kommt",
        "Nummer": "",
        "Tag": "15.06.2099",
        "Beginn": "15.06.2026 16:00",
        "Ende": "",
        "Ort": "",
        "Stand": "terminiert",
        "öffentlich": "ja",
        "Adresse": f"http://testserver{ahead.get_absolute_url()}",
    }


def test_bodies_and_people_are_those_of_the_town_and_of_today(client, cast):
    gone = factories.organization(name="Alter Ausschuss", end_date=date(2020, 1, 1))
    factories.membership(cast.councillor.person, gone, start_date=date(2019, 1, 1), end_date=date(2019, 12, 31))

    names = [row["Gremium"] for row in read(client, "bodies")]
    assert ("Alter Ausschuss" in names, names == sorted(names)) == (False, True)
    assert [row["Gremium"] for row in read(client, "bodies", {"former": "1"})] == ["Alter Ausschuss"]
    seats = {row["Gremium"] for row in read(client, "memberships") if row["Person"] == cast.councillor.person.name}
    assert seats == {"Stadtverordnetenversammlung", "Ausschuss für Umwelt und Energie", "Fraktion Grüne Stadt"}
    assert [row["Gremium"] for row in read(client, "memberships", {"former": "1"})] == ["Alter Ausschuss"]


@pytest.mark.parametrize(
    "query", ["town=x", "body=x&past=x", "page=-1", "former=%00", "art=x&jahr=x&wort=%00", "x=" + "y" * 9000]
)
def test_odd_filters_break_no_table(client, cast, query):
    for name in LISTS:
        response = client.get(f"{reverse(f'{name}-csv')}?{query}")
        assert (response.status_code, response.getvalue()[:3]) == (200, b"\xef\xbb\xbf"), name


def test_heads_of_tables_are_asked_without_reading_rows(client, cast):
    factories.paper()

    with CaptureQueriesContext(connection) as queries:
        response = client.head(reverse("papers-csv"))

    assert (response.status_code, len(queries)) == (200, 0)


def test_tables_cost_the_same_for_one_and_for_three(client, cast):
    def grow():
        paper = factories.paper()
        paper.originators.create(organization=cast.our_faction)
        factories.meeting(cast.committee, date=date(2099, 1, 1))
        factories.membership(factories.person(), factories.organization())

    def count(name):
        with CaptureQueriesContext(connection) as queries:
            read(client, name)
        return len(queries)

    asked = ("papers", "meetings", "bodies", "people", "memberships")
    grow()
    one = [count(name) for name in asked]
    grow(), grow()

    assert [count(name) for name in asked] == one
