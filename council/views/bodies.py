"""The pages of bodies and districts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council.forms.days import DayForm
from council.models import Body, District, Meeting, Membership, Organization
from council.states import BodyKind

UPCOMING, PAST = 5, 5
# The chapters of the page: which kinds of body each gathers.
CHAPTERS: list[tuple[str, tuple[BodyKind, ...]]] = [
    ("Versammlung", (BodyKind.ASSEMBLY, BodyKind.ELDERS)),
    ("Ausschüsse", (BodyKind.COMMITTEE,)),
    ("Fraktionen", (BodyKind.FACTION,)),
    ("Magistrat und Ämter", (BodyKind.EXECUTIVE, BodyKind.OFFICE)),
    ("Ortsbeiräte", (BodyKind.DISTRICT_COUNCIL,)),
    ("Beiräte und Kommissionen", (BodyKind.ADVISORY_BOARD, BodyKind.COMMISSION)),
    ("Bürgerräte", (BodyKind.PANEL,)),
    ("Büro und Moderation", (BodyKind.ASSEMBLY_OFFICE, BodyKind.MODERATION)),
    ("Parteien und Weitere", (BodyKind.PARTY, BodyKind.OTHER)),
]
# Offices that lead come first, deputies after them, then everybody by name.
_LEADING = ("vorsteher", "vorsitz", "sprecher", "leitung", "oberbürgermeister")


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the bodies of one town by kind, with how many sit in each; ?town= names another town's."""
    today = timezone.localdate()
    towns = list(Body.objects.filter(deleted_at=None, organizations__isnull=False).distinct().order_by("-home", "name"))
    town = _chosen(towns, key=request.GET.get("town", ""))
    former = request.GET.get("former") == "1"
    rows = Organization.objects.filter(body=town)
    rows = rows.living().filter(end_date__lt=today) if former else rows.existing(on=today)
    chapters = _chapters(list(_with_counts(rows, on=today).order_by("name")))
    context = {"chapters": chapters, "towns": towns, "town": town, "former": former}
    return render(request, "council/bodies.html", context)


@login_not_required
@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show a body: who sits in it on a day, and its meetings."""
    rows = Organization.objects.living().select_related("body", "parent", "location", "district")
    body = get_object_or_404(rows, key=key)
    form = DayForm(request.GET)
    day = form.day()
    context: dict[str, Any] = {
        "body": body,
        "form": form,
        "day": day,
        "members": _members(body, on=day),
        "children": list(body.children.living().existing(on=day).order_by("name")),
        **_meetings(request, body),
    }
    return render(request, "council/body.html", context)


@login_not_required
@require_safe
def districts(request: HttpRequest) -> HttpResponse:
    """List the districts of the town with their councils."""
    rows = District.objects.filter(deleted_at=None).select_related("council", "body")
    context = {"districts": list(rows.order_by("-body__home", "body__name", "name"))}
    return render(request, "council/districts.html", context)


@login_not_required
@require_safe
def district(request: HttpRequest, key: str) -> HttpResponse:
    """Show a district: its council and that council's meetings."""
    rows = District.objects.filter(deleted_at=None).select_related("council", "location", "body")
    found = get_object_or_404(rows, key=key)
    today = timezone.localdate()
    context: dict[str, Any] = {"district": found}
    if found.council is not None:
        context |= {"members": _members(found.council, on=today), **_meetings(request, found.council)}
    return render(request, "council/district.html", context)


def _chosen(towns: list[Body], *, key: str) -> Body | None:
    return next((town for town in towns if town.key == key), towns[0] if towns else None)


def _with_counts(rows: QuerySet[Organization], *, on: date) -> QuerySet[Organization]:
    in_force = (
        (Q(memberships__start_date=None) | Q(memberships__start_date__lte=on))
        & (Q(memberships__end_date=None) | Q(memberships__end_date__gte=on))
        & Q(memberships__deleted_at=None)
    )
    return rows.annotate(member_count=Count("memberships", filter=in_force))


def _chapters(rows: list[Organization]) -> list[tuple[str, list[Organization]]]:
    found = [(name, [row for kind in kinds for row in rows if row.kind == kind]) for name, kinds in CHAPTERS]
    return [(name, bodies) for name, bodies in found if bodies]


def _members(body: Organization, *, on: date) -> list[Membership]:
    seats = body.memberships.current(on=on).filter(person__deleted_at=None)
    return sorted(seats.select_related("person", "on_behalf_of"), key=_rank)


def _rank(seat: Membership) -> tuple[int, str, str]:
    role = seat.role.lower()
    leads = any(word in role for word in _LEADING)
    deputy = "stellv" in role
    name = seat.person.family_name or seat.person.name.rpartition(" ")[2]
    return (1 if deputy else 0 if leads else 2, name.casefold(), seat.person.name)


def _meetings(request: HttpRequest, body: Organization) -> dict[str, list[Meeting]]:
    today = timezone.localdate()
    joint = body.joint_meetings.values("pk")
    rows = (
        Meeting.objects.visible_to(request.user)
        .filter(Q(organization=body) | Q(pk__in=joint))
        .select_related("organization__body", "location")
    )
    return {
        "upcoming": list(rows.filter(date__gte=today).order_by("date", "starts_at", "pk")[:UPCOMING]),
        "past": list(
            rows.filter(Q(date__lt=today) | Q(date=None)).order_by(F("date").desc(nulls_last=True), "-pk")[:PAST]
        ),
    }
