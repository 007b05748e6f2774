"""The rulebook: what holds in this town, since when and on what basis; the office enacts new values."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from council import may, rulebook
from council.actions import rules
from council.forms.rules import CHAPTERS, NAMES, RuleForm, initial_of, written
from council.models import Organization, Rule
from council.requests import SignedInRequest
from council.views import doors


@dataclass(frozen=True)
class Holding:
    """A rule as it holds on a day: for the town, and for the bodies that have their own."""

    name: str
    label: str
    value: str
    basis: str
    since: date | None
    own: list[tuple[Organization, str]]


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List every rule in force today with its legal basis."""
    rows = _in_force(timezone.localdate())
    chapters = [(title, [_holding(name, rows[name]) for name in labels]) for title, labels in CHAPTERS]
    return render(request, "council/rules.html", {"chapters": chapters})


@login_not_required
@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """Show a rule with everything that ever held."""
    _known(name)
    rows = Rule.objects.filter(name=name).select_related("organization").order_by("-valid_from", "pk")
    history = [(row, written(name, row.value)) for row in rows]
    context = {"holding": _holding(name, _in_force(timezone.localdate())[name]), "history": history}
    return render(request, "council/rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enact(request: SignedInRequest, name: str) -> HttpResponse:
    """Enact a new value from a day on; what the statute forbids comes back as an error of the form."""
    _known(name)
    may.keep_rulebook(request.user)
    in_force = rulebook.value(name, on=timezone.localdate())
    form = RuleForm(doors.typed(request), rule=name, initial=initial_of(name, in_force))
    if form.is_valid():
        chosen = form.cleaned_data
        rules.enact(
            name,
            chosen["rule_value"],
            valid_from=chosen["valid_from"],
            legal_basis=chosen["legal_basis"],
            organization=chosen["body"],
            by=request.user,
        )
        messages.success(request, f"Beschlossen: „{NAMES[name]}“.")
        return doors.see(reverse("rule", args=[name]))
    context = {"form": form, "name": name, "label": NAMES[name], "now": written(name, in_force)}
    return render(request, "council/rule_enact.html", context, status=doors.REFUSED if form.errors else 200)


def _known(name: str) -> None:
    if name not in NAMES:
        raise Http404


def _in_force(day: date) -> dict[str, list[Rule]]:
    """The rows in force that day by rule, the latest first."""
    rows = Rule.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    found: dict[str, list[Rule]] = defaultdict(list)
    for row in rows.select_related("organization").order_by("-valid_from"):
        found[row.name].append(row)
    return found


def _holding(name: str, rows: list[Rule]) -> Holding:
    key = rulebook.KEYS[name]
    town = next((row for row in rows if row.organization_id is None), None)
    own: dict[Organization, str] = {}
    for row in rows:
        if row.organization is not None:
            own.setdefault(row.organization, written(name, row.value))
    return Holding(
        name=name,
        label=NAMES[name],
        value=written(name, town.value if town is not None else key.default),
        basis=town.legal_basis if town is not None else key.basis,
        since=town.valid_from if town is not None else None,
        own=list(own.items()),
    )
