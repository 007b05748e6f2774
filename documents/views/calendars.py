"""Calendars to subscribe to (iCalendar, RFC 5545): of the town, a body, a person, a district. Public meetings only.

An event keeps its name for good. A meeting that is moved comes under the same name with a higher sequence, a cancelled
one stays and says that it is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe
from icalendar import Calendar, Event, Timezone

from council.models import Meeting
from council.requests import shared
from council.states import MeetingState
from documents.syndication import line, own_host
from documents.views import atom

MOST_MEETINGS = 500  # of a calendar
ASKED_AGAIN = "PT6H"  # how often a program should look
BERLIN = ZoneInfo("Europe/Berlin")
_KNOWN_TIMES = (date(1980, 1, 1), date(2060, 1, 1))  # between which the calendar says when clocks are changed


@require_safe
@login_not_required
@shared
@conditional_page
def of_town(request: HttpRequest) -> HttpResponse:
    """The public meetings of all bodies."""
    rows = atom.public_meetings().filter(organization__body__home=True)
    return _calendar(request, rows, name=settings.CITY_NAME)


@require_safe
@login_not_required
@shared
@conditional_page
def of_body(request: HttpRequest, key: str) -> HttpResponse:
    """The public meetings of a body, joint ones too."""
    body = atom.body(key)
    return _calendar(request, atom.meetings_of_body(body), name=body.name)


@require_safe
@login_not_required
@shared
@conditional_page
def of_person(request: HttpRequest, key: str) -> HttpResponse:
    """The public meetings of the bodies a person sits in, as long as they do."""
    person = atom.person(key)
    return _calendar(request, atom.meetings_of_person(person), name=f"Gremien von {person.name}")


@require_safe
@login_not_required
@shared
@conditional_page
def of_district(request: HttpRequest, key: str) -> HttpResponse:
    """The public meetings of a district's council, and others that deal with the district."""
    district = atom.district(key)
    return _calendar(request, atom.meetings_of(district), name=district.name)


def _calendar(request: HttpRequest, meetings: QuerySet[Meeting], *, name: str) -> HttpResponse:
    made = Calendar()
    made.add("prodid", "-//Papierlose Stadtverordnetenversammlung//DE")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", line(f"Sitzungen: {name}"))
    made.add("x-wr-timezone", str(BERLIN))
    made["refresh-interval;value=duration"] = ASKED_AGAIN
    made["x-published-ttl"] = ASKED_AGAIN
    made.add_component(_times())
    rows = meetings.filter(date__isnull=False).select_related("organization", "location")
    for meeting in rows.order_by("-date", "-pk")[:MOST_MEETINGS]:
        made.add_component(_event(request, meeting))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="kalender.ics"'
    return response


@lru_cache(maxsize=1)
def _times() -> Timezone:
    """When clocks are changed here."""
    return Timezone.from_tzid(str(BERLIN), first_date=_KNOWN_TIMES[0], last_date=_KNOWN_TIMES[1])


def _event(request: HttpRequest, meeting: Meeting) -> Event:
    cancelled = meeting.state == MeetingState.CANCELLED
    event = Event()
    event.add("uid", f"{meeting.key}@{own_host()}")
    event.add("sequence", meeting.version)
    event.add("dtstamp", meeting.modified_at)
    event.add("created", meeting.created_at)
    event.add("last-modified", meeting.modified_at)
    words = line(f"{meeting.organization or 'Gremium nicht angegeben'}: {meeting.name}")
    event.add("summary", f"Abgesagt: {words}" if cancelled else words)
    event.add("dtstart", _told(meeting.starts_at) if meeting.starts_at else meeting.date)
    if meeting.starts_at and meeting.ends_at and meeting.ends_at > meeting.starts_at:
        event.add("dtend", _told(meeting.ends_at))
    if meeting.location:
        event.add("location", line(str(meeting.location)))
    event.add("url", request.build_absolute_uri(meeting.get_absolute_url()))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    return event


def _told(moment: datetime) -> datetime:
    """As the clocks of the town say it; the hour that they say twice a year is, the second time, told otherwise."""
    local = moment.astimezone(BERLIN)
    return moment.astimezone(UTC) if local.fold else local
