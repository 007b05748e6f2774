"""Puts the line to the room on the pages of a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from collaboration.live import rooms
from council import audiences
from council.audiences import Standing
from council.panels import panel
from council.views.blocks import Agenda


@panel("live", order=1)
def line_of_meeting(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """The line of a page that shows a meeting to the person at the screen."""
    return _lines(agendas, audiences.standing_of(request.user))


@panel("projector", order=1)
def line_of_projector(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """The line of the page in the hall: it hears what everyone may, whoever is signed in at that machine."""
    return _lines(agendas, audiences.standing_of(None), public=True)


def _lines(agendas: Sequence[Agenda], standing: Standing, *, public: bool = False) -> dict[int, SafeString]:
    """The cursor names just what the page shows, so that nothing between rendering and connecting is missed."""
    return {
        agenda.pk: SafeString(
            render_to_string(
                "collaboration/live/_line.html",
                {
                    "address": f"/ws/meetings/{agenda.meeting.key}/",
                    "poll": reverse(_poll(standing), args=[agenda.meeting.key]),
                    "now": timezone.now(),
                    "cursor": rooms.shown("meeting", agenda.pk, agenda.blocks).cursor,
                    "public": public,
                },
            )
        )
        for agenda in agendas
    }


def _poll(standing: Standing) -> str:
    return "meeting-poll" if standing.circle == "public" else "meeting-poll-own"
