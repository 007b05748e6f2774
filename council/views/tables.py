"""The lists of this floor as tables: meetings, bodies, districts, persons, and who holds which office."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from council import may, tables
from council.forms.meetings import CalendarFilter
from council.forms.people import PeopleFilter
from council.models import Body, District, Meeting, Membership, Organization, Person
from council.tables import Column
from council.views import bodies as pages
from council.views import meetings as calendar
from council.views import people as persons


@login_not_required
@require_safe
def meetings(request: HttpRequest) -> StreamingHttpResponse:
    """Give the meetings that the list shows with these filters."""
    form = CalendarFilter(request.GET)
    rows = calendar.of_body(
        Meeting.objects.visible_to(request.user), key=form.cleaned_data["body"] if form.is_valid() else ""
    )
    columns: list[Column[Meeting]] = [
        Column("Gremium", lambda row: row.organization),
        Column("Sitzung", lambda row: row.name),
        Column("Nummer", lambda row: row.number),
        Column("Tag", lambda row: row.date),
        Column("Beginn", lambda row: row.starts_at),
        Column("Ende", lambda row: row.ends_at),
        Column("Ort", lambda row: row.location),
        Column("Stand", lambda row: row.get_state_display()),
        Column("öffentlich", lambda row: row.public),
        Column("Adresse", tables.address_of(request)),
    ]
    return tables.streamed(
        request,
        calendar.past(rows) if request.GET.get("past") == "1" else calendar.to_come(rows),
        name="sitzungen",
        columns=columns,
        fetched=Meeting.objects.select_related("organization", "location"),
    )


@login_not_required
@require_safe
def bodies(request: HttpRequest) -> StreamingHttpResponse:
    """Give the bodies that the list shows: of one town, existing or former."""
    rows = pages.listed(
        pages.chosen(pages.towns(), key=request.GET.get("town", "")),
        former=request.GET.get("former") == "1",
        on=timezone.localdate(),
    )
    columns: list[Column[Organization]] = [
        Column("Gremium", lambda row: row.name),
        Column("Kurzname", lambda row: row.short_name),
        Column("Art", lambda row: row.get_kind_display()),
        Column("Gehört zu", lambda row: row.parent),
        Column("Gesetzliche Mitgliederzahl", lambda row: row.statutory_seats),
        Column("Besteht seit", lambda row: row.start_date),
        Column("Bestand bis", lambda row: row.end_date),
        Column("Adresse", tables.address_of(request)),
    ]
    fetched = Organization.objects.select_related("parent")
    return tables.streamed(request, rows.order_by("name", "pk"), name="gremien", columns=columns, fetched=fetched)


@login_not_required
@require_safe
def people(request: HttpRequest) -> StreamingHttpResponse:
    """Give the persons that the list shows with these filters."""
    today = timezone.localdate()
    town = Body.objects.filter(home=True).first()
    form = PeopleFilter(request.GET, town=town, office=may.allowed(may.manage_bodies, request.user))
    columns: list[Column[Person]] = [
        Column("Person", lambda row: row.name),
        Column("Vorname", lambda row: row.given_name),
        Column("Nachname", lambda row: row.family_name),
        Column("Anrede", lambda row: row.form_of_address),
        Column("Gremien und Ämter", _offices),
        Column("Adresse", tables.address_of(request)),
    ]
    return tables.streamed(
        request,
        persons.listed(town, form, on=today),
        name="personen",
        columns=columns,
        fetched=persons.fetched(office=False, on=today),
    )


def _offices(person: Person) -> str:
    seats: list[Membership] = person.seats  # type: ignore[attr-defined]  # fetched with the person
    return ", ".join(f"{seat.organization.name} ({seat.role or 'Mitglied'})" for seat in seats)


@login_not_required
@require_safe
def memberships(request: HttpRequest) -> StreamingHttpResponse:
    """Give who sits in which body of a town today, and as what; with ?former=1 who once did."""
    today = timezone.localdate()
    town = pages.chosen(pages.towns(), key=request.GET.get("town", ""))
    seats = Membership.objects.filter(
        organization__body=town, organization__deleted_at=None, person__deleted_at=None, deleted_at=None
    )
    rows = seats.filter(end_date__lt=today) if request.GET.get("former") == "1" else seats.current(on=today)
    columns: list[Column[Membership]] = [
        Column("Person", lambda row: row.person.name),
        Column("Anrede", lambda row: row.person.form_of_address),
        Column("Gremium", lambda row: row.organization.name),
        Column("Art des Gremiums", lambda row: row.organization.get_kind_display()),
        Column("Funktion", lambda row: row.role or "Mitglied"),
        Column("stimmberechtigt", lambda row: row.voting_right),
        Column("Entsandt von", lambda row: row.on_behalf_of),
        Column("Von", lambda row: row.start_date),
        Column("Bis", lambda row: row.end_date),
        Column("Adresse", lambda row: tables.address_of(request)(row.person)),
    ]
    return tables.streamed(
        request,
        rows.order_by("person__family_name", "person__name", "organization__name", "pk"),
        name="mitgliedschaften",
        columns=columns,
        fetched=Membership.objects.select_related("person", "organization", "on_behalf_of"),
    )


@login_not_required
@require_safe
def districts(request: HttpRequest) -> StreamingHttpResponse:
    """Give the districts with their councils."""
    columns: list[Column[District]] = [
        Column("Ortsbezirk", lambda row: row.name),
        Column("Ortsbeirat", lambda row: row.council),
        Column("Stadt", lambda row: row.body),
        Column("Adresse", tables.address_of(request)),
    ]
    rows = District.objects.filter(deleted_at=None).order_by("-body__home", "body__name", "name")
    fetched = District.objects.select_related("council", "body")
    return tables.streamed(request, rows, name="ortsbezirke", columns=columns, fetched=fetched)
