"""The persons of the town: the list, the page of each, and what the office enters."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from council import life, may, paging, ties, twins
from council.actions import bodies
from council.forms.people import ADDRESSES, PeopleFilter, PersonForm, initial_of
from council.models import Body, DeliveryChannel, Membership, Person
from council.requests import SignedInRequest
from council.states import BodyKind
from council.views import asking, doors

PER_PAGE = 50
_KINDS = list(BodyKind.values)  # the assembly first, then its committees
_BOUND = "Das geht nicht mehr: Die Person hat Mitgliedschaften oder einen Zugang, oder anderes verweist auf sie."
_ALIKE = (
    "So heißt hier schon jemand. Ist diese Person gemeint, öffnen Sie ihre Seite "
    "und tragen dort die Mitgliedschaft ein."
)
TRAIL = [("Gremien", "/bodies/"), ("Personen", "/people/")]


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the persons of the town by name; the office also sees who cannot sign in or be invited."""
    town = Body.objects.filter(home=True).first()
    office = may.allowed(may.manage_bodies, request.user)
    form = PeopleFilter(request.GET, town=town, office=office)
    today = timezone.localdate()
    context = {
        "form": form,
        "office": office,
        "page": paging.page_of(
            listed(town, form, on=today),
            number=request.GET.get("page"),
            per_page=PER_PAGE,
            fetched=fetched(office=office, on=today),
        ),
        "narrowed": any(form.chosen(name) for name in ("q", "body", "seated", "lacking")),
    }
    return render(request, "council/people.html", context)


@login_not_required
@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show a person with their offices, those in force and those before or to come."""
    person = found(key)
    today = timezone.localdate()
    chapters: dict[str, list[Membership]] = {"former": [], "current": [], "to_come": []}
    for seat in _seats(person):
        chapters[_chapter(seat, on=today)].append(seat)
    chapters["current"].sort(key=lambda seat: _KINDS.index(seat.organization.kind))
    office = may.allowed(may.manage_bodies, request.user)
    return render(request, "council/person.html", {"person": person, "office": office} | chapters)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedInRequest) -> HttpResponse:
    """Enter a person, after asking whether one of those known is meant."""
    may.manage_bodies(request.user)
    town = home()
    form, alike = PersonForm(doors.typed(request)), list[Person]()
    if form.is_valid():
        alike = twins.of(form.cleaned_data["name"], body=town)
        if not asking.first(request, form, _questions(alike)):
            person = bodies.enter(Person(body=town, **form.values()), by=request.user)
            messages.success(request, f"{person.name} ist eingetragen. Jetzt fehlt die Mitgliedschaft.")
            return doors.see(person.get_absolute_url())
    return _form(request, form, alike, title="Person eintragen", submit="Person eintragen", back="/people/")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change the name of a person, after asking where somebody else is called so."""
    person = found(key)
    may.manage_bodies(request.user)
    form, alike = PersonForm(doors.typed(request), initial=initial_of(person)), list[Person]()
    if form.is_valid():
        renamed = twins.folded(form.cleaned_data["name"]) != twins.folded(person.name)
        alike = twins.of(form.cleaned_data["name"], body=person.body, besides=person) if renamed else []
        if not asking.first(request, form, _questions(alike)):
            change = partial(bodies.change, person, by=request.user, version=form.expected(), **form.values())
            if asking.done(request, form, change, thing=person):
                messages.success(request, "Die Änderungen sind gespeichert.")
                return doors.see(person.get_absolute_url())
    return _form(
        request, form, alike, person=person, title="Person ändern", submit="Speichern", back=person.get_absolute_url()
    )


