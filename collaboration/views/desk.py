"""The desk: what waits for the signed-in person and their faction."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from collaboration.models import Note
from council import audiences
from council.audiences import Standing
from council.models import Meeting, Membership, Organization
from council.states import MeetingState
from documents.models import File, Inspection, Paper
from documents.states import FileState, PaperState
from motions.models import Inquiry
from motions.views import ledger, lights

SHOWN = 10
SOON = timedelta(days=21)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Gather the person's work; each part is there only for those it concerns."""
    standing = audiences.standing_of(request.user)
    today = timezone.localdate()
    context = {
        "standing": standing,
        "seats": _seats(standing),
        "factions": Organization.objects.filter(pk__in=standing.factions).order_by("name"),
        "running": _meetings(standing).filter(state__in=(MeetingState.RUNNING, MeetingState.INTERRUPTED)),
        "meetings": _meetings(standing)
        .filter(date__gte=today, date__lte=today + SOON)
        .exclude(
            state__in=(MeetingState.CLOSED, MeetingState.CANCELLED, MeetingState.RUNNING, MeetingState.INTERRUPTED)
        )
        .order_by("date", "starts_at")[:SHOWN],
        "drafts": Paper.objects.visible_for(standing)
        .filter(owner=standing.user_id, state=PaperState.DRAFT)
        .order_by("-modified_at")[:SHOWN],
        "faction_lines": _lines(_of_factions(standing), standing),
        "office_lines": _lines(_of_offices(standing), standing),
        "submitted": _submitted(standing),
        "presented": _presented(standing),
        "unread": _unread_files(standing),
        "notes": Note.objects.visible_for(standing)
        .filter(owner=standing.user_id, state="open")
        .select_related("paper")
        .order_by("-modified_at")[:SHOWN],
    }
    return render(request, "collaboration/desk.html", context)


def _seats(standing: Standing) -> QuerySet[Membership]:
    return (
        Membership.objects.current(on=standing.on)
        .filter(person=standing.person_id)
        .select_related("organization")
        .order_by("organization__kind", "organization__name")
    )


def _meetings(standing: Standing) -> QuerySet[Meeting]:
    rows = Meeting.objects.visible_for(standing).filter(organization__body__home=True)
    rows = rows.select_related("organization__body", "location")
    if standing.clerk or standing.outsider:
        return rows
    return rows.filter(Q(organization__in=standing.bodies) | Q(organization__kind="assembly")).distinct()


def _of_factions(standing: Standing) -> QuerySet[Inquiry]:
    """What the person's factions asked and what is not done: waiting, or a written answer that never came."""
    asked = Q(paper__originators__organization__in=standing.factions)
    open_ones = Q(paper__state__in=lights.WAITING) | ledger.OUTSTANDING
    return Inquiry.objects.visible_for(standing).filter(asked, open_ones).distinct()


def _of_offices(standing: Standing) -> QuerySet[Inquiry]:
    """What the person's office, or for the Magistrat any office, has to answer."""
    rows = Inquiry.objects.visible_for(standing).filter(paper__state__in=lights.WAITING, paper__body__home=True)
    if standing.executive:
        return rows.filter(assigned_office__isnull=False)
    if standing.office:
        return rows.filter(assigned_office__in=standing.bodies)
    return rows.none()


def _lines(rows: QuerySet[Inquiry], standing: Standing) -> list[ledger.Line]:
    return ledger.lines(list(ledger.rows_of(rows).order_by("answer_due", "pk")[:SHOWN]), on=standing.on)


def _submitted(standing: Standing) -> QuerySet[Paper]:
    """For the office: what was handed in and waits for admission."""
    rows = Paper.objects.visible_for(standing).filter(state=PaperState.SUBMITTED).select_related("body")
    return rows.order_by("submitted_at", "pk")[:SHOWN] if standing.clerk else rows.none()


def _presented(standing: Standing) -> QuerySet[Inspection]:
    """For the office: files that somebody else presented and that wait for a second person."""
    rows = Inspection.objects.open().filter(proposed_by__isnull=False, file__in=File.objects.visible_for(standing))
    rows = rows.exclude(proposed_by=standing.user_id).select_related("file__paper", "proposed_by__person")
    return rows.order_by("proposed_at", "pk")[:SHOWN] if standing.clerk else rows.none()


def _unread_files(standing: Standing) -> QuerySet[File]:
    """For the office: files whose text could not be read."""
    rows = File.objects.visible_for(standing).filter(state=FileState.UNREADABLE, body__home=True)
    return rows.order_by("-pk")[:SHOWN] if standing.clerk else rows.none()
