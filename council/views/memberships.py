"""The office keeps seats: entered from the page of a person or a body, set right, ended, taken back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from council import audiences, doubts, may, rights
from council.actions import memberships
from council.forms import naming
from council.forms.memberships import (
    EndForm,
    EndTogetherForm,
    SeatForm,
    SeatInBodyForm,
    SeatOfPersonForm,
    initial_of,
    open_seats,
)
from council.models import Membership, Organization, Person
from council.requests import SignedInRequest
from council.states import BodyKind
from council.views import asking, doors, people

_BODIES = ("Gremien", "/bodies/")


@require_http_methods(["GET", "HEAD", "POST"])
def enter_of_person(request: SignedInRequest, key: str) -> HttpResponse:
    """Enter a seat of this person in a body that is chosen."""
    person = people.found(key)
    may.manage_bodies(request.user)
    form = SeatOfPersonForm(
        doors.typed(request), seat=Membership(person=person), town=person.body, initial=_initial(request)
    )
    return _enter(request, form, overline=person.name, back=person.get_absolute_url(), trail=_trail_of(person))


@require_http_methods(["GET", "HEAD", "POST"])
def enter_in_body(request: SignedInRequest, key: str) -> HttpResponse:
    """Enter a seat in this body of a person found by name."""
    body = get_object_or_404(Organization.objects.living().select_related("body"), key=key)
    may.manage_bodies(request.user)
    form = SeatInBodyForm(
        doors.typed(request), seat=Membership(organization=body), town=body.body, initial=_initial(request)
    )
    lists = {"people": naming.suggested(body.body), "roles": rights.roles_of([body.kind])}
    trail = [_BODIES, (body.name, body.get_absolute_url())]
    return _enter(
        request, form, overline=body.name, back=f"{body.get_absolute_url()}#members", trail=trail, lists=lists
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Set right what was entered of a seat."""
    seat = _found(request, key)
    form = SeatForm(
        doors.typed(request), seat=_found(request, key), town=seat.organization.body, initial=initial_of(seat)
    )
    if form.is_valid() and not asking.first(request, form, _following(form.seat)):
        correct = partial(memberships.correct, seat, by=request.user, version=form.expected(), **form.values())
        if asking.done(request, form, correct, thing=seat):
            messages.success(request, "Die Änderungen sind gespeichert.")
            return doors.see(seat.person.get_absolute_url())
    return asking.page(
        request,
        form,
        template="council/membership_edit.html",
        seat=seat,
        lasting=seat.end_date is None or seat.end_date > timezone.localdate(),
        overline=f"{seat.person.name}, {seat.organization.name}",
        title="Mitgliedschaft ändern",
        submit="Weiter",
        anyway="So speichern",
        asked_title=_meant(form.seat),
        back=seat.person.get_absolute_url(),
        trail=_trail_of(seat.person),
        lists={"roles": rights.roles_of([seat.organization.kind])},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, key: str) -> HttpResponse:
    """End a seat with a day, and others of the same person with it."""
    seat = _found(request, key)
    form = EndForm(doors.typed(request), seat=seat, initial={"on": timezone.localdate(), "version": seat.version})
    if form.is_valid() and not asking.first(request, form, _own_office(request, seat)):
        end_all = partial(memberships.end, seat, by=request.user, version=form.expected(), **form.values())
        if asking.done(request, form, end_all, thing=seat):
            messages.success(request, "Das Ende ist eingetragen. Die Rechte enden um Mitternacht nach diesem Tag.")
            return doors.see(seat.person.get_absolute_url())
    return asking.page(
        request,
        form,
        overline=f"{seat.person.name}, {seat.organization.name}",
        title="Mitgliedschaft beenden",
        lead="Sie bleibt als frühere Mitgliedschaft stehen, ebenso alles, was die Person schrieb und abstimmte.",
        submit="Beenden",
        anyway="Trotzdem beenden",
        asked_title="Das ist Ihre eigene Mitgliedschaft",
        asked_tone="warning",
        back=seat.person.get_absolute_url(),
        trail=_trail_of(seat.person),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_together(request: SignedInRequest, key: str) -> HttpResponse:
    """End the seats of several members of a body with one day, as at the end of a term."""
    body = get_object_or_404(Organization.objects.living().select_related("body"), key=key)
    may.manage_bodies(request.user)
    open_ones = [seat.key for seat in open_seats(body)]
    form = EndTogetherForm(doors.typed(request), body=body, initial={"seats": open_ones, "on": timezone.localdate()})
    if form.is_valid() and not asking.first(request, form, _leaving(form)):
        end_all = partial(memberships.end_together, by=request.user, **form.values())
        if asking.done(request, form, end_all, thing=body):
            messages.success(request, "Das Ende ist eingetragen. Die Rechte enden um Mitternacht nach diesem Tag.")
            return doors.see(f"{body.get_absolute_url()}#members")
    return asking.page(
        request,
        form,
        overline=body.name,
        title="Sitze gemeinsam beenden",
        lead="Zum Beispiel am Ende der Wahlperiode. Wer bleibt, den nehmen Sie aus der Auswahl."
        if open_ones
        else "Zurzeit hat hier niemand einen Sitz, der noch enden könnte.",
        submit="Weiter",
        anyway="So beenden",
        asked_title="Diese Sitze enden",
        asked_tone="warning",
        back=f"{body.get_absolute_url()}#members",
        trail=[_BODIES, (body.name, body.get_absolute_url())],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then take back a seat that was entered by mistake."""
    seat = _found(request, key)
    if request.method == "POST":
        memberships.strike(seat, by=request.user, version=doors.version(request))
        messages.success(request, "Der Eintrag ist gelöscht.")
        return doors.see(seat.person.get_absolute_url())
    return asking.confirm(
        request,
        seat,
        trail=_trail_of(seat.person),
        overline=f"{seat.person.name}, {seat.organization.name}",
        title="Mitgliedschaft löschen?",
        text="Nur wenn sie versehentlich eingetragen wurde: Sie gilt dann, als hätte es sie nie gegeben. "
        "Wer ausscheidet, dessen Mitgliedschaft wird beendet.",
        submit="Ja, löschen",
    )


def _enter(request: SignedInRequest, form: SeatForm, **context: Any) -> HttpResponse:
    seat = form.seat
    if form.is_valid() and not asking.first(request, form, _following(seat)):
        take = partial(memberships.take, seat, by=request.user)
        if asking.done(request, form, take, thing=seat):
            messages.success(request, f"{seat.person.name} ist eingetragen: {seat.organization.name}.")
            return doors.see(context["back"])
    return asking.page(
        request,
        form,
        **{
            "title": "Mitgliedschaft eintragen",
            "submit": "Weiter",
            "anyway": "So eintragen",
            "asked_title": _meant(seat),
            "lists": {"roles": rights.roles_of(BodyKind.values)},
            **context,
        },
    )


def _meant(seat: Membership) -> str:
    """Who is meant, before what follows: the name that was typed may have been a part of it."""
    person = seat.person.name if seat.person_id is not None else ""
    return f"{person}, {seat.role or 'Mitglied'}: Das folgt daraus"


def _following(seat: Membership) -> list[str]:
    today = timezone.localdate()
    return [*rights.sentences(seat, on=today), *doubts.of(seat, on=today)]


def _leaving(form: EndTogetherForm) -> list[str]:
    until = date_format(form.cleaned_data["on"], "j. F Y")
    return [f"{seat.person.name} ({seat.role or 'Mitglied'}): bis {until}" for seat in form.cleaned_data["seats"]]


def _own_office(request: SignedInRequest, seat: Membership) -> list[str]:
    own = audiences.standing_of(request.user).person_id == seat.person_id
    if not own or seat.organization.kind != BodyKind.ASSEMBLY_OFFICE:
        return []
    return ["Nach diesem Tag gehören Sie nicht mehr zum Büro und können hier nichts mehr eintragen."]


def _found(request: SignedInRequest, key: str) -> Membership:
    """The seat with this key, for whoever keeps seats; else 404."""
    rows = Membership.objects.select_related("person__account", "person__body", "organization__body", "on_behalf_of")
    living = rows.filter(deleted_at=None, person__deleted_at=None, organization__deleted_at=None)
    seat = get_object_or_404(living, key=key)
    may.manage_bodies(request.user)
    return seat


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"start_date": timezone.localdate(), "organization": request.GET.get("body")}


def _trail_of(person: Person) -> list[tuple[str, str]]:
    return [*people.TRAIL, (person.name, person.get_absolute_url())]
