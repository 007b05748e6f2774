"""What the office and the chair do with an agenda: put it together, order it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import life, may, outline
from council.actions import agenda
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
