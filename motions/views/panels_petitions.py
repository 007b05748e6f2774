"""What petitions add to lower pages: their public facts on the paper, and what waits on desks, bodies and agendas."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import audiences
from council.audiences import Standing
from council.models import AgendaItem, Organization
from council.panels import panel, row_panel
from council.states import BodyKind
from documents.models import Paper, Slot
from documents.states import PaperState, PaperType
from motions.models import Petition, Petitioner
from motions.states import PETITION_OPEN
from motions.views import petition_facts, petitions

SHOWN = 20


@panel("paper.top", order=22)
def petition(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """How a petition stands: days, committee and outcome; to those who deal with it the way to the original."""
    wanted = [paper.pk for paper in papers if paper.paper_type == PaperType.PETITION]
    if not wanted:
        return {}
    rows = petitions.shown(Petition.objects.filter(pk__in=wanted))
    dealt_with = set(Petition.objects.visible_to(request.user).filter(pk__in=wanted).values_list("pk", flat=True))
    return {
        row.pk: SafeString(
            render_to_string(
                "motions/petition_panel.html",
                {"petition": row, "steps": petition_facts.timeline(row), "deals": row.pk in dealt_with},
                request=request,
            )
        )
        for row in rows
    }


@row_panel("item", order=20, rows=[Slot])
def petitions_of_items(standing: Standing, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """The way from an agenda item to its petition, for those who read it unredacted. Costs two queries."""
    slots = dict(
        Slot.objects.filter(item__in=items, consultation__paper__paper_type=PaperType.PETITION).values_list(
            "item_id", "consultation__paper_id"
        )
    )
    if not slots:
        return {}
    rows = petitions.shown(Petition.objects.visible_for(standing)).in_bulk(list(slots.values()))
    return {
        item: SafeString(render_to_string("motions/_petition_of_item.html", {"petition": rows[paper]}))
        for item, paper in slots.items()
        if paper in rows
    }


@panel("body", order=16)
def petitions_in_committee(request: HttpRequest, bodies: Sequence[Organization]) -> dict[int, SafeString]:
    """The petitions a committee has to decide, for those who read them."""
    wanted = [body for body in bodies if body.kind == BodyKind.COMMITTEE]
    if not wanted:
        return {}
    rows = petitions.shown(Petition.objects.visible_to(request.user)).filter(
        committee__in=wanted, paper__state=PaperState.IN_COMMITTEE
    )
    found: dict[int, list[Petition]] = {}
    for row in rows.order_by("received_on", "pk"):
        found.setdefault(row.committee_id or 0, []).append(row)
    return {
        pk: SafeString(render_to_string("motions/_petitions.html", {"lines": lines(kept), "title": "Eingaben"}))
        for pk, kept in found.items()
    }


@panel("desk", order=30)
def petitions_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """Petitions to deal with: for the office, the Magistrat and the committees; and one's own."""
    standing = audiences.standing_of(request.user)
    rows = petitions.shown(Petition.objects.visible_for(standing)).order_by("received_on", "pk")
    context = {
        "handled": lines(rows.filter(paper__state__in=PETITION_OPEN)[:SHOWN]) if standing.clerk else [],
        "owed": lines(rows.owed_by_executive()[:SHOWN]) if standing.executive else [],
        "to_decide": lines(_to_decide(rows, standing)[:SHOWN]),
        "own": Petitioner.objects.filter(account=request.user.pk)
        .select_related("petition__paper")
        .order_by("-petition__received_on", "pk")[:SHOWN],
        "outsider": standing.outsider,
    }
    return {None: SafeString(render_to_string("motions/petition_desk.html", context, request=request))}


def _to_decide(rows: QuerySet[Petition], standing: Standing) -> QuerySet[Petition]:
    return rows.filter(committee__in=standing.bodies, paper__state=PaperState.IN_COMMITTEE)


def lines(rows: Sequence[Petition] | QuerySet[Petition]) -> list[tuple[Petition, petition_facts.Light]]:
    """Pair each petition with what is due."""
    today = timezone.localdate()
    return [(row, petition_facts.light(row, on=today)) for row in rows]
