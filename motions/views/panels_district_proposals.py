"""What proposals of district councils add to lower pages: their steps on the paper, what waits on the office's desk."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council.may import allowed
from council.panels import panel
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.may import rulings as rulings_may
from motions.models import DistrictProposal, Ruling

SHOWN = 10
WAITING = (PaperState.ADMITTED, PaperState.POSTPONED)


@panel("paper.top", order=23)
def district_proposal(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """Which council's it is, whether it was read out, and what this person may do with it."""
    wanted = [paper.pk for paper in papers if paper.paper_type == PaperType.DISTRICT_PROPOSAL]
    if not wanted:
        return {}
    rulings = Ruling.objects.order_by("-made_at", "-pk")
    rows = DistrictProposal.objects.filter(pk__in=wanted).select_related("paper", "council", "aimed_at", "handed_in")
    rows = rows.prefetch_related(Prefetch("paper__rulings", rulings, to_attr="ruled"))
    return {
        row.pk: SafeString(
            render_to_string("motions/district_proposal_panel.html", _facts(request, row), request=request)
        )
        for row in rows
    }


def _facts(request: HttpRequest, proposal: DistrictProposal) -> dict[str, object]:
    internal = allowed(rulings_may.read, request.user, proposal.paper)
    return {
        "proposal": proposal,
        "paper": proposal.paper,
        "internal": internal,
        "rulings": proposal.paper.ruled if internal else [],  # type: ignore[attr-defined]  # fetched by the panel
    }


@panel("desk", order=23)
def district_proposals_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """For the office: proposals that were admitted and stand on no agenda yet."""
    standing = audiences.standing_of(request.user)
    rows = DistrictProposal.objects.visible_for(standing).filter(paper__state__in=WAITING)
    rows = rows.select_related("paper", "council").order_by("paper__date", "pk")
    context = {"waiting": list(rows[:SHOWN]) if standing.clerk else []}
    return {None: SafeString(render_to_string("motions/district_proposal_desk.html", context, request=request))}
