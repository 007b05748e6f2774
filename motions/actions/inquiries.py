"""Acts on inquiries, from the draft to the closed answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone

from council import audiences, journal, life, rulebook
from council.law import deadlines, holidays
from council.models import AgendaItem, Body, Entry, Meeting, Organization, Person, User
from council.states import BodyKind, MeetingState
from documents.actions import papers
from documents.models import Consultation, File, Originator, Paper
from documents.states import ConsultationRole, PaperState
from motions.may import inquiries as may
from motions.models import Answer, Extension, FollowUp, Inquiry, MeetingNote, Passage, Question
from motions.states import MARKABLE, WAITING, AnswerMode, AnswerStatus

FORMULA = "Wir fragen den Magistrat:"
REASON_MISSING = "Wird eine Antwort abgelehnt, gehört der rechtliche Grund dazu."
LONGEST_ROLE = 200  # code points in which an asker is named where neither body nor person is known
ESCALATION_DAYS = 14  # after the due day the chair hears of it (domain brief §6.3)


@dataclass(frozen=True)
class NewPassage:
    """A passage about to be entered: its text and the numbers of the questions it answers."""

    text: str
    questions: tuple[int, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class NewQuestion:
    """A question about to be entered, with its status where a human set one."""

    text: str
    status: str = AnswerStatus.UNANSWERED
    reason: str = ""


@dataclass(frozen=True)
class NewFollowUp:
    """A follow-up about to be entered; `asker_role` says in words who asked, where nobody is known by name."""

    text: str
    answer_text: str = ""
    status: str = AnswerStatus.UNANSWERED
    question: int | None = None
    asker_organization: Organization | None = None
    asker_person: Person | None = None
    asker_role: str = ""


@dataclass(frozen=True)
class Asker:
    """Who asked: a body, a person, or a role in words; nothing of these is "not stated"."""

    organization: Organization | None = None
    person: Person | None = None
    role: str = ""


@dataclass(frozen=True)
class NewAnswer:
    """An answer about to be recorded with its passages, given in a meeting or in writing."""

    mode: str
    passages: Sequence[NewPassage] = ()
    given_on: date | None = None
    respondent: str = "Magistrat"
    meeting: Meeting | None = None
    item: AgendaItem | None = None
    file: File | None = None
    note: MeetingNote | None = field(default=None)


def compose(questions: Sequence[str], *, written: bool) -> str:
    """Write the canonical text of an inquiry: formula, numbered questions, and the wish for a written answer."""
    lines = [FORMULA, *(f"{number}. {question}" for number, question in enumerate(questions, start=1))]
    if written:
        lines.append("Um schriftliche Antwort wird gebeten.")
    return "\n\n".join(lines)


@journal.act
def draft(
    paper: Paper, *, questions: Sequence[str], written: bool, by: User, faction: Organization | None = None
) -> Inquiry:
    """Begin an inquiry with its numbered questions; only its author reads it until it is handed in."""
    may.ask(by)
    paper = papers.draft(paper, body_text=compose(questions, written=written), by=by)
    inquiry = Inquiry.objects.create(paper=paper, answer_mode_requested=AnswerMode.WRITTEN if written else "")
    _set_questions(inquiry, [NewQuestion(text) for text in questions])
    if faction is not None:
        papers.name_originator(paper, organization=faction)
    if by.person is not None:
        papers.name_originator(paper, person=by.person)
    return inquiry


@journal.act
def revise(
    inquiry: Inquiry, *, name: str, questions: Sequence[str], written: bool, by: User, version: int | None = None
) -> Inquiry:
    """Change the draft; an older form is refused (Stale)."""
    papers.revise(inquiry.paper, body_text=compose(questions, written=written), by=by, version=version, name=name)
    inquiry = life.lock(inquiry)
    if inquiry.paper.state != PaperState.DRAFT:
        raise life.WrongState("Die Anfrage ist eingereicht; ihr Text steht fest.")
    inquiry.answer_mode_requested = AnswerMode.WRITTEN if written else ""
    inquiry.save(update_fields=["answer_mode_requested"])
    inquiry.questions.all().delete()
    _set_questions(inquiry, [NewQuestion(text) for text in questions])
    return inquiry


@journal.act
def submit(inquiry: Inquiry, *, by: User) -> Inquiry:
    """Hand the inquiry in; the office now checks it, and it can no longer be edited."""
    may.submit(by, inquiry)
    papers.submit(inquiry.paper, by=by)
    return _again(inquiry)


@journal.act
def admit(inquiry: Inquiry, *, by: User | None, on: date) -> Inquiry:
    """Admit the inquiry: reference and date for good, everyone may read it, and the answer's clock runs."""
    inquiry = life.lock(inquiry)
    if by is not None:
        may.handle(by, inquiry)
    paper = papers.admit(inquiry.paper, by=by, on=on)
    inquiry.answer_due = due_date(on, organization=None)
    inquiry.save(update_fields=["answer_due"])
    inquiry.paper = paper
    return inquiry


