"""The page of a person."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council.models import Membership, Person
from council.states import BodyKind

_KINDS = list(BodyKind.values)  # the assembly first, then its committees


@login_not_required
@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show a person with their offices, those in force and those before or to come."""
    person = get_object_or_404(Person.objects.select_related("body"), key=key, deleted_at=None)
    rows = Membership.objects.filter(person=person, deleted_at=None, organization__deleted_at=None)
    seats = list(
        rows.select_related("organization", "on_behalf_of").order_by(
            F("start_date").desc(nulls_last=True), "organization__name", "pk"
        )
    )
    today = timezone.localdate()
    chapters: dict[str, list[Membership]] = {"former": [], "current": [], "to_come": []}
    for seat in seats:
        chapters[_chapter(seat, on=today)].append(seat)
    chapters["current"].sort(key=lambda seat: _KINDS.index(seat.organization.kind))
    return render(request, "council/person.html", {"person": person} | chapters)


def _chapter(seat: Membership, *, on: date) -> str:
    """Where a seat stands on that day; unknown days are open."""
    if seat.end_date is not None and seat.end_date < on:
        return "former"
    return "to_come" if seat.start_date is not None and seat.start_date > on else "current"
