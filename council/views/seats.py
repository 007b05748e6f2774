"""How the seats of a body are shared among the factions on a day: the methods side by side, for everyone to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council import presence, rulebook
from council.forms.rules import CODES
from council.law import seats as law
from council.models import Membership, Organization
from council.states import BodyKind

MOST = 200


class SeatsForm(forms.Form):
    """How many seats, and who the factions are on which day."""

    seats = forms.IntegerField(
        label="Sitze",
        min_value=1,
        max_value=MOST,
        error_messages={
            "min_value": "Es muss mindestens ein Sitz zu verteilen sein.",
            "max_value": f"Mehr als {MOST} Sitze hat kein Gremium.",
            "invalid": "Bitte eine ganze Zahl eintragen.",
        },
    )
    on = forms.DateField(
        label="Stand der Fraktionen am", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@dataclass(frozen=True)
class Column:
    """One method: its seats by faction in the order of the rows, and what a lot decides."""

    name: str
    in_force: bool
    seats: list[int]
    lot: str


@login_not_required
@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Compute the seats of the factions by each method, and say which one the rulebook names."""
    body = get_object_or_404(Organization.objects.living().select_related("body"), key=key)
    today = timezone.localdate()
    initial = {"seats": body.statutory_seats or 13, "on": today}
    asked = "seats" in request.GET or "on" in request.GET
    form = SeatsForm({**initial, **request.GET.dict()} if asked else None, initial=initial)
    number, day = _chosen(form, initial)
    heads = factions_on(body, on=day)
    context = {
        "body": body,
        "form": form,
        "day": day,
        "rows": _rows(heads, columns := _columns(heads, seats=number, body=body, on=day)),
        "columns": columns,
        "seats": number,
        "members": sum(heads.values()),
    }
    return render(request, "council/seats.html", context, status=422 if form.is_bound and form.errors else 200)


def factions_on(body: Organization, *, on: date) -> dict[Organization, int]:
    """The factions of the town's assembly on that day with their members there; who belongs to none is not counted."""
    town = Membership.objects.current(on=on).filter(
        organization__kind=BodyKind.ASSEMBLY, organization__body=body.body_id, voting_right=True
    )
    found: dict[Organization, int] = {}
    for faction in presence.factions_of(town.values_list("person_id", flat=True), day=on).values():
        found[faction] = found.get(faction, 0) + 1
    return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0].name)))


def _chosen(form: SeatsForm, initial: dict[str, object]) -> tuple[int, date]:
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else initial
    number, day = chosen["seats"], chosen["on"]
    assert isinstance(number, int) and isinstance(day, date)
    return number, day


def _columns(heads: dict[Organization, int], *, seats: int, body: Organization, on: date) -> list[Column]:
    if not heads:
        return []
    in_force = rulebook.value("seats.method", on=on, organization=body)
    clause = bool(rulebook.value("seats.majority_clause", on=on, organization=body))
    found = []
    for method in law.Method:
        spread = law.distribute(heads, seats=seats, method=method, majority_clause=clause)
        tied = ", ".join(sorted(faction.label for faction in spread.tied))
        lot = f"{spread.remaining} durch Los zwischen {tied}" if spread.remaining else ""
        name = CODES["seats.method"][method]
        found.append(Column(name, method == in_force, [spread.sure[faction] for faction in heads], lot))
    return found


def _rows(heads: dict[Organization, int], columns: list[Column]) -> list[tuple[Organization, int, list[int]]]:
    return [
        (faction, size, [column.seats[place] for column in columns])
        for place, (faction, size) in enumerate(heads.items())
    ]
