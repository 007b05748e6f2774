"""The page on which a meeting is replayed: from moment to moment, by the hour, or by item."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from council import audiences
from council.views import doors
from motions import replay
from motions.forms.replay import MomentForm
from motions.replay import Replay

_TO_THE_END_OF_THE_MINUTE = timedelta(seconds=59, microseconds=999_999)


@require_safe
@login_not_required
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show how the meeting stood at a moment, and everything that happened as a line to step along."""
    meeting = doors.meeting(request, key)
    found = replay.of(meeting, audiences.standing_of(request.user))
    form = MomentForm(request.GET, items=list(found.items.values()))
    asked = form.moment(meeting) if form.is_valid() else None
    if asked is not None:
        asked += _TO_THE_END_OF_THE_MINUTE
    place = _place(request, found, form)
    if asked is not None and found.moments:
        place = found.index_at(asked)
    context = {
        "meeting": meeting,
        "form": form
        if request.GET.get("at") or request.GET.get("item")
        else MomentForm(items=list(found.items.values())),
        "moments": list(enumerate(found.moments, start=1)),
        "place": place + 1,
        "moment": found.moments[place] if found.moments else None,
        "before": place if place > 0 else None,
        "after": place + 2 if place + 1 < len(found.moments) else None,
        "scene": found.scene(asked or found.moments[place].at) if found.moments else None,
        "named": found.named,
    }
    return render(request, "motions/replay.html", context)


def _place(request: HttpRequest, found: Replay, form: MomentForm) -> int:
    """Which moment is shown: the one asked for, else the last."""
    last = max(0, len(found.moments) - 1)
    chosen = form.cleaned_data.get("item") if form.is_valid() else ""
    place = found.index_of(chosen) if chosen else None
    if place is not None:
        return place
    step = request.GET.get("step", "")
    if step.isascii() and step.isdecimal() and len(step) < 7:
        return min(max(int(step) - 1, 0), last)
    return last
