"""Feeds and calendars of the town, a body, a person, a district, a search: public matter only, whoever asks."""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe
from icalendar import Calendar, Event

from council.models import Meeting
from council.states import MeetingState
from documents.views import atom

MOST_MEETINGS = 500  # of a calendar


@require_safe
@login_not_required
@conditional_page
def papers(request: HttpRequest, key: str) -> HttpResponse:
    """The latest public papers about a district, as Atom."""
    return atom.DistrictPapers()(request, key=key)


@require_safe
@login_not_required
@conditional_page
def meetings(request: HttpRequest, key: str) -> HttpResponse:
    """The latest public meetings of a district's council, and others that deal with the district, as Atom."""
    return atom.DistrictMeetings()(request, key=key)


@require_safe
@login_not_required
@conditional_page
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The same meetings as a calendar (iCalendar, RFC 5545)."""
    district = atom.district(key)
    return _calendar(request, atom.meetings_of(district), name=district.name)


@require_safe
@login_not_required
@conditional_page
def town_papers(request: HttpRequest) -> HttpResponse:
    """The latest public papers of all, as Atom."""
    return atom.TownPapers()(request)


@require_safe
@login_not_required
@conditional_page
def town_meetings(request: HttpRequest) -> HttpResponse:
    """The latest public meetings of all bodies, as Atom."""
    return atom.TownMeetings()(request)


@require_safe
@login_not_required
@conditional_page
def town_calendar(request: HttpRequest) -> HttpResponse:
    """The public meetings of all bodies as a calendar."""
    return _calendar(request, atom.public_meetings().filter(organization__body__home=True), name=settings.CITY_NAME)


@require_safe
@login_not_required
@conditional_page
def body_papers(request: HttpRequest, key: str) -> HttpResponse:
    """The latest public papers that a body brought in or deals with, as Atom."""
    return atom.BodyPapers()(request, key=key)


@require_safe
@login_not_required
@conditional_page
def body_meetings(request: HttpRequest, key: str) -> HttpResponse:
    """The latest public meetings of a body, joint ones too, as Atom."""
    return atom.BodyMeetings()(request, key=key)


@require_safe
@login_not_required
@conditional_page
def body_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The same meetings as a calendar."""
    body = atom.body(key)
    return _calendar(request, atom.meetings_of_body(body), name=body.name)


@require_safe
@login_not_required
@conditional_page
def person_papers(request: HttpRequest, key: str) -> HttpResponse:
    """The latest public papers a person brought in, as Atom."""
    return atom.PersonPapers()(request, key=key)


@require_safe
@login_not_required
@conditional_page
def search_papers(request: HttpRequest) -> HttpResponse:
    """The latest public papers that a search finds, as Atom; empty where nothing can be searched for."""
    return atom.SearchPapers()(request)


def _calendar(request: HttpRequest, meetings: QuerySet[Meeting], *, name: str) -> HttpResponse:
    made = Calendar()
    made.add("prodid", "-//Papierlose Stadtverordnetenversammlung//DE")
    made.add("version", "2.0")
    made.add("x-wr-calname", atom.line(f"Sitzungen: {name}"))
    rows = meetings.filter(date__isnull=False).select_related("organization", "location")
    for meeting in rows.order_by("-date", "-pk")[:MOST_MEETINGS]:
        made.add_component(_event(request, meeting))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="kalender.ics"'
    return response


def _event(request: HttpRequest, meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.key}@{request.get_host().partition(':')[0]}")
    event.add("dtstamp", meeting.modified_at.astimezone(UTC))
    event.add("last-modified", meeting.modified_at.astimezone(UTC))
    event.add("summary", atom.line(f"{meeting.organization or 'Gremium nicht angegeben'}: {meeting.name}"))
    event.add("dtstart", meeting.starts_at.astimezone(UTC) if meeting.starts_at else meeting.date)
    if meeting.starts_at and meeting.ends_at and meeting.ends_at > meeting.starts_at:
        event.add("dtend", meeting.ends_at.astimezone(UTC))
    if meeting.location:
        event.add("location", atom.line(str(meeting.location)))
    event.add("url", request.build_absolute_uri(meeting.get_absolute_url()))
    event.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    return event
