"""Conflicts of interest (HGO §25): a member's own declarations, and what the body decided on somebody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from council import life, may
from council.actions import conflicts
from council.forms.agenda import people_at
from council.forms.conflicts import DecideForm, DeclareForm
from council.models import AgendaItem, Conflict, Meeting
from council.requests import SignedInRequest
from council.states import Audience, ItemState
from council.views import doors


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: SignedInRequest, key: str) -> HttpResponse:
    """Show one's own declarations in this meeting, and take a new one."""
    meeting = doors.meeting(request, key)
    may.take_part(request.user, meeting)
    items = [item for item in doors.items(request, meeting) if item.state in (ItemState.OPEN, ItemState.CALLED)]
    form = DeclareForm(doors.typed(request), items=items, initial={"item": request.GET.get("item")})
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("category", "reason")}
        conflict = conflicts.declare(form.cleaned_data["item"], by=request.user, **chosen)
        messages.success(request, f"Vermerkt: Sie wirken bei {_name(conflict.item)} nicht mit.")
        return doors.see(_address(meeting))
    context = {"meeting": meeting, "form": form, "own": _own(request, meeting), "items": items}
    return render(request, "council/conflicts.html", context, status=doors.REFUSED if form.errors else 200)


@require_POST
def take_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Take one's own declaration back before the item is called."""
    meeting = doors.meeting(request, key)
    rows = Conflict.objects.filter(person=request.user.person_id, item__meeting=meeting, lifted_at=None)
    conflict = get_object_or_404(rows.select_related("item__meeting"), item__key=request.POST.get("item", ""))
    conflicts.take_back(conflict, by=request.user)
    messages.success(request, f"Zurückgenommen: Sie wirken bei {_name(conflict.item)} wieder mit.")
    return doors.see(_address(meeting))


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Record what the body decided on whether somebody takes part."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    form = DecideForm(doors.typed(request), people=people_at(item.meeting))
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("person", "raised_by", "category")}
        try:
            conflict = conflicts.decide(item, tally=form.tally(), by=request.user, **chosen)
        except life.WrongState as problem:
            form.add_error(None, str(problem))
        else:
            said = "nimmt an diesem Punkt nicht teil" if conflict.upheld else "nimmt an diesem Punkt teil"
            messages.success(request, f"Entschieden: {conflict.person} {said}.")
            return doors.see(f"{reverse('item', args=[item.meeting.key, item.key])}#conflicts")
    context = {"meeting": item.meeting, "item": item, "form": form}
    return render(request, "council/conflict_decide.html", context, status=doors.REFUSED if form.errors else 200)


def _own(request: SignedInRequest, meeting: Meeting) -> list[dict[str, object]]:
    """One's own declarations; of what is closed to the person now, only the number is named."""
    rows = Conflict.objects.filter(person=request.user.person_id, item__meeting=meeting, lifted_at=None)
    return [
        {
            "key": row.item.key,
            "name": _name(row.item),
            "category": row.get_reason_category_display(),
            "at": row.declared_at,
            "open": row.item.state == ItemState.OPEN and row.declared_by_id == request.user.pk,
        }
        for row in rows.select_related("item").order_by("item__order", "pk")
    ]


def _name(item: AgendaItem) -> str:
    number = f"TOP {item.number}" if item.number else "einem Punkt ohne Nummer"
    return f"{number}: {item.name}" if item.audience == Audience.PUBLIC else f"{number} (nichtöffentlich)"


def _address(meeting: Meeting) -> str:
    return reverse("meeting-conflicts", args=[meeting.key])
