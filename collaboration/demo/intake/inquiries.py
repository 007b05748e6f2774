"""Inquiries in every state of answer."""

from __future__ import annotations

from collaboration.demo import nouns
from collaboration.demo.intake import papers
from collaboration.demo.intake.shelf import Shelf, moment
from council import journal
from council.states import Audience
from documents.actions import consultations
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.actions import inquiries
from motions.actions.inquiries import NewAnswer, NewFollowUp, NewPassage, NewQuestion
from motions.models import Inquiry
from motions.states import AnswerMode

_PARTLY_SPOKEN = "mündlich"


def take_in(shelf: Shelf, written: nouns.Inquiry) -> Inquiry:
    """Enter an inquiry; one that waits for its answer is passed on to the office that prepares it."""
    inquiry = _draft(shelf, written) if written.state == PaperState.DRAFT else _record(shelf, written)
    shelf.papers[written.key] = inquiry.paper
    return inquiry


@journal.act
def _draft(shelf: Shelf, written: nouns.Inquiry) -> Inquiry:
    """The draft of the demo councillor, whom the file names as its author."""
    author = next(account.name for account in shelf.town.accounts if account.person in written.people)
    return inquiries.draft(
        _paper(shelf, written),
        questions=[question.text for question in written.questions],
        written=written.requested == AnswerMode.WRITTEN,
        by=shelf.users[author],
        faction=shelf.organizations[written.originators[0]],
    )


@journal.act
def _record(shelf: Shelf, written: nouns.Inquiry) -> Inquiry:
    if written.admitted is not None:
        papers.number(shelf, on=written.admitted, reference=written.reference)
    body = written.meeting.partition(" ")[0]
    inquiry = inquiries.record(
        _paper(shelf, written),
        by=None,
        body_text=written.text,
        questions=[NewQuestion(question.text, question.status) for question in written.questions],
        answer_mode_requested=written.requested,
        answer_mode_actual=written.given,
        answer_due=inquiries.due_date(written.admitted, organization=None) if written.admitted else None,
        answers=_answers(shelf, written),
        followups=[_followup(shelf, followup) for followup in written.followups],
        originators=papers.originators(shelf, written.originators, written.people),
        consultations=[papers.consultation(shelf, body, "Beantwortung")] if body else [],
    )
    if written.state == PaperState.ANSWER_REQUESTED:
        inquiry = inquiries.request_answer(inquiry, office=shelf.organizations[written.lead], by=None)
    if item := shelf.items.get((written.meeting, written.key)):
        row = consultations.schedule(inquiry.paper.consultations.get(), item=item, by=None)
        if written.given:
            consultations.treat(row, by=None)
    return inquiry


def _paper(shelf: Shelf, written: nouns.Inquiry) -> Paper:
    """The paper of the inquiry; one that waits for its answer is admitted first and then passed on."""
    waiting = written.state == PaperState.ANSWER_REQUESTED
    admitted = written.admitted
    return Paper(
        body=shelf.body,
        paper_type=PaperType.INQUIRY,
        name=written.title,
        reference=written.reference or None,
        date=admitted,
        term=shelf.term(admitted) if admitted is not None else None,
        state=PaperState.ADMITTED if waiting else written.state,
        addressed_to="Magistrat",
        under_direction_of=shelf.organizations.get(written.lead),
        submitted_at=moment(written.submitted, "10:00") if written.submitted is not None else None,
        published_at=moment(admitted, "12:00") if admitted is not None else None,
        audience=Audience.PUBLIC if admitted is not None else Audience.BODY,
        audience_organization=None if admitted is not None else shelf.organizations["stavo-buero"],
        keywords=list(written.keywords),
    )


def _answers(shelf: Shelf, written: nouns.Inquiry) -> list[NewAnswer]:
    """One answer, or two where part of it was given in the meeting and part in writing for the record."""
    if written.given != AnswerMode.MIXED:
        return [_answer(shelf, written, written.given, written.passages)] if written.given else []
    spoken = tuple(passage for passage in written.passages if passage.text.lower().startswith(_PARTLY_SPOKEN))
    in_writing = tuple(passage for passage in written.passages if passage not in spoken)
    return [
        _answer(shelf, written, AnswerMode.ORAL, spoken),
        _answer(shelf, written, AnswerMode.WRITTEN, in_writing),
    ]


def _answer(shelf: Shelf, written: nouns.Inquiry, mode: str, passages: tuple[nouns.Passage, ...]) -> NewAnswer:
    oral = mode == AnswerMode.ORAL
    meeting = shelf.meetings.get(written.meeting) if oral else None
    return NewAnswer(
        mode=mode,
        passages=[NewPassage(passage.text, passage.questions) for passage in passages],
        given_on=meeting.date if meeting is not None else written.answered,
        respondent=shelf.people[written.answered_by].name,
        meeting=meeting,
        item=shelf.items.get((written.meeting, written.key)) if oral else None,
    )


def _followup(shelf: Shelf, followup: nouns.FollowUp) -> NewFollowUp:
    return NewFollowUp(
        text=followup.text,
        answer_text=followup.answer,
        status=followup.status,
        asker_organization=shelf.organizations[followup.asker] if followup.asker else None,
        asker_role=followup.role,
    )
