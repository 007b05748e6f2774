"""What Magistratsvorlagen add to lower pages: their way to the assembly on the paper, what waits on the desk."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council.audiences import Standing
from council.may import allowed
from council.panels import panel
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.may import executive_proposals as may
from motions.may import rulings as rulings_may
from motions.models import CoSignature, Proposal, Ruling
from motions.states import BEFORE_SUBMISSION, REVISABLE
from motions.views import examining

SHOWN = 10
_UNDER_WAY = BEFORE_SUBMISSION | {PaperState.MAGISTRAT_REJECTED}


@panel("paper.top", order=21)
def proposal(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """Who writes it, who co-signs, what the Magistrat resolved, and what this person may do with it."""
    wanted = [paper.pk for paper in papers if paper.paper_type == PaperType.EXECUTIVE_PROPOSAL]
    if not wanted:
        return {}
    chain = CoSignature.objects.select_related("office", "by__person").order_by("order")
    rulings = Ruling.objects.order_by("-made_at", "-pk")
    rows = Proposal.objects.filter(pk__in=wanted).select_related("paper", "office", "aimed_at")
    rows = rows.prefetch_related(
        Prefetch("cosignatures", chain, to_attr="chain"), Prefetch("paper__rulings", rulings, to_attr="ruled")
    )
    return {
        row.pk: SafeString(
            render_to_string("motions/executive_proposal_panel.html", _facts(request, row), request=request)
        )
        for row in rows
    }


def _facts(request: HttpRequest, proposal: Proposal) -> dict[str, object]:
    chain: list[CoSignature] = proposal.chain  # type: ignore[attr-defined]  # fetched by the panel
    internal = allowed(may.read_chain, request.user)
    waiting = [row for row in chain if row.is_waiting] if proposal.paper.state == PaperState.COSIGNING else []
    return {
        "proposal": proposal,
        "paper": proposal.paper,
        "internal": internal,
        "chain": chain if internal else [],
        "mine": next((row for row in waiting if allowed(may.cosign, request.user, row)), None),
        "all_spoke": all(row.signed_at or row.objected_at for row in chain),
        "rulings": proposal.paper.ruled  # type: ignore[attr-defined]  # fetched by the panel
        if internal or allowed(rulings_may.read, request.user, proposal.paper)
        else [],
        "is_revisable": proposal.paper.state in REVISABLE,
        "is_under_way": proposal.paper.state in BEFORE_SUBMISSION,
    }


@panel("desk", order=21)
def proposals_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """Drafts to co-sign, what lies before the Magistrat, own ones under way, and for the chair what was handed in."""
    standing = audiences.standing_of(request.user)
    context = {
        "to_cosign": list(_to_cosign(standing)[:SHOWN]),
        "before_magistrat": list(_before_magistrat(standing)[:SHOWN]),
        "under_way": list(_under_way(standing)[:SHOWN]),
        "judged": list(
            examining.to_judge(standing).filter(state=PaperState.SUBMITTED).order_by("submitted_at", "pk")[:SHOWN]
        ),
    }
    return {None: SafeString(render_to_string("motions/executive_proposal_desk.html", context, request=request))}


def _to_cosign(standing: Standing) -> QuerySet[CoSignature]:
    rows = CoSignature.objects.filter(
        office__in=standing.bodies,
        asked_at__isnull=False,
        signed_at=None,
        objected_at=None,
        proposal__paper__state=PaperState.COSIGNING,
        proposal__paper__deleted_at=None,
    )
    rows = rows.select_related("proposal__paper", "proposal__office", "office").order_by("asked_at", "pk")
    return rows if standing.office else rows.none()


def _before_magistrat(standing: Standing) -> QuerySet[Proposal]:
    states = (PaperState.MAGISTRAT_PENDING, PaperState.MAGISTRAT_ADOPTED)
    rows = Proposal.objects.visible_for(standing).filter(paper__state__in=states).select_related("paper", "office")
    return rows.order_by("-paper__state", "paper__modified_at", "pk") if standing.executive else rows.none()


def _under_way(standing: Standing) -> QuerySet[Proposal]:
    rows = Proposal.objects.visible_for(standing).filter(paper__owner=standing.user_id, paper__state__in=_UNDER_WAY)
    rows = rows.select_related("paper", "office").order_by("-paper__modified_at", "pk")
    return rows if standing.administration else rows.none()
