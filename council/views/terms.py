"""The terms of office of the town: the list with what follows from a term, and what the office enters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from council import may
from council.actions import bodies
from council.forms.terms import TermForm, initial_of
from council.models import LegislativeTerm, Membership
from council.requests import SignedInRequest
from council.states import BodyKind
from council.views import asking, doors, people

_TRAIL = [("Gremien", "/bodies/"), ("Wahlperioden", "/terms/")]
_YEARS = 5
# Whose seats are those of the elected: they end with the term, and nobody's pass over by themselves.
_ELECTED = (BodyKind.ASSEMBLY, BodyKind.COMMITTEE, BodyKind.FACTION, BodyKind.ELDERS, BodyKind.DISTRICT_COUNCIL)


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the terms of the town, the latest first, and say what follows from them."""
    today = timezone.localdate()
    rows = LegislativeTerm.objects.filter(body__home=True, deleted_at=None)
    counted = rows.annotate(meeting_count=Count("meetings", filter=Q(meetings__audience="public")))
    office = may.allowed(may.manage_bodies, request.user)
    terms = list(counted.order_by(F("start_date").desc(nulls_last=True), "-pk"))
    context = {
        "terms": terms,
        "current": next((term for term in terms if _holds(term, today)), None),
        "office": office,
        "outlasting": _outlasting(terms, on=today) if office else 0,
    }
    return render(request, "council/terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedInRequest) -> HttpResponse:
    """Enter a term."""
    may.manage_bodies(request.user)
    town = people.home()
    form = TermForm(doors.typed(request), term=LegislativeTerm(), town=town, initial=_following(town.pk))
    if form.is_valid():
        term = bodies.enter(LegislativeTerm(body=town, **form.values()), by=request.user)
        messages.success(request, f"{term.name} ist eingetragen.")
        return doors.see("/terms/")
    return _form(request, form, title="Wahlperiode eintragen", submit="Wahlperiode eintragen")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change name, number or days of a term."""
    term = get_object_or_404(LegislativeTerm.objects.select_related("body"), key=key, deleted_at=None)
    may.manage_bodies(request.user)
    form = TermForm(doors.typed(request), term=term, town=term.body, initial=initial_of(term))
    if form.is_valid():
        change = partial(bodies.change, term, by=request.user, version=form.expected(), **form.values())
        if asking.done(request, form, change, thing=term):
            messages.success(request, "Die Änderungen sind gespeichert.")
            return doors.see("/terms/")
    return _form(request, form, overline=term.name, title="Wahlperiode ändern", submit="Speichern")


def _holds(term: LegislativeTerm, day: date) -> bool:
    return (term.start_date is None or term.start_date <= day) and (term.end_date is None or term.end_date >= day)


def _outlasting(terms: Sequence[LegislativeTerm], *, on: date) -> int:
    """How many seats of the elected go on although the term in which they began is over."""
    ended = max((term.end_date for term in terms if term.end_date is not None and term.end_date < on), default=None)
    if ended is None:
        return 0
    seats = Membership.objects.current(on=on).filter(organization__body__home=True, organization__deleted_at=None)
    return seats.filter(organization__kind__in=_ELECTED, start_date__lte=ended, person__deleted_at=None).count()


def _following(town: int) -> dict[str, Any]:
    """What a new term looks like after the last: it begins the day after and lasts five years (HGO §36)."""
    rows = LegislativeTerm.objects.filter(body=town, deleted_at=None).exclude(end_date=None)
    last = rows.order_by("-end_date").first()
    if last is None or last.end_date is None:
        return {}
    first = last.end_date + timedelta(days=1)
    return {"number": last.number + 1 if last.number else None, "start_date": first, "end_date": _five_years(first)}


def _five_years(first: date) -> date:
    day = min(first.day, 28) if first.month == 2 else first.day
    return date(first.year + _YEARS, first.month, day) - timedelta(days=1)


def _form(request: HttpRequest, form: TermForm, **context: Any) -> HttpResponse:
    return asking.page(request, form, back="/terms/", trail=_TRAIL, **context)
