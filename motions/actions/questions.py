"""Acts on questions of question time: write, hand in, judge, call in the meeting, answer there or in writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from council import journal, life
from council.models import Body, Meeting, Person, User
from council.states import BodyKind, MeetingState
from documents import numbering
from documents.actions import papers
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions import questiontime
from motions.may import questions as may
from motions.models import OralQuestion, Ruling, Supplementary
from motions.states import OwedReason

TOO_LATE = (
    "Die Frage ist nach Ablauf der Frist eingegangen; sie wird nicht zugelassen, sondern zurückgewiesen (GO § 13)."
)
_BEGUN = (MeetingState.RUNNING, MeetingState.INTERRUPTED, MeetingState.CLOSED)


@journal.act
def draft(*, name: str, text: str, meeting: Meeting, by: User) -> OralQuestion:
    """Begin a question for a meeting of the assembly; only whoever asks reads it until it is handed in."""
    may.ask(by)
    _of_assembly(meeting)
    if by.person is None:
        raise life.WrongState("Dieses Konto gehört zu keiner Person.")
    paper = Paper(body=Body.objects.get(home=True), paper_type=PaperType.QUESTION, name=name, addressed_to="Magistrat")
    paper = papers.draft(paper, body_text=text, by=by)
    papers.name_originator(paper, person=by.person)
    return OralQuestion.objects.create(paper=paper, meeting=meeting, asker=by.person)


@journal.act
def revise(
    question: OralQuestion, *, name: str, text: str, meeting: Meeting, by: User, version: int | None = None
) -> OralQuestion:
    """Change the draft; a form made from an older state is refused (Stale)."""
    may.edit(by, question)
    _of_assembly(meeting)
    paper = life.lock(question.paper, version=version)
    if paper.state != PaperState.DRAFT:
        raise life.WrongState("Die Frage ist eingereicht; ihr Text steht fest.")
    question = life.lock(question)
    question.paper = papers.revise(paper, body_text=text, by=by, name=name)
    question.meeting = meeting
    question.save(update_fields=["meeting"])
    return question


@journal.act
def submit(question: OralQuestion, *, by: User, at: datetime) -> OralQuestion:
    """Hand the question in; how it stands to the deadline is recorded; a late one waits for the chair's rejection."""
    may.submit(by, question)
    question = _again(question)
    question.deadline_met = questiontime.in_time(question.meeting, at=at)
    question.save(update_fields=["deadline_met"])
    question.paper = papers.submit(question.paper, by=by)
    return question


@journal.act
def withdraw(question: OralQuestion, *, by: User) -> OralQuestion:
    """Withdraw the question before it is called."""
    may.edit(by, question)
    question.paper = papers.withdraw(question.paper, by=by)
    return question


@journal.act
def admit(question: OralQuestion, *, by: User | None, on: date) -> OralQuestion:
    """Admit the question under a number of the series of question time; everyone may read it."""
    question = _again(question)
    if by is not None:
        may.examine(by, question)
    if question.deadline_met is False and question.paper.state == PaperState.SUBMITTED:
        raise life.WrongState(TOO_LATE)
    question.paper = papers.admit(question.paper, by=by, on=on, series=numbering.QUESTION_TIME)
    return question


@journal.act
def give_back(question: OralQuestion, *, reason: str, by: User) -> OralQuestion:
    """Return the question for a formal defect: it is a draft again, and whoever asks reads the reason."""
    may.examine(by, question)
    question.paper = papers.give_back(question.paper, by=by)
    _rule(question, Ruling.Step.RETURN, reason=reason, by=by)
    return question


@journal.act
def refuse(question: OralQuestion, *, reason: str, by: User) -> OralQuestion:
    """Reject the question; whoever asks reads the reason, the public reads nothing of it."""
    may.judge(by, question)
    question = _again(question)
    question.paper = life.take(question.paper, "refuse", by=by)
    _rule(question, Ruling.Step.REFUSE, reason=reason, by=by)
    return question


@journal.act
def call(question: OralQuestion, *, by: User, at: datetime) -> OralQuestion:
    """Call the question in the running meeting: its time now counts. Only one is called at a time."""
    may.call(by, question)
    meeting, question = _in_meeting(question)
    if meeting.state != MeetingState.RUNNING:
        raise life.WrongState("Aufgerufen wird, während die Sitzung läuft.")
    others = OralQuestion.objects.filter(meeting=meeting, paper__state=PaperState.CALLED).exclude(pk=question.pk)
    if others.exists():
        raise life.WrongState("Zuerst muss die Frage beendet werden, die gerade aufgerufen ist.")
    question.paper = life.take(question.paper, "call", by=by, meeting=meeting.pk)
    question.called_at, question.done_at = at, None
    question.save(update_fields=["called_at", "done_at"])
    return question


@journal.act
def put_back(question: OralQuestion, *, by: User) -> OralQuestion:
    """Take the call back: no time was used. What has been asked further stands in the way."""
    may.call(by, question)
    _, question = _in_meeting(question)
    if question.supplementaries.exists():
        raise life.WrongState("Zu dieser Frage wurde schon weiter gefragt; sie lässt sich nur noch beenden.")
    question.paper = life.take(question.paper, "put_back", by=by)
    question.called_at = None
    question.save(update_fields=["called_at"])
    return question


