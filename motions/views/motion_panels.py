"""What motions add to lower pages: their state and buttons on the paper, and what waits on the desk."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council.audiences import Standing
from council.panels import panel
from documents.models import Paper
from documents.states import OPEN, PaperState, PaperType
from motions.models import JointDraft, Motion
from motions.views import motion_facts, mover_facts

SHOWN = 10
VOTED_ON = (
    PaperType.MOTION,
    PaperType.EXECUTIVE_PROPOSAL,
    PaperType.AMENDMENT,
    PaperType.DISTRICT_PROPOSAL,
)


@panel("paper.top", order=20)
def motion(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """What kind of motion it is, who brings it in, what was ruled on it, and what this person may do with it."""
    wanted = [paper.pk for paper in papers if paper.paper_type == PaperType.MOTION]
    if not wanted:
        return {}
    rows = Motion.objects.filter(pk__in=wanted)
    rows = rows.select_related("paper", "mover", "target", "handed_in", "aimed_at", "refiled_from")
    return {
        row.pk: SafeString(
            render_to_string(
                "motions/motion_panel.html",
                {"paper": row.paper} | motion_facts.of_motion(row, request.user),
                request=request,
            )
        )
        for row in rows
    }


@panel("desk", order=20)
def motions_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """Motions to agree to, write or judge, and for the office the papers going to a vote without a plain summary."""
    standing = audiences.standing_of(request.user)
    gaps = _gaps(standing)
    context = {
        "asked": list(mover_facts.invitations(standing, Motion.objects.visible_for(standing))),
        "together": list(_together(standing)),
        "to_judge": list(_to_judge(standing)),
        "gaps": list(gaps.order_by("submitted_at", "pk")[:SHOWN]),
        "gap_count": gaps.count() if standing.clerk else 0,
    }
    return {None: SafeString(render_to_string("motions/motion_desk.html", context, request=request))}


def _together(standing: Standing) -> QuerySet[Motion]:
    """What the faction writes together, what was written in last first."""
    rows = Motion.objects.filter(pk__in=JointDraft.objects.visible_for(standing).values("pk"))
    return rows.select_related("paper__scratch", "mover").order_by("-paper__scratch__kept_at", "pk")[:SHOWN]


def _to_judge(standing: Standing) -> QuerySet[Motion]:
    rows = Motion.objects.visible_for(standing).filter(paper__state=PaperState.SUBMITTED)
    rows = rows.select_related("paper", "mover").order_by("paper__submitted_at", "pk")
    return rows[:SHOWN] if standing.chair else rows.none()


def _gaps(standing: Standing) -> QuerySet[Paper]:
    rows = Paper.objects.visible_for(standing).filter(
        paper_type__in=VOTED_ON, state__in=OPEN, plain_summary="", body__home=True
    )
    return rows if standing.clerk else rows.none()
