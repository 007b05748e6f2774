"""What this floor adds to lower pages: questions and answers on a paper, open inquiries on a faction's page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import audiences
from council.models import Meeting, Organization
from council.panels import panel
from council.states import BodyKind
from documents.models import Paper
from documents.states import PaperState
from motions.actions import inquiries
from motions.models import Answer, Inquiry, MeetingNote, PanelSession, SortitionProcess
from motions.states import AnswerStatus
from motions.views import ledger, lights

OPEN = (*lights.WAITING, PaperState.SUBMITTED)


@panel("paper", order=10, rows=[Inquiry])
def questions_and_answers(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """The questions of an inquiry with their state, the passages that answer them, and the follow-ups."""
    standing = audiences.standing_of(request.user)
    answers = Answer.objects.visible_for(standing).select_related("meeting", "note", "file").order_by("given_on", "pk")
    rows = (
        Inquiry.objects.visible_for(standing)
        .filter(paper__in=papers)
        .select_related("paper", "assigned_office")
        .prefetch_related(
            "questions",
            "followups__asker_person",
            "followups__asker_organization",
            "followups__question",
            Prefetch("answers", answers.prefetch_related("passages__questions"), to_attr="readable_answers"),
        )
    )
    known = Meeting.objects.visible_for(standing).filter(answers__inquiry__paper__in=papers)
    open_meetings = set(known.values_list("pk", flat=True))
    return {
        row.pk: SafeString(
            render_to_string("motions/_inquiry.html", _of_inquiry(row, open_meetings=open_meetings), request=request)
        )
        for row in rows
    }


def _of_inquiry(inquiry: Inquiry, *, open_meetings: set[int]) -> dict[str, object]:
    answers: list[Answer] = inquiry.readable_answers  # type: ignore[attr-defined]  # fetched by the panel
    passages: dict[int, list[tuple[Answer, object]]] = {}
    loose = []
    for answer in answers:
        for passage in sorted(answer.passages.all(), key=lambda passage: passage.number):
            numbers = [question.number for question in passage.questions.all()]
            for number in numbers:
                passages.setdefault(number, []).append((answer, passage))
            if not numbers:
                loose.append((answer, passage))
    until = inquiries.dispute_until(inquiry) if inquiry.paper.state == PaperState.CLOSED else None
    questions = sorted(inquiry.questions.all(), key=lambda question: question.number)
    return {
        "inquiry": inquiry,
        "paper": inquiry.paper,
        "light": lights.of_inquiry(inquiry, on=timezone.localdate()),
        "counts": ledger.counted(inquiry),
        "overall": AnswerStatus(inquiry.overall).label if questions else "",
        "rows": [(question, passages.get(question.number, [])) for question in questions],
        "loose": loose,
        "answers": answers,
        "open_meetings": open_meetings,
        "followups": sorted(inquiry.followups.all(), key=lambda followup: followup.number),
        "statuses": AnswerStatus.choices,
        "dispute_until": until,
        "disputable": inquiry.paper.state == PaperState.CLOSED and (until is None or timezone.localdate() <= until),
    }


@panel("paper", order=60, rows=[MeetingNote])
def notes_from_meetings(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """Unofficial notes from meetings, always marked as such; they name their meeting to those who may know of it."""
    standing = audiences.standing_of(request.user)
    found: dict[int, list[MeetingNote]] = {}
    rows = MeetingNote.objects.visible_for(standing).filter(paper__in=papers).order_by("pk")
    for note in rows.prefetch_related(
        Prefetch("meeting", Meeting.objects.visible_for(standing), to_attr="open_meeting")
    ):
        found.setdefault(note.paper_id or 0, []).append(note)
    return {
        pk: SafeString(render_to_string("motions/_meeting_notes.html", {"notes": notes})) for pk, notes in found.items()
    }


@panel("body", order=10)
def inquiries_of_faction(request: HttpRequest, bodies: Sequence[Organization]) -> dict[int, SafeString]:
    """What a faction asked and what is still outstanding."""
    found: dict[int, SafeString] = {}
    for body in bodies:
        if body.kind != BodyKind.FACTION:
            continue
        rows = Inquiry.objects.visible_to(request.user).filter(paper__originators__organization=body)
        waiting = rows.filter(paper__state__in=OPEN) | rows.filter(ledger.OUTSTANDING)
        listed = list(ledger.rows_of(waiting.distinct()).order_by("answer_due", "pk")[:20])
        context = {"lines": ledger.lines(listed, on=timezone.localdate()), "title": "Offene Anfragen der Fraktion"}
        found[body.pk] = SafeString(render_to_string("motions/_lines.html", context))
    return found


@panel("body", order=20)
def sortition(request: HttpRequest, bodies: Sequence[Organization]) -> dict[int, SafeString]:
    """How a citizens' assembly was drawn, and those of its sessions that this person may know of."""
    sessions = PanelSession.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    rows = SortitionProcess.objects.filter(organization__in=bodies).prefetch_related(
        "blocks", Prefetch("sessions", sessions.select_related("meeting", "block"))
    )
    return {
        row.organization_id: SafeString(
            render_to_string(
                "motions/_sortition.html",
                {
                    "process": row,
                    "blocks": sorted(row.blocks.all(), key=lambda block: block.number),
                    "sessions": sorted(row.sessions.all(), key=lambda session: session.number),
                },
            )
        )
        for row in rows
    }
