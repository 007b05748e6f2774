"""What resolutions add to lower pages: provisional results, extracts, tasks, objections, and what waits on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import audiences, life
from council.audiences import Standing
from council.may import allowed
from council.models import AgendaItem, Meeting, Organization
from council.panels import panel, row_panel
from council.states import ItemState
from documents.models import Paper
from documents.states import PaperState
from motions.actions import objections, tasks, treatment
from motions.actions.resolutions import WITHOUT_EXTRACT
from motions.may import resolutions as may
from motions.models import Objection, ResolutionExtract, ResolutionTask, ResultConfirmation
from motions.states import ObjectionRank
from motions.views import resolutions
from motions.views import tasks as task_views

SHOWN = 10
_ADOPTED = (PaperState.ADOPTED, PaperState.ADOPTED_AMENDED, PaperState.IN_IMPLEMENTATION)


def _confirmed() -> Exists:
    """Whether the result an item has now is confirmed."""
    return Exists(ResultConfirmation.objects.filter(item=OuterRef("pk"), closed_at=OuterRef("closed_at")))


def _with_result(rows: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Closed items of our own with a result; those taken over from elsewhere were confirmed there."""
    return rows.filter(state=ItemState.CLOSED, closed_at__isnull=False, origin=None).exclude(result="")


