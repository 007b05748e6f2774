"""Order in the meeting: the chair's measures, and declarations for the minutes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from council import audiences, life, may
from council.actions import declarations, measures
from council.forms.speakers import DeclarationForm, DeclarationOfForm, MeasureForm
from council.models import AgendaItem, Declaration, Meeting
from council.requests import SignedInRequest
from council.views import blocks, doors, speakers


@require_POST
def take(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Record a measure of the chair."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    form = MeasureForm(request.POST, meeting=item.meeting)
    if not form.is_valid():
        return speakers.show(request, item, measure=form, status=doors.REFUSED)
    chosen = form.cleaned_data | {"meetings": form.cleaned_data["meetings"] or 1}
    measure = measures.take(item.meeting, item=item, by=request.user, **chosen)
    messages.success(request, f"Vermerkt: {measure}.")
    return doors.see(f"{reverse('speakers', args=[key, item_key])}#order")


@require_POST
def take_back(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Take a measure back."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    measure = get_object_or_404(item.meeting.measures, key=request.POST.get("measure", ""))
    measures.take_back(measure, by=request.user)
    messages.success(request, f"Zurückgenommen: {measure}.")
    return doors.see(f"{reverse('speakers', args=[key, item_key])}#order")


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the declarations one gave, and take a new one; chair and office enter those that were handed in."""
    meeting = doors.meeting(request, key)
    presiding = may.allowed(may.preside, request.user, meeting)
    if not presiding:
        may.take_part(request.user, meeting)
    kind = DeclarationOfForm if presiding else None
    form = kind(doors.typed(request), meeting=meeting) if kind else DeclarationForm(doors.typed(request))
    if form.is_valid():
        try:
            declarations.give(
                meeting,
                text=form.cleaned_data["text"],
                person=form.cleaned_data.get("person"),
                item=_current(request, meeting),
                by=request.user,
            )
        except life.WrongState as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Die Erklärung kommt in die Niederschrift.")
            return doors.see(reverse("meeting-declarations", args=[key]))
    context = {"meeting": meeting, "form": form, "given": _given(request, meeting, presiding=presiding)}
    return render(request, "council/declarations.html", context, status=doors.REFUSED if form.errors else 200)


@require_POST
def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Take a declaration back while the meeting lasts."""
    meeting = doors.meeting(request, key)
    rows = meeting.declarations.standing().visible_for(audiences.standing_of(request.user))
    declaration = get_object_or_404(rows, key=request.POST.get("declaration", ""))
    declarations.withdraw(declaration, by=request.user)
    messages.success(request, "Die Erklärung ist zurückgenommen.")
    return doors.see(reverse("meeting-declarations", args=[key]))


def _current(request: SignedInRequest, meeting: Meeting) -> AgendaItem | None:
    return blocks.read(meeting, audiences.standing_of(request.user)).current


def _given(request: SignedInRequest, meeting: Meeting, *, presiding: bool) -> list[Declaration]:
    rows = meeting.declarations.standing().visible_for(audiences.standing_of(request.user))
    if not presiding:
        rows = rows.filter(person=request.user.person_id)
    return list(rows.select_related("person", "item").order_by("given_at", "pk"))
