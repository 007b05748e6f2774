"""Question time, petitions and citizens' reports in many states: recorded where they are past, else by the acts."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from collaboration.demo.days import Calendar
from collaboration.demo.intake.shelf import Shelf, moment
from council.law import deadlines, holidays
from council.models import User
from motions import questiontime
from motions.actions import petitions, questions, recommendations
from motions.actions.recommendations import Wish
from motions.models import OralQuestion, PanelReport, Petition, Recommendation, Supplementary
from motions.states import RecommendationState

FILE = Path(__file__).parents[1] / "participation.toml"
BEGINS = "16:10"  # when the question time of a past meeting began

Facts = Mapping[str, Any]


def take_in(shelf: Shelf) -> None:
    """Enter everything of the file, after the papers that it names."""
    facts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for row in facts["question"]:
        _question(shelf, row)
    for row in facts["petition"]:
        _recorded_petition(shelf, row) if "paper" in row else _petition(shelf, row)
    for row in facts["report"]:
        _recorded_report(shelf, row) if "paper" in row else _report(shelf, row)


def _day(shelf: Shelf, row: Facts, name: str) -> date | None:
    return Calendar(shelf.today).day(row[name]) if name in row else None


# Question time


def _question(shelf: Shelf, row: Facts) -> None:
    paper, meeting = shelf.papers[row["paper"]], shelf.meetings[row["meeting"]]
    asker = paper.originators.filter(person__isnull=False).select_related("person").get().person
    question = OralQuestion(paper=paper, meeting=meeting, asker=asker)
    if paper.submitted_at is not None:
        handed_in = shelf.town.paper_by_key[row["paper"]].submitted
        question.deadline_met = questiontime.in_time(meeting, at=moment(handed_in, "10:00")) if handed_in else None
    _time(row, question)
    _answered(shelf, row, question)
    further = [
        Supplementary(asker=shelf.people[one["asker"]], text=one["text"], answer=one["answer"])
        for one in row.get("further", ())
    ]
    questions.record(question, further=further, by=None)


def _time(row: Facts, question: OralQuestion) -> None:
    """When it was called and for how long: `called` minutes after question time began."""
    if "called" in row and question.meeting.date is not None:
        question.called_at = moment(question.meeting.date, BEGINS) + timedelta(minutes=row["called"])
        question.done_at = question.called_at + timedelta(minutes=row["minutes"])


def _answered(shelf: Shelf, row: Facts, question: OralQuestion) -> None:
    if "owed" in row:
        question.owed_because = row["owed"]
        question.written_due = questiontime.written_due(question.meeting, on=shelf.today)
    if "answer" in row:
        question.answer, question.respondent = row["answer"], row["respondent"]
        question.answered_on = _day(shelf, row, "answered") or question.meeting.date


# Petitions


def _recorded_petition(shelf: Shelf, row: Facts) -> None:
    """A released petition: its paper carries the redacted text already."""
    paper = shelf.papers[row["paper"]]
    received = Calendar(shelf.today).day(row["received"])
    asked = paper.date or received
    petition = Petition(
        paper=paper,
        subject=row["subject"],
        text=row["text"],
        received_on=received,
        acknowledge_due=deadlines.after_working_days(received, days=3, holidays=holidays.HESSE),
        acknowledged_on=received + timedelta(days=1),
        statement_due=deadlines.after_days(asked, days=28, holidays=holidays.HESSE),
        statement_on=asked + timedelta(days=5),
        statement=row["statement"],
        committee=shelf.organizations[row["committee"]],
        outcome=row.get("outcome", ""),
        decision=row.get("decision", ""),
        decided_on=_day(shelf, row, "decided"),
        reply=row.get("reply", ""),
        closed_on=_day(shelf, row, "closed"),
        released_at=paper.published_at,
    )
    petitions.record(petition, sender=petitions.Sender(row["name"], row["address"]), by=None)


def _petition(shelf: Shelf, row: Facts) -> None:
    """A petition that is not released, taken in as anybody hands one in and dealt with by the office."""
    received = Calendar(shelf.today).day(row["received"])
    account = shelf.users[row["account"]] if "account" in row else None
    sender = petitions.Sender(row["name"], row["address"], row.get("email", ""), account)
    at = shelf.now - timedelta(hours=2) if received == shelf.today else moment(received, "09:30")
    made = petitions.submit(subject=row["subject"], text=row["text"], sender=sender, at=at)
    petition, clerk = made.petition, shelf.users["clerk"]
    day = received
    for step in row.get("steps", ()):
        day = min(day + timedelta(days=1), shelf.today)
        petition = _step(step, row, petition, by=clerk, on=day)


def _step(name: str, row: Facts, petition: Petition, *, by: User, on: date) -> Petition:
    if name == "refuse":
        return petitions.refuse(petition, ground=row["ground"], reason=row["reason"], by=by, on=on)
    acts: dict[str, Callable[..., Petition]] = {
        "acknowledge": petitions.acknowledge,
        "admit": petitions.admit,
        "request_statement": petitions.request_statement,
    }
    return acts[name](petition, by=by, on=on)


# Citizens' reports


def _recorded_report(shelf: Shelf, row: Facts) -> None:
    yes, no, abstain = row.get("votes", (None, None, None))
    report = PanelReport(
        paper=shelf.papers[row["paper"]],
        panel=shelf.organizations[row["panel"]],
        introduction=row["introduction"],
        adopted_on=_day(shelf, row, "adopted"),
        votes_yes=yes,
        votes_no=no,
        votes_abstain=abstain,
        presented_on=_day(shelf, row, "presented"),
        handed_over_on=_day(shelf, row, "handed_over"),
    )
    recommendations.record(report, wishes=[_wish(wish) for wish in row["wish"]], by=None)
    for number, wish in enumerate(row["wish"], start=1):
        if "state" in wish:
            _answer(shelf, wish, report.recommendations.get(number=number))


def _answer(shelf: Shelf, row: Facts, wish: Recommendation) -> None:
    mayor, day = shelf.users["mayor"], _day(shelf, row, "answered") or shelf.today
    state = RecommendationState(row["state"])
    wish = recommendations.answer(wish, state=state, text=row["answer"], on=day, by=mayor)
    if implemented := _day(shelf, row, "implemented"):
        recommendations.implement(wish, outcome=row["outcome"], on=implemented, by=mayor)


def _report(shelf: Shelf, row: Facts) -> None:
    """A report that is being put together."""
    clerk = shelf.users["clerk"]
    report = recommendations.begin(
        panel=shelf.organizations[row["panel"]], name=row["title"], introduction=row["introduction"], by=clerk
    )
    for wish in row["wish"]:
        recommendations.add(report, wish=_wish(wish), by=clerk)


def _wish(row: Facts) -> Wish:
    return Wish(row["text"], row.get("addressee", "Magistrat"), row.get("consent", ""))
