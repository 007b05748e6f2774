"""How inquiries are counted, drawn, and given to spreadsheets; nobody counts what they may not read."""

import csv
import io
import re
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Paper
from documents.states import PaperState, PaperType
from motions import statistics
from motions.actions import inquiries
from motions.actions.inquiries import NewAnswer, NewFollowUp
from motions.models import Inquiry
from motions.statistics import Case, Outcome, Row, Stand
from tests import factories
from tests.motions.inquiring import answered, requested

ON = date(2026, 8, 1)
ASKED, DUE = date(2026, 6, 15), date(2026, 7, 27)


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        (Case(Stand.ANSWERED, due=DUE, answered_on=DUE), Outcome.IN_TIME),
        (Case(Stand.ANSWERED, due=DUE, answered_on=date(2026, 7, 28)), Outcome.LATE),
        (Case(Stand.ANSWERED, due=None, answered_on=DUE), Outcome.UNCLEAR),
        (Case(Stand.ANSWERED, due=DUE, answered_on=None), Outcome.UNCLEAR),
        (Case(Stand.OWED, due=ON), Outcome.OPEN),
        (Case(Stand.OWED, due=DUE), Outcome.OVERDUE),
        (Case(Stand.OWED, due=None), Outcome.OPEN),
        (Case(Stand.LAPSED, due=DUE), Outcome.LAPSED),
    ],
)
def test_outcome_is_measured_by_the_deadline(case, outcome):
    assert statistics.outcome(case, on=ON) == outcome


@pytest.mark.parametrize(
    ("answers", "median", "written"),
    [
        ([], None, ""),
        ([1], 1, "1"),
        ([1, 2], 1.5, "1,5"),
        ([1, 100, 7], 7, "7"),
        ([0], 0, "0"),
    ],
)
def test_median_of_days_is_written_in_german(answers, median, written):
    cases = [
        Case(Stand.ANSWERED, asked_on=ASKED, due=DUE, answered_on=date.fromordinal(ASKED.toordinal() + days))
        for days in answers
    ]
    cases += [
        Case(Stand.ANSWERED, asked_on=None, answered_on=DUE),
        Case(Stand.ANSWERED, asked_on=DUE, answered_on=ASKED),
        Case(Stand.OWED, asked_on=ASKED),
    ]

    row = statistics.tally("Amt", cases, on=ON)

    assert (row.median, row.median_text) == (median, written)


def test_table_sums_up_by_label_in_the_order_of_the_alphabet():
    cases = [
        ("b", Case(Stand.OWED)),
        ("A", Case(Stand.ANSWERED, ASKED, DUE, DUE, extended=True)),
        ("b", Case(Stand.LAPSED)),
    ]

    rows = statistics.table(cases, on=ON)

    assert [(row.label, row.total, row.extended, row.median) for row in rows] == [("A", 1, 1, 42), ("b", 2, 0, None)]
    assert rows[1].counts == Counter({Outcome.OPEN: 1, Outcome.LAPSED: 1})


def test_segments_of_a_bar_touch_and_the_longest_fills_the_width():
    rows = [
        Row("a", Counter({Outcome.IN_TIME: 1, Outcome.LATE: 1, Outcome.OVERDUE: 1}), 0, None),
        Row("b", Counter({Outcome.OPEN: 1}), 0, None),
    ]

    drawn = [[(one.x, one.width, one.count) for one in bar.segments] for bar in statistics.bars(rows)]

    assert drawn == [[(0, 213, 1), (213, 213, 1), (426, 214, 1)], [(0, 213, 1)]]


def test_chart_of_nothing_is_empty():
    assert (statistics.bars([]), statistics.height([])) == ([], 0)


def test_rare_outcome_is_still_drawn():
    row = Row("a", Counter({Outcome.IN_TIME: 5000, Outcome.LATE: 1}), 0, None)

    assert [one.width for one in statistics.bars([row])[0].segments][1] >= 1


# The pages


@pytest.fixture
def asked(cast):
    """One in time, one late, one overdue, one answered orally though writing was asked for, one lapsed, one with a follow-up."""
    answered(cast, name="In der Frist", given_on=date(2026, 7, 1))
    answered(cast, name="Zu spät", given_on=date(2026, 8, 1))
    requested(cast, name="Überfällig")
    oral = requested(cast, name="Nur mündlich", written=True)
    inquiries.answer_orally(oral, answer=NewAnswer(mode="oral", given_on=date(2026, 7, 1)), by=cast.clerk)
    inquiries.lapse(requested(cast, name="Verfallen"), by=cast.clerk)
    further = answered(cast, name="Nachgefragt", given_on=date(2026, 7, 1))
    inquiries.follow_up(further, followup=NewFollowUp("Und?"), by=cast.rival)
    return cast


def table_of(client, by):
    raw = client.get(reverse("inquiry-statistics-csv"), {"nach": by}).content
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))


def test_csv_has_german_headings_mark_and_semicolons(asked, client):
    answer = client.get(reverse("inquiry-statistics-csv"), {"nach": "fraktion"})

    assert answer.content.startswith(b"\xef\xbb\xbfFraktion;Anfragen;In der Frist beantwortet;")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="anfragen-nach-fraktion.csv"'
    assert table_of(client, "fraktion") == [
        [
            "Fraktion",
            "Anfragen",
            "In der Frist beantwortet",
            "Verspätet beantwortet",
            "Beantwortet, Tag oder Frist nicht angegeben",
            "Offen",
            "Überfällig",
            "Verfallen",
            "davon mit verlängerter Frist",
            "Tage bis zur Antwort (Median)",
        ],
        ["Fraktion Grüne Stadt", "6", "2", "1", "0", "0", "2", "1", "0", "16"],
    ]


