"""What notices add to lower pages: the steps on the paper, what the office puts on an agenda, where papers begin."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council.panels import panel
from documents.models import Paper
from documents.states import PaperState
from motions.states import NOTICES

SHOWN = 10


@panel("papers.beginnings", order=10)
def beginnings(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """Every kind of paper this person may begin, above the list of papers."""
    return {None: SafeString(render_to_string("motions/beginnings.html", {}, request=request))}


@panel("paper.top", order=22)
def notice(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """What this person may do with a notice that was written here."""
    wanted = [paper.pk for paper in papers if paper.paper_type in NOTICES]
    if not wanted:
        return {}
    rows = Paper.objects.filter(pk__in=wanted, scratch__isnull=False).select_related("under_direction_of")
    return {
        row.pk: SafeString(render_to_string("motions/notice_panel.html", {"paper": row}, request=request))
        for row in rows
    }


@panel("desk", order=22)
def notices_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """For the office: notices that were released and stand on no agenda yet."""
    standing = audiences.standing_of(request.user)
    rows = Paper.objects.visible_for(standing).filter(
        paper_type__in=NOTICES, state=PaperState.RELEASED, body__home=True
    )
    released = list(rows.order_by("date", "pk")[:SHOWN]) if standing.clerk else []
    return {None: SafeString(render_to_string("motions/notice_desk.html", {"released": released}, request=request))}
