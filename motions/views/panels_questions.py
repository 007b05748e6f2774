"""What question time adds to lower pages: to its papers, its meetings, and the desk."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import audiences
from council.may import allowed
from council.models import Meeting
from council.panels import panel
from council.states import BodyKind, MeetingState
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.may import questions as may
from motions.models import OralQuestion
from motions.views import question_facts, questions

SHOWN = 10


@panel("paper.top", order=21)
def question(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """At which meeting a question is asked, what was answered and asked further, and what can be done with it."""
    wanted = [paper.pk for paper in papers if paper.paper_type == PaperType.QUESTION]
    if not wanted:
        return {}
    rows = questions.shown(OralQuestion.objects.filter(pk__in=wanted))
    found: dict[int, SafeString] = {}
    for row in rows:
        facts = question_facts.of_question(row, user=request.user)
        examined = facts["can_examine"] and row.paper.state == PaperState.SUBMITTED
        facts["clashes"] = questions.clashes(request, row) if examined else []
        context = {"paper": row.paper, "texts": {}} | facts
        found[row.pk] = SafeString(render_to_string("motions/question_panel.html", context, request=request))
    return found


@panel("meeting", order=20)
def question_time(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The way from a meeting of the assembly to its question time."""
    found: dict[int, SafeString] = {}
    for meeting in meetings:
        if meeting.organization is None or meeting.organization.kind != BodyKind.ASSEMBLY:
            continue
        rows = OralQuestion.objects.visible_to(request.user).filter(meeting=meeting)
        context = {
            "meeting": meeting,
            "count": rows.exclude(
                paper__state__in=(PaperState.DRAFT, PaperState.SUBMITTED, PaperState.INADMISSIBLE)
            ).count(),
            "can_ask": allowed(may.ask, request.user)
            and meeting.state not in (MeetingState.CLOSED, MeetingState.CANCELLED),
        }
        found[meeting.pk] = SafeString(render_to_string("motions/_question_time_link.html", context, request=request))
    return found


@panel("desk", order=25)
def questions_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """Questions to judge, own questions under way, and written answers that are owed."""
    standing = audiences.standing_of(request.user)
    today = timezone.localdate()
    rows = questions.shown(OralQuestion.objects.visible_for(standing))
    mine = rows.filter(asker=standing.person_id).exclude(
        paper__state__in=(PaperState.DRAFT, PaperState.ANSWERED_ORAL, PaperState.ANSWERED_WRITTEN, PaperState.ARCHIVED)
    )
    to_judge = rows.filter(paper__state=PaperState.SUBMITTED).order_by("paper__submitted_at", "pk")
    owed = rows.owed().order_by("written_due", "pk")
    context = {
        "can_ask": allowed(may.ask, request.user),
        "mine": list(mine.order_by("-meeting__date", "pk")[:SHOWN]) if standing.person_id and standing.member else [],
        "to_judge": list(to_judge[:SHOWN]) if standing.chair else [],
        "owed": question_facts.lines(owed[:SHOWN], user=request.user, on=today)
        if allowed(may.answer, request.user)
        else [],
    }
    return {None: SafeString(render_to_string("motions/question_desk.html", context, request=request))}
