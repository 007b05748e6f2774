"""The page on which office and chair record who represents the chair for some days."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from council import life, may, presiding, second_factor
from council.actions import representations
from council.forms.representations import RepresentationForm
from council.models import Organization, Representation
from council.requests import SignedInRequest
from council.states import BodyKind
from council.views import doors


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedInRequest, key: str) -> HttpResponse:
    """Show who represents the chair and will, and take a new representation."""
    body = _assembly(request, key)
    initial = {"first_day": timezone.localdate()}
    form = RepresentationForm(doors.typed(request), organization=body, initial=initial)
    if form.is_valid():
        try:
            made = representations.enter(body, by=request.user, **form.cleaned_data)
        except life.WrongState as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Eingetragen: {made.person} vertritt den Vorsitz.")
            return doors.see(request.path)
    deputies = [seat.person for seat in presiding.deputies_in(body)]
    lacking = second_factor.lacking([person.pk for person in deputies])
    rows = body.representations.select_related("person").order_by("-first_day", "-pk")
    context = {
        "body": body,
        "form": form,
        "rows": rows,
        "today": timezone.localdate(),
        "lacking": [person for person in deputies if person.pk in lacking],
    }
    return render(request, "council/representation.html", context, status=doors.REFUSED if form.errors else 200)


@require_POST
def revoke(request: SignedInRequest, key: str) -> HttpResponse:
    """End a representation before its time."""
    body = _assembly(request, key)
    rows = Representation.objects.select_related("organization", "person").filter(organization=body)
    ended = representations.revoke(get_object_or_404(rows, key=request.POST.get("row", "")), by=request.user)
    messages.success(request, f"Beendet: {ended.person} vertritt den Vorsitz nicht mehr.")
    return doors.see(reverse("body-representation", args=[body.key]))


def _assembly(request: SignedInRequest, key: str) -> Organization:
    rows = Organization.objects.living().select_related("body").filter(kind=BodyKind.ASSEMBLY)
    body = get_object_or_404(rows, key=key)
    may.name_representation(request.user, body)
    return body
