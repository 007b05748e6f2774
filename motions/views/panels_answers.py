"""What became of an inquiry beyond its answers: extensions, assessment, promises, reminders, bringing in again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import audiences
from council.audiences import Standing
from council.models import Entry
from council.panels import panel
from documents.models import Paper
from documents.states import PaperState
from motions.actions.inquiries import ESCALATION_DAYS
from motions.actions.lapsing import open_papers
from motions.models import Assessment, Extension, Inquiry, Promise, Reply
from motions.states import ASSESSABLE, WAITING
from motions.views import lapsing, ledger
from motions.views.panels_promises import lines

SHOWN = 10
_NOTED = {"inquiry.overdue": "Erinnert", "inquiry.escalated": "Eskaliert"}


@panel("paper", order=11, rows=[Inquiry])
def after_the_answer(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """The part of an inquiry's page below its questions; costs the same for any number of inquiries."""
    standing = audiences.standing_of(request.user)
    rows = Inquiry.objects.visible_for(standing).filter(paper__in=papers).select_related("paper", "resubmits__paper")
    found = list(rows.prefetch_related(*_parts(standing)))
    if not found:
        return {}
    noted = _noted(papers) if standing.clerk or standing.chair or standing.administration else {}
    readable = Paper.objects.visible_for(standing)
    before = set(readable.filter(inquiry__resubmissions__paper__in=papers).values_list("pk", flat=True))
    return {
        row.pk: SafeString(
            render_to_string(
                "motions/_after_answer.html",
                _of_inquiry(row, noted=noted.get(row.pk, []), before=before),
                request=request,
            )
        )
        for row in found
    }


def _parts(standing: Standing) -> list[Prefetch[str]]:
    promises = Promise.objects.visible_for(standing).select_related("organization", "speaker")
    again = Inquiry.objects.visible_for(standing).select_related("paper")
    replies = Reply.objects.order_by("made_at", "pk")
    assessments = Assessment.objects.select_related("organization", "person").order_by("made_at", "pk")
    return [
        Prefetch("granted_extensions", Extension.objects.order_by("granted_at", "pk"), to_attr="extended"),
        Prefetch("assessments", assessments.prefetch_related(Prefetch("replies", replies)), to_attr="assessed"),
        Prefetch("promises", promises.order_by("made_on", "pk"), to_attr="promised"),
        Prefetch("resubmissions", again, to_attr="again"),
    ]


def _of_inquiry(inquiry: Inquiry, *, noted: list[tuple[str, datetime]], before: set[int]) -> dict[str, object]:
    assessed: list[Assessment] = inquiry.assessed  # type: ignore[attr-defined]  # fetched by the panel
    replaced = {entry.replaces_id for entry in assessed}
    replies = [list(entry.replies.all()) for entry in assessed]
    return {
        "inquiry": inquiry,
        "paper": inquiry.paper,
        "noted": noted,
        "extensions": inquiry.extended,  # type: ignore[attr-defined]  # fetched by the panel
        "assessments": [
            (entry, entry.pk in replaced, said, {reply.replaces_id for reply in said})
            for entry, said in zip(assessed, replies, strict=True)
        ],
        "replied": bool(replies and replies[-1]),
        "assessable": inquiry.paper.state in ASSESSABLE,
        "lapsed": inquiry.paper.state == PaperState.LAPSED,
        "promises": lines(inquiry.promised),  # type: ignore[attr-defined]  # fetched by the panel
        "again": inquiry.again,  # type: ignore[attr-defined]  # fetched by the panel
        "before": inquiry.resubmits if inquiry.resubmits_id in before else None,
    }


def _noted(papers: Sequence[Paper]) -> dict[int, list[tuple[str, datetime]]]:
    """When the office was reminded and the chair was told, by inquiry."""
    rows = Entry.objects.filter(kind=Paper._meta.label_lower, thing__in=[paper.pk for paper in papers], verb__in=_NOTED)
    found: dict[int, list[tuple[str, datetime]]] = {}
    for thing, verb, at in rows.order_by("number").values_list("thing", "verb", "at"):
        found.setdefault(thing, []).append((_NOTED[verb], at))
    return found


@panel("desk", order=10)
def escalated(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """For the chair and the office: answers that are two weeks overdue and were escalated."""
    standing = audiences.standing_of(request.user)
    if not (standing.chair or standing.clerk):
        return {None: SafeString()}
    told = Entry.objects.filter(verb="inquiry.escalated", kind=Paper._meta.label_lower).values("thing")
    latest = standing.on - timedelta(days=ESCALATION_DAYS)
    rows = Inquiry.objects.visible_for(standing).filter(
        paper__state__in=WAITING, paper__body__home=True, answer_due__lte=latest, pk__in=told
    )
    listed = list(ledger.rows_of(rows).order_by("answer_due", "pk")[:SHOWN])
    if not listed:
        return {None: SafeString()}
    context = {
        "lines": ledger.lines(listed, on=timezone.localdate()),
        "title": "Eskaliert: seit zwei Wochen überfällig",
    }
    return {None: SafeString(render_to_string("motions/_lines.html", context))}


@panel("desk", order=20)
def end_of_term(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """For the office: that a term has ended, or soon ends, with papers still open."""
    standing = audiences.standing_of(request.user)
    term = lapsing.ending_terms().first() if standing.clerk else None
    if term is None:
        return {None: SafeString()}
    visible = Paper.objects.visible_for(standing).values("pk")
    count = open_papers(term).filter(pk__in=visible).count()
    context = {"term": term, "count": count, "today": standing.on}
    return {None: SafeString(render_to_string("motions/_end_of_term.html", context) if count else "")}
