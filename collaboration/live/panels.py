"""Puts the line to the room on the pages of a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from collaboration.live import rooms
from council import audiences
from council.audiences import Standing
from council.models import Meeting
from council.panels import panel


@panel("live", order=1)
def line_of_live_page(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The line of the page made for following along."""
    return _lines(meetings, audiences.standing_of(request.user))


@panel("meeting", order=90)
def line_of_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The line of the meeting's own page."""
    return _lines(meetings, audiences.standing_of(request.user))


@panel("projector", order=1)
def line_of_projector(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The line of the page in the hall: it hears what everyone may, whoever is signed in at that machine."""
    return _lines(meetings, audiences.standing_of(None), public=True)


def _lines(meetings: Sequence[Meeting], standing: Standing, *, public: bool = False) -> dict[int, SafeString]:
    views = {meeting: rooms.look("meeting", meeting.pk, standing) for meeting in meetings}
    return {
        meeting.pk: SafeString(
            render_to_string(
                "collaboration/live/_line.html",
                {"address": f"/ws/meetings/{meeting.key}/", "cursor": view.cursor, "public": public},
            )
        )
        for meeting, view in views.items()
        if view is not None
    }