@journal.act
def refer(inquiry: Inquiry, *, to: Organization, by: User | None) -> Consultation:
    """Refer the inquiry to a committee, where it will be answered."""
    if by is not None:
        may.handle(by, inquiry)
    return papers.refer(inquiry.paper, to=to, by=by, role=ConsultationRole.ANSWERING, authoritative=False)


@journal.act
def request_answer(
    inquiry: Inquiry, *, office: Organization, by: User | None, internal_due: date | None = None
) -> Inquiry:
    """Pass the inquiry to the office that prepares the Magistrat's answer."""
    inquiry = life.lock(inquiry)
    if by is not None:
        may.handle(by, inquiry)
    inquiry.assigned_office, inquiry.internal_due = office, internal_due
    inquiry.save(update_fields=["assigned_office", "internal_due"])
    _step(inquiry, "request_answer", by=by, office=office.pk)
    return inquiry


@journal.act
def extend(inquiry: Inquiry, *, due: date, reason: str, by: User | None) -> Inquiry:
    """Grant more time for the answer; extensions are counted and their reason is shown."""
    inquiry = life.lock(inquiry)
    if by is not None:
        may.extend(by, inquiry)
    if inquiry.answer_due is not None and due <= inquiry.answer_due:
        raise life.WrongState("Die neue Frist liegt nicht nach der alten.")
    granted = Extension.objects.create(
        inquiry=inquiry,
        old_due=inquiry.answer_due,
        new_due=due,
        reason=reason,
        granted_at=timezone.now(),
        granted_as=_granting_office(by),
        granted_by=by,
    )
    inquiry.answer_due, inquiry.extension_reason = due, reason
    inquiry.extensions += 1
    inquiry.save(update_fields=["answer_due", "extension_reason", "extensions"])
    _step(inquiry, "extend", by=by, extensions=inquiry.extensions, extension=granted.pk)
    return inquiry


@journal.act
def answer_in_writing(inquiry: Inquiry, *, answer: NewAnswer, by: User | None) -> Answer:
    """Give the written answer; after an oral one it completes it. Its passages say which questions they answer."""
    inquiry = life.lock(inquiry)
    if by is not None:
        may.answer(by, inquiry)
    completes = life.can(inquiry.paper, "complete_in_writing")
    kept = _keep_answer(inquiry, answer, by=by)
    inquiry.answer_mode_actual = AnswerMode.MIXED if completes else AnswerMode.WRITTEN
    inquiry.save(update_fields=["answer_mode_actual"])
    _step(inquiry, "complete_in_writing" if completes else "answer_in_writing", by=by, answer=kept.pk)
    return kept


@journal.act
def answer_orally(inquiry: Inquiry, *, answer: NewAnswer, by: User | None) -> Answer:
    """Record that the inquiry was answered in a meeting; a written answer asked for stays outstanding."""
    inquiry = life.lock(inquiry)
    if by is not None:
        may.answer(by, inquiry)
    kept = _keep_answer(inquiry, answer, by=by)
    inquiry.answer_mode_actual = AnswerMode.ORAL
    inquiry.save(update_fields=["answer_mode_actual"])
    _step(inquiry, "answer_orally", by=by, answer=kept.pk)
    return kept


@journal.act
def set_status(inquiry: Inquiry, *, number: int, status: str, reason: str = "", by: User | None) -> Question:
    """Say what became of a question; a human says it, the machine never does.

    A refusal names its legal reason. What is no longer missing is no longer marked as evaded.
    """
    if by is not None:
        may.set_status(by, inquiry)
    if status == AnswerStatus.REFUSED and not reason.strip():
        raise life.WrongState(REASON_MISSING)
    question = life.lock(inquiry.questions.get(number=number))
    question.answer_status, question.status_reason = AnswerStatus(status), reason
    question.status_set_by, question.status_set_at = by, timezone.now()
    if question.answer_status not in MARKABLE:
        question.status_mark = ""
    question.save(update_fields=["answer_status", "status_mark", "status_reason", "status_set_by", "status_set_at"])
    journal.record("inquiry.question_judged", inquiry.paper, by=by, question=question.pk, status=question.answer_status)
    return question


@journal.act
def follow_up(inquiry: Inquiry, *, followup: NewFollowUp, by: User) -> FollowUp:
    """Ask further on an answer; the inquiry is open again until that is answered."""
    inquiry = life.lock(inquiry)
    may.follow_up(by, inquiry)
    kept = _keep_followup(inquiry, followup)
    _step(inquiry, "ask_followup", by=by, followup=kept.pk)
    return kept


