"""What the debate adds to a meeting's pages: speaker and list for all, one's own buttons, the chair's console."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences, may, rostrum
from council.audiences import Standing
from council.models import AgendaItem, Meeting, Speech
from council.panels import panel, stage
from council.rostrum import Rostrum
from council.states import ItemState, MeetingState, SpeechKind, SpeechState
from council.views.blocks import Agenda

_UNDER_WAY = (MeetingState.RUNNING, MeetingState.INTERRUPTED)


@stage("debate", order=5)
def debate_of_meeting(standing: Standing, agenda: Agenda) -> SafeString | None:
    """Who speaks, how long, and who comes next; after the item closed, only while personal statements follow."""
    found = _at_hand(agenda, standing)
    if found is None or found.empty:
        return None
    if found.item.state == ItemState.CLOSED and not (found.current or found.waiting):
        return None
    return _html("council/speakers/_stage.html", {"rostrum": found, "interrupted": _interrupted(agenda.meeting)})


@panel("tools", order=10)
def my_speech(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """One's own request to speak on the live page: made and taken back by one tap."""
    found = {agenda.pk: _tool(request, agenda.meeting, agenda.current, origin="live") for agenda in agendas}
    return {key: html for key, html in found.items() if html is not None}


@panel("meeting", order=5)
def my_speech_beside(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The same on the page of the meeting, while it is under way."""
    standing = audiences.standing_of(request.user)
    if standing.person_id is None:
        return {}
    found = {}
    for meeting in meetings:
        if meeting.state in _UNDER_WAY:
            items = AgendaItem.objects.visible_for(standing).filter(meeting=meeting, state=ItemState.CALLED)
            item = items.order_by("order", "pk").first()
            found[meeting.pk] = _tool(request, meeting, item, origin="meeting")
    return {key: html for key, html in found.items() if html is not None}


@panel("console", order=10)
def debate_in_console(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """The chair's buttons for speaker and list."""
    standing = audiences.standing_of(request.user)
    found = {}
    for agenda in agendas:
        shown = _at_hand(agenda, standing)
        if shown is not None:
            context = {"rostrum": shown, "meeting": agenda.meeting, "running": not _interrupted(agenda.meeting)}
            found[agenda.pk] = _html("council/speakers/_console.html", context, request)
    return found


def _at_hand(agenda: Agenda, standing: Standing) -> Rostrum | None:
    """The list of the called item; else of the one closed last, for personal statements."""
    if agenda.meeting.state not in _UNDER_WAY:
        return None
    item = agenda.current
    if item is None:
        closed = [row for row in agenda.of_state(ItemState.CLOSED) if row.closed_at is not None]
        item = max(closed, key=lambda row: (row.closed_at, row.pk), default=None)
    return None if item is None else rostrum.of(item, standing)


def _tool(request: HttpRequest, meeting: Meeting, item: AgendaItem | None, *, origin: str) -> SafeString | None:
    if meeting.state not in _UNDER_WAY:
        return None
    taking_part = may.allowed(may.take_part, request.user, meeting)
    if not taking_part and not _is_heard(request, meeting, item):
        return None
    person = audiences.standing_of(request.user).person_id
    context: dict[str, Any] = {"meeting": meeting, "origin": origin, "item": item, "taking_part": taking_part}
    if item is not None:
        item.meeting = meeting
        own = Speech.objects.open().filter(item=item, person=person).order_by("place", "pk")
        context |= _asking(request, item) | {"own": _placed(list(own), item)}
    return _html("council/speakers/_mine.html", context, request)


def _is_heard(request: HttpRequest, meeting: Meeting, item: AgendaItem | None) -> bool:
    """Whether somebody who takes no part may ask for the floor at this item, as a board on its own matter."""
    if item is None:
        return False
    item.meeting = meeting
    return may.allowed(may.ask_to_speak, request.user, item)


def _asking(request: HttpRequest, item: AgendaItem) -> dict[str, Any]:
    """What can be asked for, and why not."""
    assert request.user.is_authenticated
    person = request.user.person
    assert person is not None
    kind = rostrum.own_kind(person, item.meeting)
    reasons = rostrum.refusals(item, person, kinds=(kind, SpeechKind.PROCEDURE))
    return {"refusal": reasons[kind], "silent": reasons[SpeechKind.PROCEDURE]}


def _placed(rows: Sequence[Speech], item: AgendaItem) -> list[tuple[Speech, int]]:
    """One's own requests with their place on the list, counted from 1; 0 for the speech under way."""
    waiting = item.speeches.waiting().values_list("pk", flat=True) if rows else ()
    order = {pk: place for place, pk in enumerate(waiting, start=1)}
    return [(row, order.get(row.pk, 0) if row.state == SpeechState.ASKED else 0) for row in rows]


def _interrupted(meeting: Meeting) -> bool:
    return meeting.state == MeetingState.INTERRUPTED


def _html(template: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
    if request is not None:
        context = context | {"csrf_token": get_token(request)}
    return SafeString(render_to_string(template, context))
