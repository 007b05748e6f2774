"""Says of public things in the words of schema.org what they are, so that programs understand the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from council.models import District, Meeting, Organization, Person
from council.states import BodyKind, MeetingState
from documents.models import File, Paper
from documents.states import PaperType
from documents.syndication import line
from motions.models import ResolutionExtract

Whole = Callable[[str], str]  # makes a whole address of one of this house
CONTEXT = "https://schema.org"
# What becomes law or binds the administration; the rest is a work that is read.
_LEGISLATION = {PaperType.MOTION, PaperType.AMENDMENT, PaperType.EXECUTIVE_PROPOSAL, PaperType.DISTRICT_PROPOSAL}


def paper(paper: Paper, *, whole: Whole) -> dict[str, Any]:
    """A paper, as Legislation or as a work."""
    laid = paper.paper_type in _LEGISLATION
    named = "legislationIdentifier" if laid else "identifier"
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Legislation" if laid else "CreativeWork",
            "@id": whole(paper.get_absolute_url()),
            "url": whole(paper.get_absolute_url()),
            "name": line(paper.name),
            named: paper.reference,
            "legislationType" if laid else "genre": line(paper.kind_label),
            "legislationDate" if laid else "dateCreated": _day(paper.date),
            "datePublished": _day(paper.published_at),
            "dateModified": _day(paper.modified_at),
            "description": line(paper.plain_summary),
            "inLanguage": "de",
            "publisher": town(whole=whole),
        }
    )


def file(file: File, *, paper: Paper | None, whole: Whole) -> dict[str, Any]:
    """A file, as a document; `paper` is the one it hangs on, where everybody may read that."""
    url = whole(file.get_absolute_url())
    return _known(
        {
            "@context": CONTEXT,
            "@type": "DigitalDocument",
            "@id": url,
            "url": url,
            "name": line(file.name),
            "encodingFormat": file.mime_type,
            "dateCreated": _day(file.date),
            "dateModified": _day(file.modified_at),
            "isPartOf": whole(paper.get_absolute_url()) if paper else None,
            "inLanguage": "de",
            "isAccessibleForFree": True,
            "publisher": town(whole=whole),
        }
    )


def resolution(extract: ResolutionExtract, *, whole: Whole) -> dict[str, Any]:
    """What a body resolved, as Legislation passed by it."""
    url = whole(extract.get_absolute_url())
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Legislation",
            "@id": url,
            "url": url,
            "name": line(extract.title),
            "legislationIdentifier": extract.number,
            "legislationType": "Beschluss",
            "legislationDate": _day(extract.resolved_on),
            "legislationPassedBy": _body(extract.organization, whole=whole),
            "inLanguage": "de",
            "publisher": town(whole=whole),
        }
    )


def district(district: District, *, whole: Whole) -> dict[str, Any]:
    """A district, as a part of the town."""
    url = whole(district.get_absolute_url())
    return {
        "@context": CONTEXT,
        "@type": "AdministrativeArea",
        "@id": url,
        "url": url,
        "name": line(district.name),
        "containedInPlace": {"@type": "City", "name": line(district.body.name)},
    }


def meeting(meeting: Meeting, *, whole: Whole) -> dict[str, Any]:
    """A meeting, as an Event; one whose day is not known is none."""
    if meeting.date is None:
        return {}
    cancelled = meeting.state == MeetingState.CANCELLED
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "@id": whole(meeting.get_absolute_url()),
            "url": whole(meeting.get_absolute_url()),
            "name": line(f"{meeting.organization}: {meeting.name}" if meeting.organization else meeting.name),
            "startDate": (meeting.starts_at or meeting.date).isoformat(),
            "endDate": meeting.ends_at.isoformat() if meeting.ends_at else None,
            "eventStatus": f"{CONTEXT}/{'EventCancelled' if cancelled else 'EventScheduled'}",
            "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
            "location": {"@type": "Place", "name": line(str(meeting.location))} if meeting.location else None,
            "organizer": _body(meeting.organization, whole=whole) if meeting.organization else town(whole=whole),
            "inLanguage": "de",
            "isAccessibleForFree": True,
        }
    )


def person(person: Person, *, whole: Whole) -> dict[str, Any]:
    """A person with their name alone; what they are in which body stands on the page."""
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Person",
            "@id": whole(person.get_absolute_url()),
            "url": whole(person.get_absolute_url()),
            "name": line(person.name),
            "givenName": line(person.given_name),
            "familyName": line(person.family_name),
            "honorificPrefix": line(" ".join(map(str, person.titles))),
        }
    )


def body(body: Organization, *, whole: Whole) -> dict[str, Any]:
    """A body, as an organization of the town; factions and parties are none of it."""
    return {"@context": CONTEXT} | _known(
        _body(body, whole=whole)
        | {
            "alternateName": line(body.short_name),
            "parentOrganization": _body(body.parent, whole=whole) if body.parent else town(whole=whole),
            "foundingDate": _day(body.start_date),
            "dissolutionDate": _day(body.end_date),
            "sameAs": body.website,
        }
    )


def town(*, whole: Whole) -> dict[str, Any]:
    """The town itself."""
    return {"@type": "GovernmentOrganization", "name": line(settings.CITY_NAME), "url": whole("/")}


def _body(body: Organization, *, whole: Whole) -> dict[str, Any]:
    political = body.kind in (BodyKind.FACTION, BodyKind.PARTY)
    url = whole(body.get_absolute_url())
    kind = "Organization" if political else "GovernmentOrganization"
    return {"@type": kind, "@id": url, "url": url, "name": line(body.name)}


def _day(moment: Any) -> str | None:
    return moment.isoformat()[:10] if moment is not None else None


def _known(said: dict[str, Any]) -> dict[str, Any]:
    """What is not known is not said."""
    return {name: value for name, value in said.items() if value not in (None, "", [])}