def asker_named(name: str, *, town: Body) -> Asker:
    """Who is meant by that name: a body of the town, the one person who bears it there, else a role in these words."""
    body = town.organizations.living().filter(name=name).order_by("pk").first()
    if body is not None:
        return Asker(organization=body)
    people = town.people.filter(name=name, deleted_at=None).order_by("pk")[:2]
    return Asker(person=people[0]) if len(people) == 1 else Asker(role=name[:LONGEST_ROLE])


@journal.act
def answer_follow_up(followup: FollowUp, *, text: str, status: str, by: User | None) -> FollowUp:
    """Answer a follow-up; the inquiry returns to the answered state that fits how it was answered."""
    inquiry = life.lock(followup.inquiry)
    if by is not None:
        may.answer(by, inquiry)
    followup = life.lock(followup)
    followup.answer_text, followup.answer_status = text, AnswerStatus(status)
    followup.save(update_fields=["answer_text", "answer_status"])
    step = {AnswerMode.WRITTEN: "in_writing", AnswerMode.MIXED: "mixed"}.get(
        AnswerMode(inquiry.answer_mode_actual or AnswerMode.ORAL), "orally"
    )
    _step(inquiry, f"answer_followup_{step}", by=by, followup=followup.pk)
    return followup


@journal.act
def close(inquiry: Inquiry, *, by: User | None) -> Inquiry:
    """Close the inquiry; it stays open while a written answer that was asked for is outstanding."""
    inquiry = life.lock(inquiry)
    if by is not None:
        may.close(by, inquiry)
    if inquiry.written_answer_outstanding:
        raise life.WrongState("Eine schriftliche Antwort wurde erbeten und steht noch aus; die Anfrage bleibt offen.")
    inquiry.closed_at = timezone.now()
    inquiry.save(update_fields=["closed_at"])
    _step(inquiry, "close", by=by)
    return inquiry


@journal.act
def dispute(inquiry: Inquiry, *, by: User) -> Inquiry:
    """Say that the inquiry was closed without an answer; it is open again.

    Raises WrongState once `inquiry.dispute_days` have passed since the closing.
    """
    inquiry = life.lock(inquiry)
    may.dispute(by, inquiry)
    until = dispute_until(inquiry)
    if until is not None and timezone.localdate() > until:
        raise life.WrongState(f"Widersprechen war bis zum {until:%d.%m.%Y} möglich. Bitte stellen Sie eine Nachfrage.")
    _step(inquiry, "dispute", by=by)
    return inquiry


def dispute_until(inquiry: Inquiry) -> date | None:
    """The last day on which those who asked may dispute the closing; None if nobody knows when it was closed."""
    if inquiry.closed_at is None:
        return None
    closed_on = timezone.localdate(inquiry.closed_at)
    return closed_on + timedelta(days=rulebook.value("inquiry.dispute_days", on=closed_on))


@journal.act
def lapse(inquiry: Inquiry, *, by: User | None) -> Inquiry:
    """Record that the inquiry lapsed with the end of the term."""
    inquiry = life.lock(inquiry)
    if by is not None:
        may.handle(by, inquiry)
    _step(inquiry, "lapse", by=by)
    return inquiry


@journal.act
def record(
    paper: Paper,
    *,
    by: User | None,
    body_text: str,
    questions: Sequence[NewQuestion],
    answer_mode_requested: str = "",
    answer_mode_actual: str = "",
    answer_due: date | None = None,
    answers: Sequence[NewAnswer] = (),
    followups: Sequence[NewFollowUp] = (),
    originators: Sequence[Originator] = (),
    consultations: Sequence[Consultation] = (),
) -> Inquiry:
    """Enter a past inquiry in any state, with its questions, answers and follow-ups as far as they are known."""
    papers.record(paper, by=by, body_text=body_text, originators=originators, consultations=consultations)
    inquiry = Inquiry.objects.create(
        paper=paper,
        answer_mode_requested=answer_mode_requested,
        answer_mode_actual=answer_mode_actual,
        answer_due=answer_due,
    )
    _set_questions(inquiry, questions)
    for answer in answers:
        _keep_answer(inquiry, answer, by=by)
    for followup in followups:
        _keep_followup(inquiry, followup)
    journal.record("inquiry.recorded", paper, by=by, questions=len(questions))
    return inquiry


@journal.act
def note_overdue(inquiry: Inquiry, *, on: date) -> bool:
    """Note once for each deadline that the answer is overdue; readers then remind the office. Says if it is new."""
    return _note_once(inquiry, "inquiry.overdue", on=on, days=1)


@journal.act
def escalate(inquiry: Inquiry, *, on: date) -> bool:
    """Note once for each deadline that the answer is two weeks overdue; readers then tell the chair (domain 6.3)."""
    return _note_once(inquiry, "inquiry.escalated", on=on, days=ESCALATION_DAYS)


