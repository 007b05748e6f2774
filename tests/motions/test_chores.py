"""An answer that is overdue is noted once for each deadline, and again when it is two weeks late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from council import tick
from council.models import Entry
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions import chores
from motions.actions import inquiries
from motions.models import Inquiry
from motions.states import WAITING
from tests import factories

DUE = date(2026, 6, 15)


def at(day, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def inquiry(**fields):
    fields = {"state": PaperState.ANSWER_REQUESTED} | fields
    due = fields.pop("due", DUE)
    paper = factories.paper(paper_type=PaperType.INQUIRY, **fields)
    return Inquiry.objects.create(paper=paper, answer_due=due)


def noted(verb):
    rows = Entry.objects.filter(verb=verb).order_by("number")
    return list(rows.values_list("kind", "thing", "room", "actor", "numbers"))


@pytest.mark.parametrize(
    ("chore", "verb", "last_quiet_day"),
    [
        (chores.overdue_answers, "inquiry.overdue", DUE),
        (chores.escalate_answers, "inquiry.escalated", DUE + timedelta(days=13)),
    ],
)
def test_late_answer_is_noted_once_and_again_for_a_new_deadline(db, chore, verb, last_quiet_day):
    one = inquiry()
    next_day = last_quiet_day + timedelta(days=1)
    counts = [chore(at(day)) for day in (last_quiet_day, next_day, next_day, next_day + timedelta(days=40))]
    later = DUE + timedelta(days=60)
    inquiries.extend(one, due=later, reason="noch nicht fertig", by=None)
    moved = later - DUE
    counts += [chore(at(day + moved)) for day in (last_quiet_day, next_day, next_day)]

    assert counts == [0, 1, 0, 0, 0, 1, 0]
    assert noted(verb) == [
        ("documents.paper", one.pk, one.paper.room, None, {"due": due.isoformat()}) for due in (DUE, later)
    ]


def test_answer_is_overdue_from_midnight_of_the_town(db):
    inquiry()

    counts = [chores.overdue_answers(datetime(2026, 6, 15, hour, 30, tzinfo=UTC)) for hour in (21, 22)]

    assert counts == [0, 1]


@pytest.mark.parametrize("state", PaperState.values)
def test_only_an_answer_that_is_owed_is_late(db, state):
    inquiry(state=state)

    assert chores.overdue_answers(at(date(2027, 1, 1))) == (1 if state in WAITING else 0)


def test_states_in_which_an_answer_is_owed():
    assert {"admitted", "referred", "scheduled", "postponed", "answer_requested", "followup_open"} == WAITING


def test_answers_without_a_deadline_of_other_towns_and_of_deleted_papers_are_left_alone(db):
    factories.home()
    inquiry(due=None)
    inquiry(body=factories.body(name="Nachbarstadt"))
    Paper.objects.filter(pk=inquiry().pk).update(deleted_at=timezone.now())

    counts = [chore(at(date(2027, 1, 1))) for chore in (chores.overdue_answers, chores.escalate_answers)]

    assert counts == [0, 0]


def test_act_taken_too_early_or_twice_notes_nothing(db):
    one = inquiry()

    said = [
        inquiries.note_overdue(one, on=DUE),
        inquiries.note_overdue(one, on=DUE + timedelta(days=1)),
        inquiries.note_overdue(one, on=DUE + timedelta(days=2)),
        inquiries.escalate(one, on=DUE + timedelta(days=13)),
        inquiries.escalate(one, on=DUE + timedelta(days=14)),
    ]

    assert said == [False, True, False, False, True]
    assert [verb for verb in Entry.objects.order_by("number").values_list("verb", flat=True) if "inquiry." in verb] == [
        "inquiry.overdue",
        "inquiry.escalated",
    ]


def test_tick_that_finds_nothing_new_costs_the_same_for_one_and_for_three(db, django_assert_num_queries):
    for count in (1, 3):
        while Inquiry.objects.count() < count:
            inquiry()
        chores.overdue_answers(at(date(2027, 1, 1)))

        with django_assert_num_queries(2):
            chores.overdue_answers(at(date(2027, 1, 1)))


def test_tick_does_both(db):
    inquiry()

    done = tick.run(at(date(2027, 1, 1)), only={"overdue_answers", "escalate_answers"})

    assert done == {"overdue_answers": 1, "escalate_answers": 1}
