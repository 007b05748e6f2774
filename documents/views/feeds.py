"""Feeds and calendars of a district: public matter only, whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from council import audiences
from council.models import District, Meeting
from council.states import MeetingState
from documents import text
from documents.models import Paper
from documents.views import districts

if TYPE_CHECKING:
    _Feed = Feed[Any, District]
else:
    _Feed = Feed  # generic for the type checker alone

MOST = 50  # entries of a feed
MOST_MEETINGS = 500  # of a calendar
NOBODY = None


@require_safe
@login_not_required
def papers(request: HttpRequest, key: str) -> HttpResponse:
    """The latest public papers about a district, as Atom."""
    return _Papers()(request, key=key)


@require_safe
@login_not_required
def meetings(request: HttpRequest, key: str) -> HttpResponse:
    """The latest public meetings of a district's council, and others that deal with the district, as Atom."""
    return _Meetings()(request, key=key)


@require_safe
@login_not_required
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The same meetings as a calendar (iCalendar, RFC 5545)."""
    district = _district(key)
    made = Calendar()
    made.add("prodid", "-//Papierlose Stadtverordnetenversammlung//DE")
    made.add("version", "2.0")
    made.add("x-wr-calname", _line(f"Sitzungen: {district.name}"))
    rows = meetings_of(district).filter(date__isnull=False).select_related("organization", "location")
    for meeting in rows.order_by("-date", "-pk")[:MOST_MEETINGS]:
        made.add_component(_event(request, meeting))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="kalender.ics"'
    return response


def meetings_of(district: District) -> QuerySet[Meeting]:
    """The public meetings of the district's council, and those that have the district on their public agenda."""
    standing = audiences.standing_of(NOBODY)
    dealing = Q(pk__in=districts.items_of(district, standing=standing).values("meeting"))
    if district.council_id is not None:
        dealing |= Q(organization=district.council_id)
        dealing |= Q(pk__in=Meeting.objects.filter(joint_organizations=district.council_id).values("pk"))
    return Meeting.objects.visible_for(standing).filter(dealing)


class _DistrictFeed(_Feed):
    """What both feeds of a district have in common."""

    feed_type = Atom1Feed
    language = "de"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> District:
        return _district(kwargs["key"])

    def link(self, obj: District) -> str:
        return obj.get_absolute_url()

    def item_title(self, item: Paper | Meeting) -> str:
        return _line(str(item))

    def item_link(self, item: Paper | Meeting) -> str:
        return item.get_absolute_url()

    def item_updateddate(self, item: Paper | Meeting) -> datetime:
        return item.modified_at


class _Papers(_DistrictFeed):
    """Papers about a district."""

    def title(self, obj: District) -> str:
        return _line(f"Vorlagen zum Ortsbezirk {obj.name}")

    def items(self, obj: District) -> list[Paper]:
        return list(districts.papers_of(obj, standing=audiences.standing_of(NOBODY))[:MOST])

    def item_description(self, item: Any) -> str:
        day = f" vom {item.date:%d.%m.%Y}" if item.date else ""
        return _line(f"{item.kind_label}{day}, {item.get_state_display()}. {item.plain_summary}")

    def item_pubdate(self, item: Paper) -> datetime:
        return item.published_at or item.created_at


class _Meetings(_DistrictFeed):
    """Meetings of a district."""

    def title(self, obj: District) -> str:
        return _line(f"Sitzungen zum Ortsbezirk {obj.name}")

    def items(self, obj: District) -> list[Meeting]:
        rows = meetings_of(obj).select_related("organization", "location")
        return list(rows.order_by(F("date").desc(nulls_last=True), "-pk")[:MOST])

    def item_title(self, item: Any) -> str:
        return _line(f"{item.organization or 'Gremium nicht angegeben'}: {item.name}")

    def item_description(self, item: Any) -> str:
        day = f"{item.date:%d.%m.%Y}" if item.date else "Tag nicht angegeben"
        return _line(f"{day}, {item.location or 'Ort nicht angegeben'}, {item.get_state_display()}")

    def item_pubdate(self, item: Meeting) -> datetime:
        return item.created_at


def _district(key: str) -> District:
    rows = District.objects.filter(deleted_at=None).select_related("council", "body")
    return get_object_or_404(rows, key=key)


def _line(words: str) -> str:
    """One line without what neither XML nor calendars can carry."""
    return " ".join(text.normalise(words).split())


def _event(request: HttpRequest, meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.key}@{request.get_host().partition(':')[0]}")
    event.add("dtstamp", meeting.modified_at.astimezone(UTC))
    event.add("last-modified", meeting.modified_at.astimezone(UTC))
    event.add("summary", _line(f"{meeting.organization or 'Gremium nicht angegeben'}: {meeting.name}"))
    event.add("dtstart", meeting.starts_at.astimezone(UTC) if meeting.starts_at else meeting.date)
    if meeting.starts_at and meeting.ends_at and meeting.ends_at > meeting.starts_at:
        event.add("dtend", meeting.ends_at.astimezone(UTC))
    if meeting.location:
        event.add("location", _line(str(meeting.location)))
    event.add("url", request.build_absolute_uri(meeting.get_absolute_url()))
    event.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    return event