@journal.act
def ask_further(
    question: OralQuestion, *, asker: Person, text: str, answer: str, waived: bool, by: User, on: date
) -> Supplementary:
    """Note a supplementary question from the floor: as many as the rules allow, the first by whoever asked.

    With `waived` that person has passed on the first one.
    """
    may.call(by, question)
    meeting, question = _in_meeting(question)
    if question.paper.state != PaperState.CALLED:
        raise life.WrongState("Zusatzfragen gibt es, solange die Frage aufgerufen ist.")
    number = question.supplementaries.count() + 1
    if number > (allowed := questiontime.supplementaries(meeting, on=on)):
        raise life.WrongState(f"Mehr als {allowed} Zusatzfragen lässt die Geschäftsordnung nicht zu.")
    if number == 1 and asker.pk != question.asker_id and not waived:
        raise life.WrongState("Die erste Zusatzfrage gehört der Person, die gefragt hat, es sei denn, sie verzichtet.")
    made = Supplementary.objects.create(question=question, number=number, asker=asker, text=text, answer=answer)
    journal.record("question.asked_further", question.paper, by=by, number=number)
    return made


@journal.act
def answer_orally(question: OralQuestion, *, answer: str, respondent: str, by: User, at: datetime) -> OralQuestion:
    """Note that the question was answered in the meeting, and what was said in short; its time ends."""
    may.call(by, question)
    meeting, question = _in_meeting(question)
    question.paper = life.take(question.paper, "answer_orally", by=by, meeting=meeting.pk)
    question.answer, question.respondent, question.done_at = answer, respondent, at
    question.answered_on = meeting.date or timezone.localdate(at)
    question.save(update_fields=["answer", "respondent", "done_at", "answered_on"])
    return question


@journal.act
def owe(question: OralQuestion, *, by: User, at: datetime) -> OralQuestion:
    """Put the answer off to writing, due by the rules after the meeting.

    A called question is one the Magistrat could not answer; one never called was not reached, and whoever asked it may
    have it answered in writing once the meeting has begun.
    """
    meeting, question = _in_meeting(question)
    called = question.paper.state == PaperState.CALLED
    if called:
        may.call(by, question)
    else:
        may.ask_for_writing(by, question)
    if meeting.state not in _BEGUN:
        raise life.WrongState("Vor der Sitzung steht noch nicht fest, welche Fragen erreicht werden.")
    question.owed_because = OwedReason.UNANSWERABLE if called else OwedReason.NOT_REACHED
    question.written_due = questiontime.written_due(meeting, on=timezone.localdate(at))
    question.done_at = at if called else None
    question.paper = life.take(question.paper, "owe", by=by, due=question.written_due.isoformat())
    question.save(update_fields=["owed_because", "written_due", "done_at"])
    return question


@journal.act
def answer_in_writing(question: OralQuestion, *, answer: str, respondent: str, by: User, on: date) -> OralQuestion:
    """Give the written answer; everyone who reads the question reads it at once."""
    may.answer(by, question)
    question = _again(question)
    question.paper = life.take(question.paper, "answer_in_writing", by=by)
    question.answer, question.respondent, question.answered_on = answer, respondent, on
    question.save(update_fields=["answer", "respondent", "answered_on"])
    return question


@journal.act
def drop(question: OralQuestion, *, by: User) -> OralQuestion:
    """Let a question lapse that was not reached and for which nobody wishes a written answer."""
    may.examine(by, question)
    meeting, question = _in_meeting(question)
    if meeting.state != MeetingState.CLOSED or question.paper.state != PaperState.ADMITTED:
        raise life.WrongState("Das geht erst nach der Sitzung, und nur mit Fragen, die nicht aufgerufen wurden.")
    question.paper = life.take(question.paper, "lapse", by=by)
    return question


@journal.act
def record(question: OralQuestion, *, by: User | None, further: Sequence[Supplementary] = ()) -> OralQuestion:
    """Enter what is known of a question of the past whose paper is recorded already (Altvorgang erfassen)."""
    if by is not None:
        may.examine(by)
    question.full_clean(validate_unique=False)
    question.save(force_insert=True)
    for number, supplementary in enumerate(further, start=1):
        supplementary.question, supplementary.number = question, number
        supplementary.save(force_insert=True)
    journal.record("question.recorded", question.paper, by=by, after=question.paper.state)
    return question


def _of_assembly(meeting: Meeting) -> None:
    if meeting.organization is None or meeting.organization.kind != BodyKind.ASSEMBLY:
        raise life.WrongState("Eine Fragestunde gibt es nur in der Stadtverordnetenversammlung.")


def _in_meeting(question: OralQuestion) -> tuple[Meeting, OralQuestion]:
    """Lock the meeting, then the paper and the question, in the order of the house."""
    meeting = life.lock(question.meeting)
    return meeting, _again(question)


def _again(question: OralQuestion) -> OralQuestion:
    """Lock the paper, then the question."""
    paper = life.lock(question.paper)
    question = life.lock(question)
    question.paper = paper
    return question


def _rule(question: OralQuestion, step: str, *, reason: str, by: User) -> None:
    Ruling.objects.create(paper=question.paper, step=step, reason=reason, made_at=timezone.now(), made_by=by)
