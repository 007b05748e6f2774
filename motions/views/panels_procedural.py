"""What this floor adds to a meeting's pages: procedural motions that wait or were decided, and the buttons to move."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences, may, panels
from council.audiences import Standing
from council.models import AgendaItem, Meeting
from council.panels import panel, row_panel
from council.states import Audience, MeetingState
from council.views.blocks import Agenda
from motions import adoption, procedural
from motions.forms import procedural as forms
from motions.may import procedural as rules
from motions.models import ProceduralMotion
from motions.states import ProceduralState

_UNDER_WAY = (MeetingState.RUNNING, MeetingState.INTERRUPTED)


@panels.stage("procedural", order=1)
def waiting_in(standing: Standing, agenda: Agenda) -> SafeString | None:
    """The procedural motions that wait, in the order in which they are put. Costs one query."""
    if agenda.meeting.state not in _UNDER_WAY:
        return None
    motions = procedural.waiting(agenda.meeting, standing)
    if not motions:
        return None
    putting = standing.clerk or standing.presides(agenda.meeting.pk)
    context = {"motions": motions, "meeting": agenda.meeting, "putting": putting}
    return SafeString(render_to_string("motions/_procedural_waiting.html", context))


@row_panel("item", order=8)
def called_with(standing: Standing, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """With which other items of the page one is called up together. Costs no query."""
    groups: dict[int, list[AgendaItem]] = {}
    for item in items:
        groups.setdefault(item.joined_to_id or item.pk, []).append(item)
    found = {}
    for group in groups.values():
        for item in group if len(group) > 1 else ():
            others = [other for other in group if other != item]
            found[item.pk] = SafeString(render_to_string("motions/_called_with.html", {"others": others}))
    return found


@panel("meeting", order=11)
def agenda_as_adopted(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The way to the agenda as the body adopted it; one query for each meeting of the page, usually one."""
    return {
        meeting.pk: SafeString(
            render_to_string("motions/_agenda_adopted.html", {"meeting": meeting, "revision": revision})
        )
        for meeting in meetings
        if (revision := adoption.adopted(meeting)) is not None
    }


@panel("item.edit", order=40)
def called_with_on_item(request: HttpRequest, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """With which items one is called up together, and the button to debate it by itself again."""
    found = {}
    for item in items:
        group = AgendaItem.objects.visible_to(request.user).together(item).exclude(pk=item.pk)
        others = list(group.order_by("order", "pk"))
        context = {"item": item, "meeting": item.meeting, "others": others, "csrf_token": get_token(request)}
        html = render_to_string("motions/_called_with_on_item.html", context) if others else ""
        found[item.pk] = SafeString(html)
    return found


@row_panel("item", order=20, rows=[ProceduralMotion])
def decided_at(standing: Standing, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """What became of the procedural motions on each item. Costs two queries."""
    rows = ProceduralMotion.objects.visible_for(standing).filter(item__in=items).exclude(state=ProceduralState.MOVED)
    found: dict[int, list[ProceduralMotion]] = {}
    for motion in (
        rows.select_related("mover", "faction", "meeting").prefetch_related("votes").order_by("moved_at", "pk")
    ):
        if motion.item_id is not None:
            found.setdefault(motion.item_id, []).append(motion)
    return {
        pk: SafeString(render_to_string("motions/_procedural_decided.html", {"motions": motions}))
        for pk, motions in found.items()
    }


@panel("tools", order=60)
def buttons_to_move(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """A member's buttons: what can be moved with one tap, and what they moved that still waits."""
    return {agenda.pk: html for agenda in agendas if (html := _buttons(request, agenda)) is not None}


def _buttons(request: HttpRequest, agenda: Agenda) -> SafeString | None:
    meeting = agenda.meeting
    item = agenda.current
    if meeting.state != MeetingState.RUNNING or not may.allowed(rules.move, request.user, meeting, item):
        return None
    person = audiences.standing_of(request.user).person_id
    own = ProceduralMotion.objects.visible_to(request.user).pending().filter(meeting=meeting, mover=person)
    context = {
        "meeting": meeting,
        "item": item,
        "kinds": forms.short_list(called=item is not None, public=item is None or item.audience == Audience.PUBLIC),
        "own": list(own.select_related("meeting").order_by("moved_at", "pk")),
        "csrf_token": get_token(request),
    }
    return SafeString(render_to_string("motions/_procedural_tools.html", context))


@panel("console", order=5)
def on_the_console(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """The chair's: enter what is moved aloud, adopt the agenda at the beginning. Costs at most three queries."""
    found = {}
    for agenda in agendas:
        if agenda.meeting.state in _UNDER_WAY and may.allowed(may.preside, request.user, agenda.meeting):
            context = {
                "meeting": agenda.meeting,
                "due": adoption.is_due(agenda.meeting),
                "together": procedural.called(agenda.meeting) if agenda.current is not None else [],
            }
            found[agenda.pk] = SafeString(render_to_string("motions/_procedural_console.html", context))
    return found
