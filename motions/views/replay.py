"""The page on which a meeting is replayed: from moment to moment, by the hour, or by item."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
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
    items = list(found.items.values())
    form = MomentForm(request.GET, items=items)
    asked = _asked(form, found)
    place = found.index_at(asked) if asked is not None else _place(request, found, form)
    context: dict[str, Any] = {
        "meeting": meeting,
        "form": form if request.GET.keys() & {"at", "item"} else MomentForm(items=items),
        "moments": list(enumerate(found.moments, start=1)),
        "place": place + 1,
        "before": place if place > 0 else None,
        "after": place + 2 if place + 1 < len(found.moments) else None,
        "named": found.named,
    }
    if found.moments:
        moment = found.moments[place]
        context |= {"moment": moment, "scene": found.scene(asked or moment.at)}
    return render(request, "motions/replay.html", context)


def _asked(form: MomentForm, found: Replay) -> datetime | None:
    """The end of the minute that was asked for, on the day the meeting began; None without one."""
    if not form.is_valid() or not found.moments:
        return None
    asked = form.moment(on=timezone.localtime(found.moments[0].at).date())
    return asked + _TO_THE_END_OF_THE_MINUTE if asked is not None else None


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
