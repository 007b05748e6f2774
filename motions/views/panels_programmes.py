"""What programmes add to the page of a paper: the way to the synopsis, and the goals the paper pursues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from council.panels import panel
from documents.models import Paper
from documents.states import PaperType
from motions.models import GoalPaper, Programme, ProgrammeItem


@panel("papers", order=10)
def way_to_the_programmes(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """The way from the list of papers to what was promised and agreed."""
    button = {"label": "Programme und Ziele", "url": reverse("programmes"), "kind": "secondary", "icon": "flag"}
    return {None: SafeString(render_to_string("components/button.html", button))}


@panel("paper.top", order=30)
def programme(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """The way to the synopsis, or for the office to making one."""
    kept = [paper for paper in papers if paper.paper_type == PaperType.PROGRAMME]
    if not kept:
        return {}
    laid_out = {row.pk: row for row in Programme.objects.filter(pk__in=[paper.pk for paper in kept])}
    return {
        paper.pk: SafeString(
            render_to_string(
                "motions/_programme.html", {"paper": paper, "programme": laid_out.get(paper.pk)}, request=request
            )
        )
        for paper in kept
    }


@panel("paper.aside", order=40, rows=[GoalPaper])
def goals_of_papers(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """The goals of programmes that these papers pursue."""
    found: dict[int, list[ProgrammeItem]] = defaultdict(list)
    goals = ProgrammeItem.objects.visible_to(request.user)
    rows = GoalPaper.objects.filter(paper__in=papers, goal__in=goals)
    for row in rows.select_related("goal__programme__paper").order_by("goal__programme__title", "goal__number"):
        found[row.paper_id].append(row.goal)
    return {
        pk: SafeString(render_to_string("motions/_goals_of_paper.html", {"goals": goals}))
        for pk, goals in found.items()
    }
