"""What citizens' reports add to lower pages: the recommendations on the paper and on the panel's page, and desks."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import audiences
from council.may import allowed
from council.models import Organization
from council.panels import panel
from council.states import BodyKind
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.forms.recommendations import panels_of
from motions.may import recommendations as may
from motions.models import PanelReport, Recommendation
from motions.views import recommendation_facts, recommendations

SHOWN = 12
_IN_THE_MAKING = (PaperState.COLLECTED, PaperState.MODERATED, PaperState.PANEL_ADOPTED, PaperState.PRESENTED)


@panel("paper", order=12)
def recommendations_of_paper(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """The recommendations of a citizens' report, each with what became of it."""
    wanted = [paper.pk for paper in papers if paper.paper_type == PaperType.PANEL_REPORT]
    if not wanted:
        return {}
    rows = recommendations.shown(PanelReport.objects.visible_to(request.user).filter(pk__in=wanted))
    return {
        row.pk: SafeString(
            render_to_string(
                "motions/_recommendations.html",
                {"title": "Empfehlungen und Antworten", "with_way": True}
                | recommendation_facts.of_report(row, user=request.user),
                request=request,
            )
        )
        for row in rows
    }


@panel("body", order=12)
def reports_of_panel(request: HttpRequest, bodies: Sequence[Organization]) -> dict[int, SafeString]:
    """The reports of a citizens' assembly with their recommendations, and the way to a new one."""
    panels = [body for body in bodies if body.kind == BodyKind.PANEL]
    if not panels:
        return {}
    rows = recommendations.shown(PanelReport.objects.visible_to(request.user).filter(panel__in=panels))
    reports: dict[int, list[PanelReport]] = {}
    for row in rows.order_by("-handed_over_on", "-pk"):
        reports.setdefault(row.panel_id, []).append(row)
    return {
        body.pk: SafeString(
            render_to_string(
                "motions/_panel_reports.html",
                {
                    "panel": body,
                    "reports": [
                        recommendation_facts.of_report(row, user=request.user) for row in reports.get(body.pk, [])
                    ],
                    "can_keep": allowed(may.keep, request.user, body),
                },
                request=request,
            )
        )
        for body in panels
        if reports.get(body.pk) or allowed(may.keep, request.user, body)
    }


@panel("desk", order=35)
def recommendations_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """Recommendations the Magistrat owes an answer to, and reports in the making for those who keep them."""
    standing = audiences.standing_of(request.user)
    today = timezone.localdate()
    owed = Recommendation.objects.visible_for(standing).owed().select_related("report__paper")
    reports = PanelReport.objects.visible_for(standing).filter(paper__state__in=_IN_THE_MAKING, panel__body__home=True)
    kept = panels_of(request.user) if standing.clerk or standing.bodies else []
    context = {
        "owed": [recommendation_facts.line(wish, on=today) for wish in owed.order_by("due", "number", "pk")[:SHOWN]]
        if standing.executive
        else [],
        "owed_count": owed.count() if standing.executive else 0,
        "reports": reports.filter(panel__in=kept).select_related("paper", "panel").order_by("-pk")[:SHOWN]
        if kept
        else [],
    }
    return {None: SafeString(render_to_string("motions/recommendation_desk.html", context, request=request))}
