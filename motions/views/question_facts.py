"""What the pages of question time say about a question: how it stands, what it waits for, what this person can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from council import audiences
from council.may import allowed
from council.models import Meeting
from council.states import MeetingState
from council.templatetags.council import day
from documents import text
from documents.models import PaperVersion
from documents.states import PaperState
from motions import questiontime
from motions.may import questions as may
from motions.models import OralQuestion, Ruling, Supplementary

if TYPE_CHECKING:
    from council.audiences import Viewer

_JUDGED = (PaperState.SUBMITTED, PaperState.INADMISSIBLE)  # what the chair reads and is no paper for her
BEGUN = (MeetingState.RUNNING, MeetingState.INTERRUPTED, MeetingState.CLOSED)


class Deadline(NamedTuple):
    """The deadline in words, with the tone of the alert that says it."""

    tone: str
    title: str
    text: str


@dataclass(frozen=True)
class Line:
    """A question in a list, with what can be done with it now."""

    question: OralQuestion
    url: str
    meeting: Meeting | None  # where the person may know of it
    overdue: bool
    light: str
    light_text: str
    supplementaries: list[Supplementary]
    presiding: bool
    running: bool
    can_answer: bool
    can_wish: bool
    can_drop: bool


def address(name: str, question: OralQuestion) -> str:
    """A page of the question."""
    return reverse(name, args=[question.paper.key])


def page_of(meeting: Meeting) -> str:
    """The page of the meeting's question time."""
    return reverse("question-time-meeting", args=[meeting.key])


def deadline(meeting: Meeting, *, at: datetime) -> Deadline | None:
    """Say how a question handed in at that moment stands to the meeting; None while its day is unknown."""
    latest = questiontime.latest_day(meeting)
    if latest is None:
        return None
    if questiontime.in_time(meeting, at=at):
        return Deadline("info", "In der Frist", f"Fragen für diese Sitzung gehen bis {day(latest)} ein.")
    return Deadline(
        "warning",
        "Zu spät für diese Sitzung",
        f"Die Frist endete am {day(latest)}. Eine Frage, die jetzt eingeht, weist der Vorsitz zurück.",
    )


def texts(pks: Iterable[int]) -> dict[int, tuple[text.Block, ...]]:
    """The newest text of each paper in blocks. Costs one query."""
    newest = PaperVersion.objects.filter(paper=OuterRef("paper")).order_by("-number").values("pk")[:1]
    rows = PaperVersion.objects.filter(paper__in=list(pks), pk=Subquery(newest))
    return {row.paper_id: tuple(text.blocks(row.text)) for row in rows}


def lines(questions: Iterable[OralQuestion], *, user: Viewer, on: date, known: Meeting | None = None) -> list[Line]:
    """Make the lines of a list; a meeting is named to those who may know of it. Costs a query, none with `known`."""
    listed = list(questions)
    standing = audiences.standing_of(user)
    open_meetings = (
        {known.pk}
        if known is not None
        else set(
            Meeting.objects.visible_for(standing)
            .filter(pk__in={question.meeting_id for question in listed})
            .values_list("pk", flat=True)
        )
    )
    can_answer = allowed(may.answer, user)
    return [
        _line(
            question,
            on=on,
            meeting=question.meeting if question.meeting_id in open_meetings else None,
            presiding=allowed(may.call, user, question),
            can_answer=can_answer,
            own=standing.person_id is not None and question.asker_id == standing.person_id,
            clerk=standing.clerk,
        )
        for question in listed
    ]


def _line(
    question: OralQuestion,
    *,
    on: date,
    meeting: Meeting | None,
    presiding: bool,
    can_answer: bool,
    own: bool,
    clerk: bool,
) -> Line:
    state, held = question.paper.state, question.meeting.state
    overdue = question.is_overdue(on=on)
    light, light_text = _light(question, on=on)
    waits = state == PaperState.ADMITTED
    return Line(
        question=question,
        url=address("question", question) if state in _JUDGED else question.get_absolute_url(),
        meeting=meeting,
        overdue=overdue,
        light=light,
        light_text=light_text,
        supplementaries=sorted(question.supplementaries.all(), key=lambda one: one.number)
        if question.called_at is not None
        else [],
        presiding=presiding,
        running=held == MeetingState.RUNNING,
        can_answer=can_answer and state == PaperState.WRITTEN_OWED,
        can_wish=(own or presiding) and waits and held in BEGUN,
        can_drop=clerk and waits and held == MeetingState.CLOSED,
    )


def _light(question: OralQuestion, *, on: date) -> tuple[str, str]:
    """The deadline light of a written answer that is owed; empty otherwise."""
    if question.paper.state != PaperState.WRITTEN_OWED or question.written_due is None:
        return "", ""
    left = (question.written_due - on).days
    if left < 0:
        days = "1 Tag" if left == -1 else f"{-left} Tage"
        return "red", f"{days} überfällig"
    return ("yellow" if left <= 7 else "green"), f"bis {question.written_due:%d.%m.%Y}"


def of_question(question: OralQuestion, *, user: Viewer) -> dict[str, Any]:
    """Everything the page of one question shows beside its text. Costs up to four queries."""
    line = lines([question], user=user, on=audiences.standing_of(user).on)[0]
    rulings = (
        Ruling.objects.filter(paper=question.paper_id).order_by("-made_at")
        if allowed(may.read_rulings, user, question)
        else Ruling.objects.none()
    )
    return {
        "question": question,
        "line": line,
        "rulings": rulings,
        "can_edit": allowed(may.edit, user, question),
        "can_examine": allowed(may.examine, user, question),
        "can_judge": allowed(may.judge, user, question),
    }
