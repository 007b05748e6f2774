"""What the head of a page says to programs: its feeds and calendars, and of public things what they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from collaboration import describing, subscribing
from collaboration.subscribing import Channel
from council import audiences
from council.models import District, Meeting, Organization, Person
from council.panels import panel
from council.states import Audience
from documents.models import File, Paper
from documents.syndication import line
from documents.views import search
from motions.models import ResolutionExtract

LONGEST = 200  # characters of a description
# As Django writes data into pages: nothing in it can end the element or begin another one.
_HARMLESS = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@panel("paper.metadata", order=10)
def of_papers(request: HttpRequest, shown: Sequence[Paper]) -> dict[int, SafeString]:
    """A public paper; of a closed one nothing is said."""
    return {
        paper.pk: _head(
            request,
            title=str(paper),
            about=paper.plain_summary or f"{paper.kind_label}, {paper.get_state_display()}",
            said=describing.paper(paper, whole=request.build_absolute_uri),
            channels=subscribing.of_paper(paper),
        )
        for paper in shown
        if paper.audience == Audience.PUBLIC
    }


@panel("meeting.metadata", order=10)
def of_meetings(request: HttpRequest, shown: Sequence[Meeting]) -> dict[int, SafeString]:
    """A public meeting, without its agenda; of a closed one nothing is said."""
    return {
        meeting.pk: _head(
            request,
            title=f"{meeting.organization}: {meeting.name}" if meeting.organization else meeting.name,
            about=f"Sitzung am {meeting.date:%d.%m.%Y}" if meeting.date else "Sitzung",
            said=describing.meeting(meeting, whole=request.build_absolute_uri),
            channels=subscribing.of_body(meeting.organization) if meeting.organization else (),
        )
        for meeting in shown
        if meeting.audience == Audience.PUBLIC
    }


@panel("body.metadata", order=10)
def of_bodies(request: HttpRequest, shown: Sequence[Organization]) -> dict[int, SafeString]:
    """A body."""
    return {
        body.pk: _head(
            request,
            title=body.name,
            about=f"{body.get_kind_display()}: Mitglieder, Sitzungen und Vorlagen",
            said=describing.body(body, whole=request.build_absolute_uri),
            channels=subscribing.of_body(body),
        )
        for body in shown
    }


@panel("person.metadata", order=10)
def of_people(request: HttpRequest, shown: Sequence[Person]) -> dict[int, SafeString]:
    """A person."""
    return {
        person.pk: _head(
            request,
            title=person.name,
            about="Ämter, Vorlagen und Sitzungen",
            said=describing.person(person, whole=request.build_absolute_uri),
            channels=subscribing.of_person(person),
            kind="profile",
        )
        for person in shown
    }


@panel("district.metadata", order=10)
def of_districts(request: HttpRequest, shown: Sequence[District]) -> dict[int, SafeString]:
    """A district."""
    about = "Ortsbeirat, Sitzungen und Vorlagen"
    return {
        row.pk: _head(
            request,
            title=f"Ortsbezirk {row.name}",
            about=about,
            said=describing.district(row, whole=request.build_absolute_uri),
            channels=subscribing.of_district(row),
        )
        for row in shown
    }


@panel("file.metadata", order=10)
def of_files(request: HttpRequest, shown: Sequence[File]) -> dict[int, SafeString]:
    """A file that everybody may read, with all it hangs on; of any other nothing is said."""
    nobody = audiences.standing_of(None)
    public = File.objects.visible_for(nobody).filter(pk__in=[file.pk for file in shown])
    return {
        file.pk: _head(
            request,
            title=file.name,
            about=f"{file.get_role_display()} zu {file.paper}" if file.paper else file.get_role_display(),
            said=describing.file(file, paper=file.paper, whole=request.build_absolute_uri),
            channels=subscribing.of_paper(file.paper) if file.paper else (),
        )
        for file in public.select_related("paper")
    }


@panel("resolution.metadata", order=10)
def of_resolutions(request: HttpRequest, shown: Sequence[ResolutionExtract]) -> dict[int, SafeString]:
    """A resolution that everybody may read; of any other nothing is said."""
    nobody = audiences.standing_of(None)
    public = ResolutionExtract.objects.visible_for(nobody).filter(pk__in=[extract.pk for extract in shown])
    return {
        extract.pk: _head(
            request,
            title=f"{extract}: {extract.title}",
            about=f"{extract.organization}, {extract.outcome}",
            said=describing.resolution(extract, whole=request.build_absolute_uri),
            channels=subscribing.of_body(extract.organization),
        )
        for extract in public.select_related("organization")
    }


@panel("search.metadata", order=10)
def of_search(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """A search: its feed."""
    wish = search.wish_of(request.GET).ordered("relevance")
    return {None: _links(subscribing.of_search(search.parameters(wish)) if wish.typed.strip() else ())}


def _of_town(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    return {None: _links(subscribing.of_town())}


for _page in ("home", "papers", "meetings", "inquiries", "resolutions"):
    panel(f"{_page}.metadata", order=10)(_of_town)


def _of_list(*numbers: int) -> Callable[[HttpRequest, Sequence[object]], dict[None, SafeString]]:
    def subscribe(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
        channels = [subscribing.of_town()[number] for number in numbers]
        return {None: SafeString(render_to_string("collaboration/following/_channels.html", {"channels": channels}))}

    return subscribe


# Below the lists: how to be told of what comes.
for _page, _numbers in {"papers": (0,), "meetings": (5, 1), "inquiries": (2,), "resolutions": (3,)}.items():
    panel(f"{_page}.below", order=10)(_of_list(*_numbers))


def _links(channels: Sequence[Channel]) -> SafeString:
    return SafeString(render_to_string("collaboration/following/_head.html", {"channels": channels}))


def _head(
    request: HttpRequest,
    *,
    title: str,
    about: str,
    channels: Sequence[Channel],
    said: dict[str, Any] | None = None,
    kind: str = "article",
) -> SafeString:
    context = {
        "title": line(title)[:LONGEST],
        "about": line(about)[:LONGEST],
        "kind": kind,
        "url": request.build_absolute_uri(request.path),
        "channels": channels,
        "said": SafeString(json.dumps(said, ensure_ascii=False).translate(_HARMLESS)) if said else "",
    }
    return SafeString(render_to_string("collaboration/following/_head.html", context, request=request))
