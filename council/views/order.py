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
from council.states import ItemState
from council.views import doors, speakers

_ANOTHER = (
    "Inzwischen ist ein anderer Punkt aufgerufen, oder er wird anders beraten. Oben steht, wozu Ihre Erklärung jetzt"
    " gehören würde. Bitte prüfen Sie das und geben Sie sie noch einmal ab."
)


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
    """Show the declarations one gave, and take a new one; chair and office enter those that were handed in.

    A declaration belongs to the item its page named, whatever is called up meanwhile.
    """
    meeting = doors.meeting(request, key)
    presiding = may.allowed(may.preside, request.user, meeting)
    if not presiding:
        may.take_part(request.user, meeting)
    kind = DeclarationOfForm if presiding else None
    form = kind(doors.typed(request), meeting=meeting) if kind else DeclarationForm(doors.typed(request))
    item = _meant(request, meeting)
    if form.is_valid() and request.POST.get("seen", "") != _print(item):
        form.add_error(None, _ANOTHER)
    if form.is_valid():
        text, person = form.cleaned_data["text"], form.cleaned_data.get("person")
        try:
            declarations.give(meeting, text=text, person=person, item=item, by=request.user)
        except life.WrongState as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Die Erklärung kommt in die Niederschrift.")
            return doors.see(reverse("meeting-declarations", args=[key]))
    context = {
        "meeting": meeting,
        "form": form,
        "item": item,
        "seen": _print(item),
        "given": _given(request, meeting, presiding=presiding),
    }
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


def _meant(request: SignedInRequest, meeting: Meeting) -> AgendaItem | None:
    """The item the page named, if this person may still read it; else the one that is called up now."""
    rows = doors.items(request, meeting)
    key = request.POST.get("seen", "").partition(":")[0]
    called = (row for row in rows if row.state == ItemState.CALLED)
    return next((row for row in rows if row.key == key), None) or next(called, None)


def _print(item: AgendaItem | None) -> str:
    """Name the item and who reads it, so that nothing said in closed session stands in the public part."""
    return "" if item is None else f"{item.key}:{item.audience}"


def _given(request: SignedInRequest, meeting: Meeting, *, presiding: bool) -> list[Declaration]:
    rows = meeting.declarations.standing().visible_for(audiences.standing_of(request.user))
    if not presiding:
        rows = rows.filter(person=request.user.person_id)
    return list(rows.select_related("person", "item").order_by("given_at", "pk"))
