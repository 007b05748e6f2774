"""What folders add to a meeting's page: for whoever is signed in, the button that takes the meeting along."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council.models import Meeting
from council.panels import panel


@panel("meeting", order=1)
def folder_of_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The folder's button; what is on the device the page finds out by itself."""
    if audiences.standing_of(request.user).user_id is None:
        return {}
    return {
        meeting.pk: SafeString(render_to_string("collaboration/folders/_take.html", {"meeting": meeting}))
        for meeting in meetings
    }
