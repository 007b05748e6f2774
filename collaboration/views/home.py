"""The first page: what meets next, what is new, what is overdue."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council import audiences
from council.models import Meeting
from council.states import MeetingState
from documents.models import Originator, Paper
from motions.models import Inquiry
from motions.views import ledger, lights

NEXT_MEETINGS, NEW_PAPERS, OVERDUE = 5, 6, 5
OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Answer at one glance, for everyone, as far as they may read. The number of queries is constant."""
    standing = audiences.standing_of(request.user)
    today = timezone.localdate()
    ours = (
        Meeting.objects.visible_for(standing)
        .filter(organization__body__home=True)
        .select_related("organization__body", "location")
    )
    running = ours.filter(state__in=(MeetingState.RUNNING, MeetingState.INTERRUPTED)).order_by("starts_at")
    coming = ours.filter(date__gte=today).exclude(state__in=(*OVER, MeetingState.RUNNING, MeetingState.INTERRUPTED))
    papers = Paper.objects.visible_for(standing).filter(body__home=True, date__lte=today + timedelta(days=1))
    originators = Prefetch("originators", Originator.objects.select_related("person", "organization").order_by("order"))
    inquiries = Inquiry.objects.visible_for(standing).filter(paper__body__home=True)
    overdue = inquiries.filter(paper__state__in=lights.WAITING, answer_due__lt=today)
    context = {
        "running": running[:3],
        "coming": coming.order_by("date", "starts_at", "pk")[:NEXT_MEETINGS],
        "papers": papers.select_related("body").prefetch_related(originators).order_by("-date", "-pk")[:NEW_PAPERS],
        "overdue": ledger.lines(list(ledger.rows_of(overdue).order_by("answer_due", "pk")[:OVERDUE]), on=today),
        "figures": {
            "open": inquiries.filter(paper__state__in=lights.WAITING).count(),
            "overdue": overdue.count(),
        },
    }
    return render(request, "collaboration/home.html", context)
