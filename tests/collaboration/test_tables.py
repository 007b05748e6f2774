"""A table has the rows of its list: with every query string, on all pages together, for everybody."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from council.states import Audience
from council.views import meetings, people
from documents.views import papers
from motions.views import ledger, promises, resolutions, tasks
from tests import factories
from tests.motions.deciding import commissioned
from tests.motions.inquiring import answered, requested
from tests.motions.test_promises import promised

pytestmark = pytest.mark.django_db

WORDS = "Radweg & Brücke"
OF_A_TABLE = {"inquiry-statistics-csv", "memberships-csv"}  # no list is shown of these: figures, and seats one by one


def offices(cast):
    return {"town": cast.town.key, "body": cast.committee.key, "faction": cast.our_faction.key}


# The list, its table, its page lengths, and the questions asked of both; {…} are keys of the cast.
LISTS = [
    ("papers", papers, ["", "art=motion", "art=inquiry&jahr=2026", "wort=Radweg+%26+Br%C3%BCcke", "jahr=abc&art=x"]),
    ("meetings", meetings, ["", "past=1", "body={body}", "body={body}&past=1", "body=unbekannt"]),
    ("bodies", None, ["", "former=1", "town={town}", "town=unbekannt"]),
    ("districts", None, [""]),
    ("people", people, ["", "q=Ada", "body={body}", "seated=now", "seated=none&q=Ada", "lacking=account", "body=x"]),
    ("inquiries", ledger, ["", "stand=offen", "stand=beantwortet", "fraktion={faction}", "stand=Unsinn"]),
    ("resolutions", resolutions, ["", "gremium={body}", "jahr=2026", "wort=Radweg", "wort=gibtesnicht"]),
    ("promises", promises, ["", "stand=open", "stand=overdue", "gremium={body}"]),
    ("tasks", tasks, ["", "stand=open", "stand=overdue", "gremium={body}", "amt=x"]),
]


@pytest.fixture
def rows(cast):
    """Two of everything, one of them closed to the public, so that pages of two are more than one."""
    for name in ("Radweg & Brücke", "Brunnen", "Radweg Süd"):
        paper = factories.paper(name=name)
        paper.originators.create(organization=cast.our_faction)
    factories.paper(name="Geheimwort", audience=Audience.COUNCIL)
    for day in (date(2020, 6, 15), date(2099, 6, 15), date(2099, 7, 15)):
        factories.meeting(cast.committee, date=day)
        factories.meeting(cast.assembly, date=day)
    factories.organization(name="Alter Ausschuss", end_date=date(2020, 1, 1))
    for name in ("Ada Aue", "Ada Berg", "Ada Clemens", "Dora Aue"):
        factories.person(name=name)
    for _ in range(3):
        requested(cast)
    answered(cast)
    yesterday = timezone.localdate() - timedelta(days=1)
    for due in (None, yesterday, None):
        commissioned(cast, due=due)
        promised(cast, due=due, condition="" if due else "bald")
    return cast


def listed(client, name, query):
    """The addresses of what the list shows, page after page."""
    found, number = [], 1
    while True:
        context = client.get(f"{reverse(name)}?{query}&page={number}").context
        if "page" not in context:
            chapters = context.get("chapters") or [("", context["districts"])]
            return sorted(row.get_absolute_url() for _, rows in chapters for row in rows)
        found += [getattr(row, "paper", row) if name == "inquiries" else row for row in context["page"]]
        if not context["page"].has_next():
            return [row.get_absolute_url() for row in found]
        number += 1


def tabled(client, name, query):
    content = client.get(f"{reverse(f'{name}-csv')}?{query}").getvalue().decode("utf-8-sig")
    found = [
        line["Adresse"].removeprefix("http://testserver")
        for line in csv.DictReader(io.StringIO(content), delimiter=";")
    ]
    return sorted(found) if name in ("bodies", "districts") else found


@pytest.mark.parametrize(("name", "view", "queries"), LISTS, ids=[name for name, *_ in LISTS])
def test_table_has_the_rows_of_all_pages_of_its_list(rows, client, monkeypatch, name, view, queries):
    if view is not None:
        monkeypatch.setattr(view, "PER_PAGE", 2)
    shown = set()
    for user in (None, rows.clerk):
        if user:
            client.force_login(user)
        for query in queries:
            query = query.format(**offices(rows))
            expected = listed(client, name, query)
            assert tabled(client, name, query) == expected, query
            shown.add(tuple(expected))

    assert len(shown) > (name != "districts"), "no question narrows the list"


@pytest.mark.parametrize(("name", "view", "queries"), LISTS, ids=[name for name, *_ in LISTS])
def test_page_leads_to_its_table_with_its_filters(rows, client, name, view, queries):
    query = queries[-1].format(**offices(rows))

    html = client.get(f"{reverse(name)}?{query}").content.decode()

    wanted = reverse(f"{name}-csv")
    assert f'href="{wanted}?{query.replace("&", "&amp;")}"' in html


def test_every_table_is_compared_with_its_list():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.endswith("-csv")}

    assert names == {f"{name}-csv" for name, *_ in LISTS} | OF_A_TABLE
