"""What folders add to other pages: the button that takes a meeting along, and from the desk the way to all of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council.models import Meeting
from council.panels import panel


@panel("desk", order=95)
def folders_on_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """The way to the folders on this device."""
    return {None: SafeString(render_to_string("collaboration/folders/_on_desk.html"))}


@panel("meeting.head", order=1)
def way_to_folder(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The way from the head of the page to the folder's button, which stands far below on a phone."""
    if audiences.standing_of(request.user).user_id is None:
        return {}
    way = SafeString(render_to_string("collaboration/folders/_to_take.html"))
    return {meeting.pk: way for meeting in meetings}


@panel("meeting", order=1)
def folder_of_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The folder's button; what is on the device the page finds out by itself."""
    if audiences.standing_of(request.user).user_id is None:
        return {}
    return {
        meeting.pk: SafeString(render_to_string("collaboration/folders/_take.html", {"meeting": meeting}))
        for meeting in meetings
    }
