"""What the leading adds to a meeting's pages: for the chair the way back, for deputies the way to it, for the office a
word on who lacks a second factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences, presiding, second_factor
from council.models import Meeting
from council.panels import panel
from council.requests import SignedInRequest
from council.views import leadings
from council.views.blocks import Agenda


@panel("meeting.led")
def leading_of_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """On the page of the meeting, where whoever leads has the console."""
    found = {meeting.pk: _tool(request, meeting) for meeting in meetings}
    return {key: html for key, html in found.items() if html is not None}


@panel("tools", order=5)
def leading_in_tools(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """Among one's own tools of the live page."""
    found = {agenda.pk: _tool(request, agenda.meeting) for agenda in agendas}
    return {key: html for key, html in found.items() if html is not None}


@panel("meeting", order=3)
def lacking_second_factor(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """For the office before and during a meeting of the assembly: which deputies could not lead it."""
    if not audiences.standing_of(request.user).clerk:
        return {}
    found = {}
    for meeting in meetings:
        deputies = presiding.deputies_of(meeting) if presiding.knows_deputies(meeting) else []
        lacking = second_factor.lacking([deputy.person.pk for deputy in deputies])
        named = [deputy.person for deputy in deputies if deputy.person.pk in lacking]
        if named:
            found[meeting.pk] = SafeString(render_to_string("council/_leading_lacking.html", {"people": named}))
    return found


def _tool(request: HttpRequest, meeting: Meeting) -> SafeString | None:
    standing = audiences.standing_of(request.user)
    if not (standing.chair or standing.deputy) or not presiding.is_at_hand(meeting):
        return None
    can = leadings.chances(cast("SignedInRequest", request), meeting)
    if can.hand_over or not (can.take_back or (standing.deputy and can.vacant)):
        return None
    context = {"meeting": meeting, "can": can, "csrf_token": get_token(request)}
    return SafeString(render_to_string("council/_leading.html", context))