def test_each_division_counts_every_inquiry(asked, client):
    found = {by: [row[:2] for row in table_of(client, by)[1:]] for by in ("dezernat", "amt", "wahlperiode", "unsinn")}

    assert found == {
        "dezernat": [["Tiefbauamt", "6"]],
        "amt": [["Tiefbauamt", "6"]],
        "wahlperiode": [["XX. Wahlperiode", "6"]],
        "unsinn": [["Tiefbauamt", "6"]],
    }


def test_office_counts_for_the_department_above_it(asked, client):
    asked.office.parent = asked.magistrat
    asked.office.save()

    assert [table_of(client, by)[1][0] for by in ("dezernat", "amt")] == ["Magistrat", "Tiefbauamt"]


def test_joint_inquiry_counts_for_each_faction_and_lonely_ones_for_none(cast, client):
    from documents.actions import papers

    paper = requested(cast).paper
    papers.name_originator(paper, organization=cast.other_faction)
    lonely = factories.paper(paper_type=PaperType.INQUIRY, state=PaperState.ANSWER_REQUESTED)
    Inquiry.objects.create(paper=lonely)

    assert [row[:2] for row in table_of(client, "fraktion")[1:]] == [
        ["Fraktion Bürgerliste", "1"],
        ["Fraktion Grüne Stadt", "1"],
        ["ohne Fraktion", "1"],
    ]


@pytest.mark.parametrize(
    "state",
    [PaperState.DRAFT, PaperState.SUBMITTED, PaperState.WITHDRAWN, PaperState.INADMISSIBLE, PaperState.RECORDED],
)
def test_what_no_answer_is_due_to_does_not_count(cast, client, state):
    Inquiry.objects.create(paper=factories.paper(paper_type=PaperType.INQUIRY, state=state))

    assert table_of(client, "amt")[1:] == []


def test_other_towns_do_not_count(cast, client):
    factories.home()
    there = factories.body(name="Nachbarstadt", home=False)
    paper = factories.paper(body=there, paper_type=PaperType.INQUIRY, state=PaperState.ANSWER_REQUESTED)
    Inquiry.objects.create(paper=paper)

    assert table_of(client, "amt")[1:] == []


def test_closed_inquiry_counts_only_for_those_who_may_read_it(asked, client):
    Paper.objects.filter(name="Überfällig").update(audience="members")
    totals = {}
    for name, user in asked.everyone().items():
        client.logout()
        if name != "nobody":
            client.force_login(user)
        totals[name] = table_of(client, "amt")[1][1]

    readers = {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor"}
    assert totals == {name: "6" if name in readers else "5" for name in asked.everyone()}


def test_answer_that_may_not_be_read_gives_no_day_away(asked, client):
    from motions.models import Answer

    Answer.objects.filter(inquiry__paper__name="In der Frist").update(audience="members")

    assert table_of(client, "amt")[1][2:5] == ["1", "1", "1"]


def test_page_shows_chart_and_the_same_numbers_in_a_table(asked, client):
    html = client.get(reverse("inquiry-statistics")).content.decode()

    section = html[html.index('id="nach-fraktion"') : html.index('id="nach-wahlperiode"')]
    cells = re.findall(r'<td class="number">([^<]*)</td>', section)
    assert cells == ["6", "2", "1", "0", "0", "2", "1", "0", "16"]
    drawn = section[section.index('<svg class="chart" ') :]
    assert re.findall(r'<rect class="(chart-\w+)" x="(\d+)" y="\d+" width="(\d+)"', drawn) == [
        ("chart-in_time", "0", "213"),
        ("chart-late", "213", "107"),
        ("chart-overdue", "320", "213"),
        ("chart-lapsed", "533", "107"),
    ]
    assert (" style=" in html, 'role="img"' in section) == (False, True)


def test_term_narrows_page_and_csv(asked, client):
    other = factories.term(name="XIX. Wahlperiode", number=19, start_date=date(2021, 4, 1), end_date=date(2026, 3, 31))
    query = {"wahlperiode": other.key}

    assert "Noch nichts zu zählen" in client.get(reverse("inquiry-statistics"), query).content.decode()
    assert client.get(reverse("inquiry-statistics-csv"), query).content.decode().count("\r\n") == 1
    assert "Noch nichts" not in client.get(reverse("inquiry-statistics"), {"wahlperiode": "' OR 1=1"}).content.decode()


def test_label_that_a_spreadsheet_would_compute_is_made_harmless(asked, client):
    asked.office.name = '=cmd|"/c calc"!A1;"x"'
    asked.office.save()

    assert table_of(client, "amt")[1][0] == '\'=cmd|"/c calc"!A1;"x"'


def test_extensions_are_counted(cast, client):
    inquiry = requested(cast)
    inquiries.extend(inquiry, due=date(2026, 12, 31), reason="Gutachten", by=cast.chair)

    assert table_of(client, "amt")[1][-2] == "1"


def test_statistics_cost_the_same_for_one_and_for_thirty(cast, client):
    addresses = [reverse("inquiry-statistics"), reverse("inquiry-statistics-csv")]

    def cost():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    def ask():
        Inquiry.objects.create(paper=factories.paper(paper_type=PaperType.INQUIRY, state=PaperState.ANSWER_REQUESTED))

    ask()
    cost()
    one = cost()
    for _ in range(29):
        ask()

    assert cost() == one
