"""The pages that follow a meeting: for everyone, with each person's own tools, and for the hall."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council import audiences, panels
from council.audiences import Standing
from council.models import Meeting
from council.views import blocks, doors, kept_agendas


@login_not_required
@require_safe
def live(request: HttpRequest, key: str) -> HttpResponse:
    """Show what is treated now, its course and the agenda; without a script the page loads itself again."""
    meeting = doors.meeting(request, key)
    standing = audiences.standing_of(request.user)
    agenda = kept_agendas.shelf.read(meeting, request.user)
    return render(request, "council/live.html", _context(agenda) | _tools(request, agenda, standing))


@require_safe
def tools(request: HttpRequest, key: str) -> HttpResponse:
    """Give the signed-in person's own part of the live page; its page asks for it after each change."""
    meeting = doors.meeting(request, key)
    standing = audiences.standing_of(request.user)
    return render(request, "council/_tools.html", _tools(request, blocks.read(meeting, standing), standing))


@login_not_required
@require_safe
def projector(request: HttpRequest, key: str) -> HttpResponse:
    """Show what everyone may see, huge, whoever is signed in at the machine in the hall."""
    nobody = audiences.standing_of(None)
    meeting = Meeting.objects.visible_for(nobody).select_related("organization").filter(key=key).first()
    if meeting is None:
        raise Http404
    return render(request, "council/projector.html", _context(blocks.read(meeting, nobody)))


def _context(agenda: blocks.Agenda) -> dict[str, Any]:
    return {"meeting": agenda.meeting, "shown": agenda, "as_of": timezone.now()}


def _tools(request: HttpRequest, agenda: blocks.Agenda, standing: Standing) -> dict[str, Any]:
    """What members of bodies and factions can do now, and what lies beside; nothing for everyone else."""
    if standing.outsider:
        return {"tools": None}
    return {
        "meeting": agenda.meeting,
        "tools": panels.named("tools", request, agenda),
        "beside": panels.named("beside", request, agenda),
    }
