"""What minutes add to lower pages: where they stand beside a meeting, and what waits for whom on the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import audiences
from council.audiences import Standing
from council.models import Meeting
from council.panels import panel
from council.states import MeetingState
from council.views.blocks import Agenda
from motions.may import minutes as may
from motions.models import MeetingNote, Minutes, MinutesSignature, ResolutionRelease
from motions.states import MINUTES_OBJECTABLE, MinutesPart, MinutesState
from motions.views import minutes as pages
from motions.views import releases

SHOWN = 10
_BEGUN = (MeetingState.RUNNING, MeetingState.INTERRUPTED, MeetingState.CLOSED)


@panel("meeting", order=15)
def minutes_of_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """Where the minutes stand, the way to the replay and to unofficial notes. A constant number of queries for all."""
    standing = audiences.standing_of(request.user)
    rows = Minutes.objects.filter(meeting__in=meetings).select_related("meeting__organization").order_by("-part")
    known = _by_meeting(rows.filter(part=MinutesPart.PUBLIC))
    readable = _by_meeting(audiences.readable_among(rows, standing))
    written = audiences.readable_among(MeetingNote.objects.filter(meeting__in=meetings), standing)
    notes = [note.meeting_id for note in written]
    announced = _announced(standing, meetings)
    drafting = may.allowed(may.keep, request.user)
    return {
        meeting.pk: _html(
            "motions/_minutes_of_meeting.html",
            {
                "meeting": meeting,
                "begun": meeting.state in _BEGUN,
                "known": next(iter(known.get(meeting.pk, [])), None),
                "readable": [(row, pages.light_of(row)) for row in readable.get(meeting.pk, [])],
                "notes": notes.count(meeting.pk),
                "announced": announced.get(meeting.pk, []),
                "can_draft": drafting and meeting.pk not in known and meeting.pk not in readable,
            },
            request,
        )
        for meeting in meetings
        if meeting.state in _BEGUN or meeting.pk in readable or meeting.pk in notes
    }


@panel("console", order=90)
def minutes_in_the_console(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """Once a meeting is over, the chair's page leads on to its minutes."""
    over = [agenda.meeting for agenda in agendas if agenda.meeting.state == MeetingState.CLOSED]
    rows = Minutes.objects.filter(meeting__in=over).select_related("meeting__organization").order_by("-part")
    readable = _by_meeting(audiences.readable_among(rows, audiences.standing_of(request.user)))
    return {
        meeting.pk: _html("motions/_minutes_console.html", {"rows": readable[meeting.pk]}, request)
        for meeting in over
        if meeting.pk in readable
    }


@panel("desk", order=14)
def minutes_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """What to sign, to send, to object to, and for the office which closed resolutions wait to be announced."""
    standing = audiences.standing_of(request.user)
    rows = Minutes.objects.visible_for(standing).select_related("meeting__organization")
    rows = rows.order_by("send_due", "meeting__date", "pk")
    unsent = rows.filter(state__in=(MinutesState.DRAFT, MinutesState.REVIEWED)) if standing.clerk else rows.none()
    context: dict[str, Any] = {
        "to_sign": list(_to_sign(standing, rows)),
        "to_send": [(row, pages.light_of(row)) for row in unsent[:SHOWN]],
        "sent": list(_sent(standing, rows)[:SHOWN]),
        "to_release": list(releases.waiting_for(standing)[:SHOWN]) if standing.clerk else [],
    }
    return {None: _html("motions/minutes_desk.html", context, request)}


def _to_sign(standing: Standing, rows: Any) -> Any:
    """Final minutes this person is named for and has not signed."""
    if standing.person_id is None:
        return rows.none()
    done = MinutesSignature.objects.filter(person=standing.person_id).values("minutes")
    mine = Q(chair=standing.person_id) | Q(secretary=standing.person_id)
    return rows.filter(mine, state=MinutesState.FINAL).exclude(pk__in=done)[:SHOWN]


def _sent(standing: Standing, rows: Any) -> Any:
    """Minutes of one's own bodies against which one may still object."""
    if not standing.bodies or standing.clerk:
        return rows.none()
    mine = rows.filter(state__in=MINUTES_OBJECTABLE, meeting__organization__in=standing.bodies)
    return mine.filter(sent_on__lte=timezone.localdate())


def _announced(standing: Standing, meetings: Sequence[Meeting]) -> dict[int, list[ResolutionRelease]]:
    rows = ResolutionRelease.objects.filter(extract__item__meeting__in=meetings)
    found: dict[int, list[ResolutionRelease]] = {}
    rows = rows.select_related("extract__item").order_by("released_at", "pk")
    for row in audiences.readable_among(rows, standing):
        found.setdefault(row.extract.item.meeting_id, []).append(row)
    return found


def _by_meeting(rows: Iterable[Minutes]) -> dict[int, list[Minutes]]:
    found: dict[int, list[Minutes]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, []).append(row)
    return found


def _html(template: str, context: dict[str, Any], request: HttpRequest) -> SafeString:
    return SafeString(render_to_string(template, context, request=request))
