"""What a meeting's pages ask every few seconds while they have no socket."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from collaboration.live import polling, rooms
from council.views import doors, kept_agendas


@login_not_required
@require_safe
def poll(request: HttpRequest, key: str) -> HttpResponse:
    """Tell what everyone may see, whoever asks: one answer for all who stand at the same cursor."""
    asked = {"cursor": request.GET.get("cursor", ""), "tag": request.headers.get("If-None-Match", "")}
    answer = polling.shelf.answer("meeting", key, **asked)
    if answer.status == polling.NOT_FOUND.status:
        raise Http404
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))


@require_safe
def poll_own(request: HttpRequest, key: str) -> HttpResponse:
    """Tell what the signed-in person may see, from the rendering of all who may see the same."""
    meeting = doors.meeting(request, key)
    view = rooms.shown("meeting", meeting.pk, kept_agendas.shelf.read(meeting, request.user).blocks)
    if request.GET.get("cursor") == view.cursor:
        return HttpResponse(status=204)
    return HttpResponse(rooms.frame(view, since=None), content_type="application/json")
