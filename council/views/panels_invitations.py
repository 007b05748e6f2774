"""What invitations and notices add to the pages of meetings, persons and the desk, and to the rows of an agenda."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council import audiences, invited, may, recipients
from council.audiences import Standing
from council.models import AgendaItem, Meeting, Person
from council.panels import panel, row_panel
from council.states import Audience


@panel("meeting", order=10)
def invitations_of_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """How the meeting was made known and called: agendas sent and notice for all, receipts for those invited."""
    standing = audiences.standing_of(request.user)
    return {meeting.pk: _of_meeting(meeting, standing) for meeting in meetings}


@row_panel("item", order=5)
def marks_of_items(standing: Standing, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """Whether an item came after the invitation, and whether it can be dealt with at all; usually one query."""
    if not items:
        return {}
    call = invited.Call(items[0].meeting)
    if not call.revisions:
        return {}
    known = invited.keys_of(call.revisions[0])
    later = {item.pk for item in items if item.key not in known}
    off, stopped = call.off(items), call.blocked(items)
    return {
        item.pk: _mark(item, later=later, off=off, stopped=stopped)
        for item in items
        if item.pk in later | off | stopped
    }


@panel("person", order=10)
def channel_of_person(request: HttpRequest, people: Sequence[Person]) -> dict[int, SafeString]:
    """The way to the page of the channel, for the person and the office; nobody else sees anything."""
    return {
        person.pk: SafeString(render_to_string("council/_channel_link.html", {"person": person}))
        for person in people
        if may.allowed(may.keep_channel, request.user, person)
    }


@panel("desk", order=90)
def channel_on_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """How invitations reach the person whose desk it is."""
    standing = audiences.standing_of(request.user)
    if standing.person_id is None or standing.outsider:
        return {None: SafeString()}
    person = Person.objects.get(pk=standing.person_id)
    channel = recipients.channels_of([person.pk], on=timezone.localdate()).get(person.pk)
    context = {"person": person, "channel": channel}
    return {None: SafeString(render_to_string("council/_channel_on_desk.html", context))}


def _mark(item: AgendaItem, *, later: set[int], off: set[int], stopped: set[int]) -> SafeString:
    """A badge with its sentence; `short` is what the invitation named, but not in time for it."""
    is_off = item.pk in off
    context = {"off": is_off, "short": is_off and item.pk not in later, "stopped": item.pk in stopped}
    return SafeString(render_to_string("council/_mark.html", context))


def _of_meeting(meeting: Meeting, standing: Standing) -> SafeString:
    sent = invited.sent(meeting)
    if not sent:
        return SafeString()
    public = meeting.audience == Audience.PUBLIC
    terms = invited.terms_of(meeting)
    context = {
        "meeting": meeting,
        "sent": sent,
        "announcement": meeting.announcements.order_by("-made_at", "-pk").first() if public else None,
        "terms": terms,
        "verdicts": _verdicts(meeting, terms, on=standing.on) if terms is not None and _concerned(standing) else [],
        "inviting": standing.clerk or standing.chair,
        "public": public,
    }
    return SafeString(render_to_string("council/_invited.html", context))


def _verdicts(meeting: Meeting, terms: invited.Terms, *, on: date) -> list[invited.Verdict]:
    rows = meeting.invitations.select_related("revision").prefetch_related("deliveries").order_by("sent_at", "pk")
    found = []
    for row in rows:
        row.meeting = meeting
        verdict = invited.verdict(row, terms, on=on)
        if verdict is not None:
            found.append(verdict)
    return found


def _concerned(standing: Standing) -> bool:
    """Whoever is invited or invites learns whether it was in time."""
    return not standing.outsider
