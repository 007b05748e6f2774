"""What the office and the chair do with one item of an agenda: change, call, open, bar from; a floor up closes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from council import life, may
from council.actions import agenda
from council.forms.agenda import ItemForm, PersonForm, people_at
from council.models import AgendaItem, Conflict
from council.requests import SignedInRequest
from council.states import Audience
from council.views import doors


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Show everything that can be done with one item, and change its name, number or place."""
    item = doors.item(request, key, item_key)
    may.manage_agenda(request.user, item.meeting)
    form = _item_form(request, item, data=doors.typed(request))
    status = doors.REFUSED if form.errors else 200
    if form.is_valid():
        try:
            agenda.change(item, by=request.user, version=form.cleaned_data["version"] or 0, **form.values())
        except life.Stale as problem:
            form, status = _renewed(request, item, problem), doors.STALE
        else:
            messages.success(request, "Die Änderungen sind gespeichert.")
            return doors.see(doors.row_of(item))
    return _item_page(request, item, form=form, status=status)


@require_POST
def call(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Call an item up."""
    item = _fresh(request, key, item_key)
    agenda.call(item, by=request.user)
    messages.success(request, f"Aufgerufen: „{item}“.")
    return _to_console(item)


@require_POST
def put_back(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Put a called item back unclosed."""
    item = _fresh(request, key, item_key)
    agenda.put_back(item, by=request.user)
    messages.success(request, f"Zurückgestellt: „{item}“. Der Punkt kann später aufgerufen werden.")
    return _to_console(item)


@require_POST
def remove(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Take an item off the agenda."""
    item = _fresh(request, key, item_key)
    agenda.remove(item, by=request.user)
    messages.success(request, f"Abgesetzt: „{item}“.")
    return doors.see(doors.row_of(item))


@require_POST
def restore(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Put a removed item on the agenda again."""
    item = _fresh(request, key, item_key)
    agenda.restore(item, by=request.user)
    messages.success(request, f"Wieder auf der Tagesordnung: „{item}“.")
    return doors.see(doors.row_of(item))


@require_http_methods(["GET", "HEAD", "POST"])
def open_to_public(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Show what becomes public, then open the item to everyone."""
    if request.method == "POST":
        item = _fresh(request, key, item_key)
        agenda.publish(item, by=request.user)
        messages.success(request, f"Öffentlich: „{item}“.")
        return doors.see(doors.row_of(item))
    item = doors.item(request, key, item_key)
    may.manage_agenda(request.user, item.meeting)
    context = {"meeting": item.meeting, "item": item, "version": item.version}
    return render(request, "council/item_open.html", context)


@require_POST
def close_to_public(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Treat the item in closed session."""
    item = _fresh(request, key, item_key)
    agenda.close_to_public(item, by=request.user)
    messages.success(request, f"Nichtöffentlich: „{item}“.")
    return doors.see(doors.row_of(item))


@require_POST
def bar(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Bar a person from the item for a conflict of interest."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    form = PersonForm(request.POST, people=people_at(item.meeting))
    if not form.is_valid():
        return _item_page(request, item, form=_item_form(request, item), barring=form, status=doors.REFUSED)
    person = form.cleaned_data["person"]
    agenda.bar(item, person=person, by=request.user)
    messages.success(request, f"{person} nimmt an diesem Punkt nicht teil.")
    return doors.see(f"{_item_url(item)}#conflicts")


@require_POST
def readmit(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Let a barred person back in."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    rows = Conflict.objects.filter(item=item, lifted_at=None).select_related("person", "item__meeting")
    conflict = get_object_or_404(rows, person__key=request.POST.get("person", ""))
    agenda.readmit(conflict, by=request.user)
    messages.success(request, f"{conflict.person} nimmt an diesem Punkt wieder teil.")
    return doors.see(f"{_item_url(item)}#conflicts")


def _fresh(request: SignedInRequest, key: str, item_key: str) -> AgendaItem:
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    doors.refuse_stale(request, item)
    return item


def _item_form(request: SignedInRequest, item: AgendaItem, *, data: Any = None) -> ItemForm:
    initial = {
        "name": item.name,
        "part": item.part,
        "parent": item.parent.key if item.parent else None,
        "number": item.number,
        "matter": item.matter,
        "neutral_name": item.neutral_name,
        "version": item.version,
    }
    return ItemForm(data, meeting=item.meeting, items=doors.items(request, item.meeting), item=item, initial=initial)


def _renewed(request: SignedInRequest, item: AgendaItem, problem: life.Stale) -> ItemForm:
    """Keep what was typed; the next click is meant for the state that is shown now."""
    item.refresh_from_db()
    data = request.POST.copy()
    data["version"] = str(item.version)
    form = _item_form(request, item, data=data)
    form.add_error(None, f"{problem} Jetzt heißt der Punkt „{item}“.")
    return form


def _item_page(
    request: SignedInRequest, item: AgendaItem, *, form: ItemForm, barring: PersonForm | None = None, status: int = 200
) -> HttpResponse:
    conflicts = item.conflicts.filter(lifted_at=None).select_related("person").order_by("declared_at")
    people = people_at(item.meeting).exclude(pk__in=conflicts.values("person"))
    context = {
        "meeting": item.meeting,
        "item": item,
        "form": form,
        "barring": barring or PersonForm(people=people),
        "conflicts": list(conflicts),
        "denied": list(item.conflicts.filter(upheld=False).select_related("person").order_by("declared_at")),
        "can_remove": life.can(item, "remove"),
        "can_restore": life.can(item, "restore"),
        "can_close_to_public": item.public is not False,
        "can_open_to_public": item.audience != Audience.PUBLIC,
    }
    return render(request, "council/item.html", context, status=status)


def _item_url(item: AgendaItem) -> str:
    return reverse("item", args=[item.meeting.key, item.key])


def _to_console(item: AgendaItem) -> HttpResponse:
    return doors.see(f"{item.meeting.get_absolute_url()}#console")
