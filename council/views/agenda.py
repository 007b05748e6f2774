"""What the office and the chair do with an agenda: put it together, order it, publish it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import life, may, outline
from council.actions import agenda, meetings
from council.forms.agenda import NewItemForm, parts_of
from council.models import AgendaItem, Meeting
from council.requests import SignedInRequest
from council.states import Audience, BodyKind
from council.views import doors


@require_safe
def manage(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the agenda as the office works on it."""
    meeting = doors.meeting(request, key)
    may.manage_agenda(request.user, meeting)
    context = {"meeting": meeting, "lines": outline.lines(doors.items(request, meeting))}
    return render(request, "council/agenda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what everyone will see, then publish the agenda or its supplement exactly as it was shown."""
    meeting = doors.meeting(request, key)
    may.manage_agenda(request.user, meeting)
    items = doors.items(request, meeting)
    if request.method == "POST" and request.POST.get("seen") == _print(meeting, items):
        supplement = meeting.agenda_published_at is not None
        meetings.publish_agenda(meeting, by=request.user, version=meeting.version)
        messages.success(
            request, "Der Nachtrag ist veröffentlicht." if supplement else "Die Tagesordnung ist veröffentlicht."
        )
        return doors.see(meeting.get_absolute_url())
    stale = request.method == "POST"
    context = _preview(meeting, items) | {"stale": stale}
    return render(request, "council/publish.html", context, status=doors.STALE if stale else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, key: str) -> HttpResponse:
    """Put an item on the agenda."""
    meeting = doors.meeting(request, key)
    may.manage_agenda(request.user, meeting)
    items = doors.items(request, meeting)
    form = NewItemForm(
        doors.typed(request), meeting=meeting, items=items, initial={"part": _usual_part(meeting, items)}
    )
    if form.is_valid():
        item = agenda.add(_new(meeting, form), by=request.user)
        messages.success(request, f"„{item}“ steht auf der Tagesordnung.")
        return doors.see(doors.row_of(item))
    context = {"meeting": meeting, "form": form}
    return render(request, "council/item_add.html", context, status=doors.REFUSED if form.errors else 200)


@require_POST
def move(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Move an item one place up or down among those beside it."""
    item = doors.item(request, key, item_key)
    may.manage_agenda(request.user, item.meeting)
    if request.POST.get("order") != str(item.order):
        raise life.Stale(doors.TOO_LATE)
    neighbour = _neighbour(request, item, up=request.POST.get("to") == "up")
    if neighbour is not None:
        agenda.move(item, to=_place_of(neighbour), by=request.user)
    return doors.see(doors.row_of(item))


def _new(meeting: Meeting, form: NewItemForm) -> AgendaItem:
    public = form.is_public()
    return AgendaItem(
        meeting=meeting,
        public=public,
        audience=Audience.PUBLIC if public else Audience.BODY,
        audience_organization=None if public else meeting.organization,
        **form.values(),
    )


def _preview(meeting: Meeting, items: list[AgendaItem]) -> dict[str, Any]:
    """Split the agenda into what everyone will read and what stays closed."""
    open_to_all = [item for item in items if item.audience == Audience.PUBLIC] if meeting.public is not False else []
    known = _published_before(meeting)
    return {
        "meeting": meeting,
        "seen": _print(meeting, items),
        "supplement": meeting.agenda_published_at is not None,
        "lines": outline.lines(open_to_all),
        "closed": [line.item for line in outline.lines([item for item in items if item not in open_to_all])],
        "new": {item.key for item in items if item.key not in known} if known else set(),
    }


def _published_before(meeting: Meeting) -> set[str]:
    revision = meeting.revisions.order_by("-number").first()
    return {row["key"] for row in revision.content} if revision is not None else set()


def _print(meeting: Meeting, items: list[AgendaItem]) -> str:
    """Name exactly this state of the agenda, so that nothing is published that was not shown."""
    rows = [f"{item.key}:{item.version}:{item.order}" for item in items]
    return hashlib.sha256("|".join([str(meeting.version), *rows]).encode()).hexdigest()


def _usual_part(meeting: Meeting, items: list[AgendaItem]) -> str:
    """New items go where the last one went; an assembly's first into its first part."""
    if items:
        return items[-1].part
    is_assembly = meeting.organization is not None and meeting.organization.kind == BodyKind.ASSEMBLY
    return next(iter(parts_of(meeting)), "") if is_assembly else ""


def _neighbour(request: SignedInRequest, item: AgendaItem, *, up: bool) -> AgendaItem | None:
    """The item beside it in the same part and under the same item, on the side it moves to."""
    found = {line.item.pk: line for line in outline.lines(doors.items(request, item.meeting))}
    here = found[item.pk]
    beside = [
        line.item
        for line in found.values()
        if line.item.parent_id == item.parent_id and line.part == here.part and line.level == here.level
    ]
    place = [row.pk for row in beside].index(item.pk) + (-1 if up else 1)
    return beside[place] if 0 <= place < len(beside) else None


def _place_of(neighbour: AgendaItem) -> int:
    """Where the neighbour stands among all items of the meeting; taking its place moves it to the other side."""
    before = neighbour.meeting.items.filter(deleted_at=None).order_by("order", "pk").values_list("pk", flat=True)
    return list(before).index(neighbour.pk)
