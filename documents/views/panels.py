"""What this floor adds to the ground floor's pages: papers of an agenda, files of a meeting, papers of a body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import drawing, paging
from council.audiences import Standing
from council.models import AgendaItem, Meeting, Organization, Person
from council.panels import panel, row_panel
from documents.models import Consultation, File, MeetingFile, Originator, Paper, Slot

SHOWN = 10


@row_panel("item", order=10, rows=[Slot, MeetingFile])
def papers_of_items(standing: Standing, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """The paper and the files of each item, as far as someone of this standing may read them. Costs four queries."""
    slots = dict(Slot.objects.filter(item__in=items).values_list("item_id", "consultation__paper_id"))
    papers = Paper.objects.visible_for(standing).in_bulk(list(slots.values())) if slots else {}
    attached: dict[int, list[File]] = {}
    links = list(MeetingFile.objects.filter(item__in=items).values_list("item_id", "file_id"))
    files = File.objects.visible_for(standing).in_bulk([file_id for _, file_id in links]) if links else {}
    for item_id, file_id in links:
        if file_id in files and item_id is not None:
            attached.setdefault(item_id, []).append(files[file_id])
    return {
        item.pk: drawing.drawn(
            "documents/_of_item.html", paper=papers.get(slots.get(item.pk, 0)), files=attached.get(item.pk, [])
        )
        for item in items
        if papers.get(slots.get(item.pk, 0)) or attached.get(item.pk)
    }


@panel("meeting", order=10, rows=[MeetingFile])
def files_of_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """The files of a meeting itself: invitation, minutes, attachments."""
    found: dict[int, SafeString] = {}
    for meeting in meetings:
        rows = File.objects.visible_to(request.user).filter(meeting_files__meeting=meeting, meeting_files__item=None)
        files = list(rows.order_by("role", "pk"))
        if files:
            found[meeting.pk] = SafeString(
                render_to_string("documents/_files.html", {"files": files, "title": "Dokumente"})
            )
    return found


@panel("body", order=50)
def papers_of_body(request: HttpRequest, bodies: Sequence[Organization]) -> dict[int, SafeString]:
    """The latest papers a body brought in or deals with."""
    found: dict[int, SafeString] = {}
    for body in bodies:
        brought: QuerySet[Any] = Originator.objects.filter(organization=body)
        treated: QuerySet[Any] = Consultation.objects.filter(organization=body, deleted_at=None)
        for title, links in (("Eingebracht", brought), ("In Beratung", treated)):
            if papers := _latest(request, links):
                html = render_to_string("documents/_papers.html", {"papers": papers, "title": title})
                found[body.pk] = SafeString(found.get(body.pk, SafeString()) + html)
    return found


@panel("person", order=50)
def papers_of_person(request: HttpRequest, people: Sequence[Person]) -> dict[int, SafeString]:
    """The latest papers a person brought in."""
    found: dict[int, SafeString] = {}
    for person in people:
        if papers := _latest(request, Originator.objects.filter(person=person)):
            found[person.pk] = SafeString(
                render_to_string("documents/_papers.html", {"papers": papers, "title": "Eingebracht"})
            )
    return found


def _latest(request: HttpRequest, links: QuerySet[Any]) -> list[Paper]:
    rows = Paper.objects.visible_to(request.user).order_by("-date", "-pk")
    return paging.first_among(rows, links=links, column="paper", most=SHOWN)