def _note_once(inquiry: Inquiry, verb: str, *, on: date, days: int) -> bool:
    inquiry = life.lock(inquiry)
    due = inquiry.answer_due
    if due is None or inquiry.paper.state not in WAITING or on < due + timedelta(days=days):
        return False
    known = Entry.objects.filter(verb=verb, kind=Paper._meta.label_lower, thing=inquiry.pk)
    if due.isoformat() in known.values_list("numbers__due", flat=True):
        return False
    journal.record(verb, inquiry.paper, by=None, due=due.isoformat())
    return True


def _granting_office(user: User | None) -> str:
    if user is None:
        return ""
    if audiences.standing_of(user).chair:
        return "Stadtverordnetenvorsteher/in"
    return "Büro der Stadtverordnetenversammlung"


def faction_of(inquiry: Inquiry, user: User) -> Organization | None:
    """For which of the factions that asked this person speaks, if for any."""
    factions = audiences.standing_of(user).factions
    return Organization.objects.filter(pk__in=factions, brought_in__paper=inquiry.pk).order_by("pk").first()


def due_date(received: date, *, organization: Organization | None) -> date | None:
    """Compute until when an inquiry received on that day is to be answered, by the rule in force.

    The next meeting is that of the body, else of the assembly. None while a rule asks for a meeting not yet planned.
    """
    rule: str = rulebook.value("inquiry.answer_rule", on=received, organization=organization)
    meeting_on = _next_meeting(received, organization=organization)
    if deadlines.parts(rule) == (deadlines.NEXT_MEETING,) and meeting_on is None:
        return None
    return deadlines.answer_due(received, rule=rule, holidays=holidays.HESSE, next_meeting_on=meeting_on)


def _next_meeting(received: date, *, organization: Organization | None) -> date | None:
    rows = Meeting.objects.filter(date__gt=received, deleted_at=None).exclude(state=MeetingState.CANCELLED)
    if organization is None:
        rows = rows.filter(organization__kind=BodyKind.ASSEMBLY, organization__body__home=True)
    else:
        rows = rows.filter(organization=organization)
    return rows.order_by("date").values_list("date", flat=True).first()


def _set_questions(inquiry: Inquiry, questions: Sequence[NewQuestion]) -> None:
    Question.objects.bulk_create(
        Question(
            inquiry=inquiry,
            number=number,
            text=question.text,
            answer_status=AnswerStatus(question.status),
            status_reason=question.reason,
        )
        for number, question in enumerate(questions, start=1)
    )


def _keep_answer(inquiry: Inquiry, answer: NewAnswer, *, by: User | None) -> Answer:
    """Whoever may read the note (else the paper) may read the passages taken from it."""
    now = timezone.now()
    paper = inquiry.paper
    if answer.note is not None and answer.note.pk is None:
        answer.note.paper = paper
        answer.note.created_at = answer.note.modified_at = now
        answer.note.save(force_insert=True)
    source = answer.note or paper
    kept = Answer.objects.create(
        inquiry=inquiry,
        mode=AnswerMode(answer.mode),
        given_on=answer.given_on,
        respondent=answer.respondent,
        meeting=answer.meeting,
        item=answer.item,
        file=answer.file,
        note=answer.note,
        audience=source.audience,
        audience_organization=source.audience_organization,
        owner=by,
        created_at=now,
        modified_at=now,
    )
    questions = {question.number: question for question in inquiry.questions.all()}
    for number, new in enumerate(answer.passages, start=1):
        passage = Passage.objects.create(answer=kept, number=number, text=new.text, remark=new.remark)
        passage.questions.set([questions[wanted] for wanted in new.questions])
    return kept


def _keep_followup(inquiry: Inquiry, followup: NewFollowUp) -> FollowUp:
    last = inquiry.followups.aggregate(last=Max("number"))["last"] or 0
    question = None
    if followup.question is not None:
        question = inquiry.questions.get(number=followup.question)
    return FollowUp.objects.create(
        inquiry=inquiry,
        number=last + 1,
        question=question,
        asker_person=followup.asker_person,
        asker_organization=followup.asker_organization,
        asker_role=followup.asker_role,
        text=followup.text,
        answer_text=followup.answer_text,
        answer_status=AnswerStatus(followup.status),
    )


def _step(inquiry: Inquiry, step: str, *, by: User | None, **numbers: int) -> None:
    inquiry.paper = life.take(life.lock(inquiry.paper), step, by=by, **numbers)  # type: ignore[arg-type]  # never `also`


def _again(inquiry: Inquiry) -> Inquiry:
    return Inquiry.objects.select_related("paper").get(pk=inquiry.pk)
