"""The pages of bodies and districts, and what the office does with bodies: enter, change, end, strike out."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from council import may, ties
from council.actions import bodies
from council.forms.bodies import CLASSIFICATIONS, OrganizationForm, initial_of
from council.forms.days import DayForm
from council.models import Body, District, Meeting, Membership, Organization
from council.requests import SignedInRequest
from council.states import BodyKind, MeetingState
from council.views import asking, doors, people

UPCOMING, PAST = 5, 5
_TRAIL = [("Gremien", "/bodies/")]
_BOUND = "Das geht nicht mehr: Das Gremium hat Mitglieder, Sitzungen oder Vorlagen. Es kann nur noch enden."
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
    known = towns()
    town = chosen(known, key=request.GET.get("town", ""))
    former = request.GET.get("former") == "1"
    rows = listed(town, former=former, on=today)
    chapters = _chapters(list(_with_counts(rows, on=today).order_by("name")))
    office = may.allowed(may.manage_bodies, request.user)
    context = {"chapters": chapters, "towns": known, "town": town, "former": former, "office": office}
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
        "office": may.allowed(may.manage_bodies, request.user),
        "children": list(body.children.living().existing(on=day).order_by("name")),
        **_meetings(request, body),
    }
    return render(request, "council/body.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedInRequest) -> HttpResponse:
    """Enter a body."""
    may.manage_bodies(request.user)
    body = Organization(body=people.home())
    form = OrganizationForm(doors.typed(request), body=body, initial={"kind": request.GET.get("kind")})
    if form.is_valid():
        for name, value in form.values().items():
            setattr(body, name, value)
        bodies.enter(body, by=request.user)
        messages.success(request, f"{body.name} ist eingetragen. Jetzt fehlen die Mitglieder.")
        return doors.see(f"{body.get_absolute_url()}#members")
    return asking.page(
        request,
        form,
        title="Gremium eintragen",
        submit="Gremium eintragen",
        back="/bodies/",
        trail=_TRAIL,
        lists={"classifications": CLASSIFICATIONS},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a body; where it ends, say first which seats end with it."""
    body = _found(request, key)
    form = OrganizationForm(doors.typed(request), body=body, initial=initial_of(body))
    if form.is_valid() and not asking.first(request, form, _ending(body, form.cleaned_data["end_date"])):
        remodel = partial(bodies.remodel, body, by=request.user, version=form.expected(), **form.values())
        if asking.done(request, form, remodel, thing=body):
            messages.success(request, "Die Änderungen sind gespeichert.")
            return doors.see(body.get_absolute_url())
    return asking.page(
        request,
        form,
        overline=body.get_kind_display(),
        title="Gremium ändern",
        submit="Speichern",
        anyway="So speichern",
        asked_title=f"Mit dem Ende von „{body.name}“",
        asked_tone="warning",
        back=body.get_absolute_url(),
        trail=[*_TRAIL, (body.name, body.get_absolute_url())],
        lists={"classifications": CLASSIFICATIONS},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then delete a body that was entered by mistake and on which nothing hangs."""
    body = _found(request, key)
    if request.method == "POST":
        bodies.strike(body, by=request.user, version=doors.version(request))
        messages.success(request, f"Der Eintrag „{body.name}“ ist gelöscht.")
        return doors.see("/bodies/")
    return asking.confirm(
        request,
        body,
        trail=[*_TRAIL, (body.name, body.get_absolute_url())],
        title="Gremium löschen?",
        text="Nur wenn es versehentlich eingetragen wurde. Ein Gremium, das es gab, bekommt stattdessen ein Ende.",
        submit="Ja, löschen",
        refusal=_BOUND if ties.bound(body) else "",
    )


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


def towns() -> list[Body]:
    """The towns that have bodies, our own first."""
    rows = Body.objects.filter(deleted_at=None, organizations__isnull=False)
    return list(rows.distinct().order_by("-home", "name"))


def listed(town: Body | None, *, former: bool, on: date) -> QuerySet[Organization]:
    """The bodies of a town that exist on that day, or that no longer do."""
    rows = Organization.objects.filter(body=town)
    return rows.living().filter(end_date__lt=on) if former else rows.existing(on=on)


def chosen(towns: list[Body], *, key: str) -> Body | None:
    """The town of that key, else the first."""
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


def _found(request: SignedInRequest, key: str) -> Organization:
    """The body with this key, for whoever keeps bodies; else 404."""
    body = get_object_or_404(Organization.objects.living().select_related("body", "parent"), key=key)
    may.manage_bodies(request.user)
    return body


def _ending(body: Organization, day: date | None) -> list[str]:
    """What ends with the body on that day, and what stays and needs a hand."""
    if day is None or day == body.end_date:
        return []
    seats = list(bodies.open_beyond(body, day=day).order_by("person__family_name", "person__name", "pk"))
    said = [f"{seat.person.name} ({seat.role or 'Mitglied'}): {_fate(seat.start_date, day)}" for seat in seats]
    return [*said, *_left_over(body, day)]


def _fate(begins: date | None, day: date) -> str:
    if begins is not None and begins > day:
        return "Der Sitz wird gestrichen, denn er sollte erst danach beginnen."
    return f"Der Sitz endet am {date_format(day, 'j. F Y')}."


def _left_over(body: Organization, day: date) -> list[str]:
    children = body.children.existing(on=max(day, timezone.localdate())).order_by("name")
    sent = body.delegations.current(on=max(day, timezone.localdate())).select_related("person", "organization")
    meetings = Meeting.objects.filter(organization=body, date__gt=day).exclude(state=MeetingState.CANCELLED)
    found = [f"Bleibt bestehen: {child.name}, das bisher dazugehört." for child in children]
    found += [f"Bleibt bestehen: der Sitz von {seat.person.name} in {seat.organization.name}." for seat in sent]
    if later := meetings.count():
        found.append(f"Bleibt im Kalender: {later} spätere {'Sitzung' if later == 1 else 'Sitzungen'}. Bitte absagen.")
    return found
