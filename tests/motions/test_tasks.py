"""What a resolution orders is given out by the office, reported on by the lead office, and followed until it is settled."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import rulebook
from council.life import Stale, WrongState
from council.may import Denied, allowed
from council.models import Entry, Rule
from documents.models import Paper
from documents.states import PaperState
from motions import chores_tasks
from motions.actions import resolutions, tasks
from motions.may import tasks as may
from motions.models import ResolutionTask
from motions.states import TASK_STEPS, TaskState
from motions.views import tasks as views
from tests import factories
from tests.documents.print.comparing import words_of_page
from tests.motions.deciding import ORDER, commissioned, extracted

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def days(count):
    return TODAY + timedelta(days=count)


def closed_task(cast):
    paper = factories.paper(audience="body", audience_organization=cast.committee, name="Grundstücksaal")
    return commissioned(cast, body=cast.committee, paper=paper)


def reported(task, *, state="in_progress", on=None, by=None):
    tasks.report(task, text="Wir sind dabei.", on=on or TODAY, state=state, by=by)
    return ResolutionTask.objects.get(pk=task.pk)


def state_of(task):
    return Paper.objects.get(pk=task.paper_id).state


def test_whole_life_through_the_pages(cast, client):
    extract = extracted(cast)
    clerk, officer = signed_in(cast.clerk), signed_in(cast.officer)
    paper_page = extract.paper.get_absolute_url()
    offered = reverse("task-new", args=[extract.key])
    assert offered in clerk.get(paper_page).content.decode()
    assert offered not in client.get(paper_page).content.decode()

    given = clerk.post(offered, {"order_text": ORDER, "office": cast.office.key, "due": f"{days(60):%Y-%m-%d}"})
    task = ResolutionTask.objects.get()
    assert (given.status_code, given["Location"], state_of(task)) == (303, task.get_absolute_url(), "in_implementation")
    assert task.get_absolute_url() in officer.get("/desk/").content.decode()

    report = reverse("task-report", args=[task.key])
    begun = officer.post(report, {"state": "in_progress", "text": "Die Planung läuft.", "on": f"{TODAY:%Y-%m-%d}"})
    early = clerk.post(reverse("paper-implement", args=[extract.paper.key]))
    done = officer.post(report, {"state": "done", "text": "Der Radweg ist da.", "on": f"{TODAY:%Y-%m-%d}"})
    again = officer.post(report, {"state": "done", "text": "Noch einmal.", "on": f"{TODAY:%Y-%m-%d}"})
    assert [answer.status_code for answer in (begun, early, done, again)] == [303, 409, 303, 409]

    said = client.get(task.get_absolute_url()).content.decode()
    assert ["Die Planung läuft." in said, "Der Radweg ist da." in said, "erledigt" in said] == [True, True, True]
    assert extract.paper.get_absolute_url() in clerk.get("/desk/").content.decode()
    ended = clerk.post(reverse("paper-implement", args=[extract.paper.key]))
    assert (ended.status_code, state_of(task)) == (303, PaperState.IMPLEMENTED)


def test_task_is_given_out_by_the_office_and_reported_on_by_the_lead_office_alone(cast):
    task = commissioned(cast)
    everyone = cast.everyone()

    keep = {name for name, user in everyone.items() if allowed(may.keep, user, task)}
    report = {name for name, user in everyone.items() if allowed(may.report, user, task)}

    assert (keep, report) == ({"clerk", "deputy"}, {"mayor", "officer"})
    for name in ("councillor", "clerk", "citizen"):
        with pytest.raises(Denied, match="federführende Amt"):
            tasks.report(task, text="x", on=TODAY, state="done", by=cast.people[name])
        address = reverse("task-report", args=[task.key])
        assert signed_in(cast.people[name]).post(address, {"state": "done"}).status_code == 403
    for name in ("officer", "mayor", "chair"):
        address = reverse("task-new", args=[task.extract.key])
        assert signed_in(cast.people[name]).post(address, {"order_text": "x"}).status_code == 403
    assert (ResolutionTask.objects.count(), task.reports.count()) == (1, 0)


@pytest.mark.parametrize("state", TaskState.values)
@pytest.mark.parametrize("step", TASK_STEPS)
def test_step_leads_where_the_table_says_and_nowhere_else(cast, state, step):
    task = commissioned(cast)
    settled = TODAY if state in ("done", "not_feasible") else None
    ResolutionTask.objects.filter(pk=task.pk).update(state=state, settled_on=settled)
    starts, target, _ = TASK_STEPS[step]
    act = {
        "wait": lambda: reported(task, state="open"),
        "begin": lambda: reported(task, state="in_progress"),
        "go_on": lambda: reported(task, state="in_progress"),
        "finish": lambda: reported(task, state="done"),
        "give_up": lambda: reported(task, state="not_feasible"),
        "reopen": lambda: tasks.reopen(task, by=cast.clerk),
    }[step]

    if state in starts or (step, state) in (("begin", "in_progress"), ("go_on", "open")):
        act()
    else:
        with pytest.raises(WrongState):
            act()

    now = ResolutionTask.objects.get(pk=task.pk).state
    assert now == (target if state in starts else "in_progress" if (step, state) == ("go_on", "open") else state)


@pytest.mark.parametrize(("result", "paper_state"), [("rejected", "rejected"), ("noted", "noted")])
def test_nothing_is_ordered_by_what_was_not_adopted(cast, result, paper_state):
    extract = extracted(cast, result=result)

    with pytest.raises(WrongState, match="angenommenen Beschluss"):
        tasks.create(extract, order_text="x", office=cast.office, due=None, by=cast.clerk)
    assert Paper.objects.get(pk=extract.paper_id).state == paper_state


def test_recommendation_of_a_committee_orders_nothing_yet(cast):
    extract = extracted(cast)
    Paper.objects.filter(pk=extract.paper_id).update(state="recommended")

    with pytest.raises(WrongState, match="geltenden Beschluss"):
        tasks.create(extract, order_text="x", office=cast.office, due=None, by=cast.clerk)


def test_corrected_extract_orders_nothing_more(cast):
    extract = extracted(cast)
    resolutions.correct(extract, text="anders", by=cast.clerk)

    with pytest.raises(WrongState, match="berichtigt"):
        tasks.create(extract, order_text="x", office=cast.office, due=None, by=cast.clerk)


def test_report_is_due_after_the_months_of_the_rulebook(cast):
    task = commissioned(cast)
    assert rulebook.value("resolution.report_months", on=TODAY) == 6
    assert task.report_due == tasks.next_report(TODAY, organization=None)
    Rule.objects.create(name="resolution.report_months", value=3, valid_from=date(2020, 1, 1), legal_basis="GO")

    assert tasks.next_report(date(2026, 11, 30), organization=cast.assembly) == date(2027, 2, 28)
    assert reported(task).report_due == tasks.next_report(TODAY, organization=None)
    assert reported(task, state="done").report_due is None


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, ("", "ohne Frist")),
        (-1, ("red", "seit gestern überfällig")),
        (-9, ("red", "seit 9 Tagen überfällig")),
        (0, ("yellow", "heute fällig")),
        (1, ("yellow", "noch 1 Tag")),
        (14, ("yellow", "noch 14 Tage")),
        (15, ("green", "noch 15 Tage")),
    ],
)
def test_light_of_a_task(due, expected):
    task = ResolutionTask(state="open", due=None if due is None else days(due))

    light = views.light_of(task, on=TODAY)

    assert (light.state, light.text) == expected


def test_office_is_reminded_once_for_each_day(cast):
    task = commissioned(cast, due=days(3))
    ResolutionTask.objects.filter(pk=task.pk).update(due=days(-1), report_due=days(-1))
    now = timezone.now()

    done = [(chores_tasks.overdue_tasks(now), chores_tasks.due_task_reports(now)) for _ in range(2)]
    ResolutionTask.objects.filter(pk=task.pk).update(due=days(-2))
    later = chores_tasks.overdue_tasks(now)

    assert (done, later) == ([(1, 1), (0, 0)], 1)
    assert Entry.objects.filter(verb="task.overdue").count() == 2


def test_settled_task_is_not_reminded_of(cast):
    task = commissioned(cast)
    ResolutionTask.objects.filter(pk=task.pk).update(due=days(-1))
    reported(task, state="done")

    assert (chores_tasks.overdue_tasks(timezone.now()), chores_tasks.due_task_reports(timezone.now())) == (0, 0)


def test_task_is_changed_and_taken_up_again_by_the_office(cast):
    task = commissioned(cast)
    clerk = signed_in(cast.clerk)
    edit = reverse("task-edit", args=[task.key])

    changed = clerk.post(edit, {"office": cast.magistrat.key, "due": f"{days(9):%Y-%m-%d}", "version": task.version})
    stale = clerk.post(edit, {"office": cast.office.key, "due": "", "version": task.version})
    reported(task, state="not_feasible")
    reopened = clerk.post(reverse("task-reopen", args=[task.key]))

    task = ResolutionTask.objects.get()
    assert [answer.status_code for answer in (changed, stale, reopened)] == [303, 409, 303]
    assert (task.office, task.due, task.state, task.settled_on) == (cast.magistrat, days(9), "in_progress", None)
    with pytest.raises(Stale):
        tasks.change(task, office=cast.office, due=None, by=cast.clerk, version=1)


@pytest.mark.parametrize(
    "typed",
    [
        {"state": "done", "text": "", "on": "2026-01-01"},
        {"state": "open or done", "text": "x", "on": "2026-01-01"},
        {"state": "done", "text": "x" * 200_000, "on": "2026-01-01"},
        {"state": "done", "text": "x\x00", "on": "2026-01-01"},
        {"state": "done", "text": "x", "on": "morgen"},
        {"state": "done", "text": "x", "on": f"{days(1):%Y-%m-%d}"},
    ],
)
def test_bad_report_is_refused_and_changes_nothing(cast, typed):
    task = commissioned(cast)

    answer = signed_in(cast.officer).post(reverse("task-report", args=[task.key]), typed)

    assert (answer.status_code, task.reports.count()) == (422, 0)


def test_report_of_a_day_before_the_resolution_is_refused(cast):
    task = commissioned(cast)

    with pytest.raises(WrongState, match="vor dem Beschluss"):
        reported(task, on=days(-1))


def test_hostile_report_is_text(cast, client):
    task = commissioned(cast)
    text = "<script>alert(1)</script> \u202eumgekehrt {{ 7 }}"

    signed_in(cast.officer).post(
        reverse("task-report", args=[task.key]), {"state": "in_progress", "text": text, "on": f"{TODAY:%Y-%m-%d}"}
    )

    assert task.reports.get().text == text
    assert b"<script>alert" not in client.get(task.get_absolute_url()).content


# The board


def test_board_counts_every_state_and_what_is_overdue_by_body(cast, client):
    commissioned(cast, due=None)
    late = commissioned(cast)
    ResolutionTask.objects.filter(pk=late.pk).update(due=days(-1))
    reported(commissioned(cast), state="done")
    reported(commissioned(cast, body=cast.committee), state="not_feasible")
    reported(commissioned(cast), state="in_progress")

    board = client.get(reverse("tasks"))

    assert board.context["whole"] == {"open": 2, "in_progress": 1, "done": 1, "not_feasible": 1, "overdue": 1}
    assert [(row["name"], row["open"], row["not_feasible"]) for row in board.context["bodies"]] == [
        ("Ausschuss für Umwelt und Energie", 0, 1),
        ("Stadtverordnetenversammlung", 2, 0),
    ]
    narrowed = client.get(reverse("tasks"), {"stand": "overdue", "gremium": cast.assembly.key, "amt": cast.office.key})
    assert [line.task for line in narrowed.context["lines"]] == [late]
    assert len(client.get(reverse("tasks"), {"stand": "Unsinn", "amt": "x"}).context["lines"]) == 5


def test_csv_has_the_filtered_tasks_and_no_formula(cast, client):
    task = commissioned(cast, due=days(5))
    reported(task)
    ResolutionTask.objects.filter(pk=task.pk).update(order_text="=HYPERLINK()")
    reported(commissioned(cast), state="done")

    answer = client.get(reverse("tasks-csv"), {"stand": "in_progress"})

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Auftrag"], row["Stand"], row["überfällig"], row["Federführung"]) for row in rows] == [
        ("'=HYPERLINK()", "in Arbeit", "nein", "Tiefbauamt")
    ]
    assert rows[0]["Letzter Bericht"] == f"{TODAY:%d.%m.%Y}"


def test_board_costs_the_same_queries_for_one_and_for_three(cast, client):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            reported(commissioned(cast))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("tasks"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_closed_task_is_read_by_the_readers_of_its_item_alone(cast):
    task = closed_task(cast)
    readers = {
        name
        for name, user in cast.everyone().items()
        if ResolutionTask.objects.visible_to(user).filter(pk=task.pk).exists()
    }

    seen = {}
    for name in ("citizen", "officer", "councillor"):
        client = signed_in(cast.people[name])
        listed = task.key in client.get(reverse("tasks")).content.decode()
        in_csv = "Radweg" in client.get(reverse("tasks-csv")).content.decode()
        seen[name] = (listed, in_csv, client.get(task.get_absolute_url()).status_code)

    assert readers == {"clerk", "deputy", "councillor", "colleague", "mayor"}
    assert seen == {
        "citizen": (False, False, 404),
        "officer": (False, False, 404),
        "councillor": (True, True, 200),
    }


def test_empty_board_explains_itself(cast, client):
    assert words_of_page(client.get(reverse("tasks")).content.decode())["keine"] == 1
