"""The agenda of a meeting as it was sent or adopted, beside what became of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from council import audiences, revisions
from council.views import doors


@require_safe
@login_not_required
def show(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Show a kept agenda with the differences from today's, as this person may read it."""
    meeting = doors.meeting(request, key)
    revision = get_object_or_404(meeting.revisions, number=number)
    context = {"meeting": meeting, "sent": revisions.read(revision, audiences.standing_of(request.user))}
    return render(request, "council/agenda_sent.html", context)