def provisional(rows: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Keep items whose result waits for the chair's confirmation."""
    return _with_result(rows).exclude(_confirmed())


def unextracted(rows: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Keep items with a confirmed result of which no extract was made."""
    made = ResolutionExtract.objects.filter(item=OuterRef("pk"))
    return _with_result(rows).filter(_confirmed()).exclude(result__in=WITHOUT_EXTRACT).exclude(Exists(made))


@row_panel("item", order=40)
def resolutions_of_items(standing: Standing, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """That a result is provisional, and the extract made of it. Costs two queries."""
    closed = [item.pk for item in items if item.closed_at is not None]
    waiting = set(provisional(AgendaItem.objects.filter(pk__in=closed)).values_list("pk", flat=True))
    rows = ResolutionExtract.objects.standing().filter(item__in=items)
    made = {row.item_id: row for row in audiences.readable_among(rows, standing)}
    return {
        item.pk: SafeString(
            render_to_string(
                "motions/_resolution_of_item.html",
                {"provisional": item.pk in waiting, "extract": made.get(item.pk)},
            )
        )
        for item in items
        if item.pk in waiting or item.pk in made
    }


@panel("meeting", order=20)
def results_of_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """For whoever presides the results to confirm, for the office the extracts to make."""
    found: dict[int, SafeString] = {}
    for meeting in meetings:
        visible = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting).order_by("order", "pk")
        first = visible.first()
        if first is None:
            continue
        first.meeting = meeting
        context: dict[str, Any] = {"meeting": meeting}
        if allowed(may.confirm, request.user, first):
            context["to_confirm"] = list(provisional(visible))
        if allowed(may.make, request.user):
            context["to_extract"] = list(unextracted(visible))
        if context.get("to_confirm") or context.get("to_extract"):
            html = render_to_string("motions/_results_of_meeting.html", context, request=request)
            found[meeting.pk] = SafeString(html)
    return found


@panel("paper.top", order=10)
def suspension(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """That a resolution is suspended, since when and why, and what the office or the mayor may do."""
    standing = audiences.standing_of(request.user)
    rows = Objection.objects.filter(paper__in=papers).select_related("again_at__meeting").order_by("-number", "-pk")
    of_paper: dict[int, list[Objection]] = {}
    for objection in audiences.readable_among(rows, standing):
        of_paper.setdefault(objection.paper_id, []).append(objection)
    found: dict[int, SafeString] = {}
    for paper in papers:
        context = _suspension(standing, paper, of_paper.get(paper.pk, []))
        if context["objections"] or context["can_object"]:
            html = render_to_string("motions/_objections.html", {"paper": paper} | context, request=request)
            found[paper.pk] = SafeString(html)
    return found


def _suspension(standing: Standing, paper: Paper, rows: list[Objection]) -> dict[str, Any]:
    item = objections.decision_of(paper) if standing.executive and life.can(paper, "suspend") else None
    rank = objections.rank_of(paper, item) if item is not None else None
    due = objections.due_of(objections.day_of(item), rank=rank, item=item) if item is not None and rank else None
    open_one = next((row for row in rows if not row.outcome), None)
    return {
        "objections": rows,
        "open": open_one,
        "rank": rank,
        "due": due,
        "can_object": due is not None and timezone.localdate() <= due,
        "is_clerk": standing.clerk,
        "again": _second_votes(standing, paper, open_one) if open_one is not None and standing.clerk else [],
        "second": open_one is not None and open_one.number == ObjectionRank.SECOND,
    }


def _second_votes(standing: Standing, paper: Paper, objection: Objection) -> list[AgendaItem]:
    """Items of later meetings at which the suspended paper was voted on."""
    rows = AgendaItem.objects.visible_for(standing).filter(
        slot__consultation__paper=paper,
        state=ItemState.CLOSED,
        result__in=treatment.DECIDING,
        meeting__date__gt=objection.raised_on,
    )
    return list(rows.select_related("meeting").order_by("meeting__date", "pk"))


@panel("paper", order=25, rows=[ResolutionExtract, ResolutionTask])
def after_the_decision(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """The extracts of the resolutions on a paper, and what they ordered. Costs two queries for all."""
    standing, today = audiences.standing_of(request.user), timezone.localdate()
    extracts: dict[int, list[ResolutionExtract]] = {}
    for extract in resolutions.shown(ResolutionExtract.objects.visible_for(standing).filter(paper__in=papers)):
        extracts.setdefault(extract.paper_id or 0, []).append(extract)
    lines: dict[int, list[task_views.Line]] = {}
    rows = task_views.shown(ResolutionTask.objects.visible_for(standing).filter(paper__in=papers))
    for line in task_views.lines(rows, on=today):
        lines.setdefault(line.task.paper_id, []).append(line)
    return {
        paper.pk: SafeString(
            render_to_string(
                "motions/_after_decision.html",
                _of_paper(standing, paper, extracts.get(paper.pk, []), lines.get(paper.pk, [])),
                request=request,
            )
        )
        for paper in papers
        if extracts.get(paper.pk) or lines.get(paper.pk)
    }


def _of_paper(
    standing: Standing, paper: Paper, extracts: list[ResolutionExtract], lines: list[task_views.Line]
) -> dict[str, Any]:
    valid = [extract for extract in extracts if not hasattr(extract, "correction")]
    orders = [extract for extract in valid if extract.result in treatment.ADOPTING]
    return {
        "paper": paper,
        "extracts": extracts,
        "lines": lines,
        "orders": orders if standing.clerk and paper.state in tasks.COMMISSIONABLE else [],
        "can_implement": standing.clerk
        and paper.state == PaperState.IN_IMPLEMENTATION
        and bool(lines)
        and not any(line.task.is_open for line in lines),
    }


@panel("body", order=16)
def resolutions_of_body(request: HttpRequest, bodies: Sequence[Organization]) -> dict[int, SafeString]:
    """The latest resolutions of a body, and for an office the tasks it has the lead in."""
    standing = audiences.standing_of(request.user)
    found: dict[int, SafeString] = {}
    for body in bodies:
        resolved = ResolutionExtract.objects.standing().filter(organization=body)
        extracts = resolutions.shown(resolved.visible_for(standing))[:SHOWN] if resolved.exists() else []
        led = ResolutionTask.objects.filter(office=body)
        lead = task_views.shown(led.visible_for(standing))[:SHOWN] if led.exists() else []
        context = {
            "body": body,
            "extracts": list(extracts),
            "lines": task_views.lines(lead, on=standing.on),
        }
        if context["extracts"] or context["lines"]:
            found[body.pk] = SafeString(render_to_string("motions/_resolutions_of_body.html", context))
    return found


@panel("papers", order=40)
def links_to_resolutions(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """The ways from the papers to what was resolved and what became of it."""
    return {None: SafeString(render_to_string("motions/_links_to_resolutions.html"))}


@panel("desk", order=15)
def resolutions_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """For an office its tasks, for the Magistrat what is overdue; for chair and office what is to be confirmed."""
    standing, today = audiences.standing_of(request.user), timezone.localdate()
    items = AgendaItem.objects.visible_for(standing).select_related("meeting").order_by("-meeting__date", "order", "pk")
    context = {
        "lines": task_views.lines(_own_tasks(standing), on=today),
        "to_confirm": list(provisional(items)[:SHOWN]) if standing.chair else [],
        "to_extract": list(unextracted(items)[:SHOWN]) if standing.clerk else [],
        "carried_out": list(_carried_out(standing)),
    }
    return {None: SafeString(render_to_string("motions/resolution_desk.html", context))}


def _own_tasks(standing: Standing) -> QuerySet[ResolutionTask]:
    rows = ResolutionTask.objects.visible_for(standing).open()
    if standing.executive:
        return task_views.shown(rows.overdue(on=standing.on) | rows.filter(office__in=standing.bodies))[:SHOWN]
    return task_views.shown(rows.filter(office__in=standing.bodies))[:SHOWN] if standing.office else rows.none()


def _carried_out(standing: Standing) -> QuerySet[Paper]:
    """Papers whose tasks are all settled and whose end the office has not confirmed."""
    if not standing.clerk:
        return Paper.objects.none()
    of_paper = ResolutionTask.objects.filter(paper=OuterRef("pk"), deleted_at=None)
    rows = Paper.objects.visible_for(standing).filter(state=PaperState.IN_IMPLEMENTATION)
    return rows.filter(Exists(of_paper)).exclude(Exists(of_paper.open())).order_by("reference", "pk")[:SHOWN]