@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then delete a person who was entered by mistake."""
    person = found(key)
    may.manage_bodies(request.user)
    if request.method == "POST":
        bodies.strike(person, by=request.user, version=doors.version(request))
        messages.success(request, f"Der Eintrag „{person.name}“ ist gelöscht.")
        return doors.see("/people/")
    return asking.confirm(
        request,
        person,
        trail=[*TRAIL, (person.name, person.get_absolute_url())],
        title="Eintrag löschen?",
        text="Nur wenn diese Person versehentlich eingetragen wurde. Wer ausscheidet, bleibt eingetragen: "
        "Dann enden die Mitgliedschaften.",
        submit="Ja, Eintrag löschen",
        refusal=_BOUND if ties.bound(person) else "",
    )


def found(key: str) -> Person:
    """The person with this key, else 404."""
    return get_object_or_404(Person.objects.select_related("body"), key=key, deleted_at=None)


def home() -> Body:
    """The town of this house; a house without one can enter nothing yet (WrongState)."""
    town = Body.objects.filter(home=True, deleted_at=None).first()
    if town is None:
        raise life.WrongState("Zuerst muss die Stadt selbst eingerichtet sein.")
    return town


def listed(town: Body | None, form: PeopleFilter, *, on: date) -> QuerySet[Person]:
    """The persons of a town that were asked for, by name."""
    rows = _chosen(Person.objects.filter(body=town, deleted_at=None), form, on=on)
    return rows.order_by(Lower(Coalesce(NullIf("family_name", Value("")), "name")), "given_name", "pk")


def _chosen(rows: QuerySet[Person], form: PeopleFilter, *, on: date) -> QuerySet[Person]:
    current = Membership.objects.current(on=on).filter(person=OuterRef("pk"), organization__deleted_at=None)
    if form.chosen("q"):
        rows = rows.filter(pk__in=twins.called(form.chosen("q"), among=rows))
    if form.chosen("body"):
        rows = rows.filter(Exists(current.filter(organization__key=form.chosen("body"))))
    if form.chosen("seated"):
        rows = rows.filter(Exists(current)) if form.chosen("seated") == "now" else rows.exclude(Exists(current))
    if form.chosen("lacking") == "account":
        rows = rows.filter(Q(account=None) | Q(account__is_active=False))
    if form.chosen("lacking") == "channel":
        rows = rows.exclude(Exists(_channels(on=on)))
    return rows


def _channels(*, on: date) -> QuerySet[DeliveryChannel]:
    return DeliveryChannel.objects.current(on=on).filter(person=OuterRef("pk"))


def fetched(*, office: bool, on: date) -> QuerySet[Person]:
    """With the seats of the day; for the office also whether there is an account and a way for invitations."""
    seats = Membership.objects.current(on=on).filter(organization__deleted_at=None).select_related("organization")
    rows = Person.objects.prefetch_related(
        Prefetch("memberships", seats.order_by("organization__name"), to_attr="seats")
    )
    if not office:
        return rows
    return rows.annotate(invited=Exists(_channels(on=on)), signs_in=Q(account__is_active=True))


def _seats(person: Person) -> QuerySet[Membership]:
    rows = Membership.objects.filter(person=person, deleted_at=None, organization__deleted_at=None)
    return rows.select_related("organization", "on_behalf_of").order_by(
        F("start_date").desc(nulls_last=True), "organization__name", "pk"
    )


def _chapter(seat: Membership, *, on: date) -> str:
    """Where a seat stands on that day; unknown days are open."""
    if seat.end_date is not None and seat.end_date < on:
        return "former"
    return "to_come" if seat.start_date is not None and seat.start_date > on else "current"


def _questions(alike: list[Person]) -> list[str]:
    return [_ALIKE] if alike else []


def _form(
    request: HttpRequest, form: PersonForm, alike: list[Person], *, person: Person | None = None, **context: Any
) -> HttpResponse:
    own = [(person.name, person.get_absolute_url())] if person is not None else []
    return asking.page(
        request,
        form,
        trail=[*TRAIL, *own],
        lists={"addresses": ADDRESSES},
        asked_title=f"Gibt es schon: {', '.join(twin.name for twin in alike)}",
        asked_tone="warning",
        anyway="Trotzdem: eine andere Person" if person is None else "Trotzdem speichern",
        found=alike,
        **context,
    )
