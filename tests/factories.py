"""Makes real things for tests with the fewest words; everything goes through the acts of the house."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from django.db import connection

from council.actions import agenda, bodies, meetings
from council.models import AgendaItem, Body, LegislativeTerm, Meeting, Membership, Organization, Person, User
from council.states import Audience, BodyKind
from documents.actions import papers
from documents.models import File, Paper
from documents.states import PaperState, PaperType

BERLIN = ZoneInfo("Europe/Berlin")
ZERO_BYTE = "\x00" if connection.vendor == "sqlite" else ""  # PostgreSQL holds none
_serial = count(1)


def body(**fields) -> Body:
    fields = {"name": f"Stadt {next(_serial)}", "home": not Body.objects.filter(home=True).exists()} | fields
    return bodies.enter(Body(**fields), by=None)


def home() -> Body:
    return Body.objects.filter(home=True).first() or body(name="Falkenbrück")


def term(**fields) -> LegislativeTerm:
    fields = {
        "body": fields.get("body") or home(),
        "name": "XX. Wahlperiode",
        "number": 20,
        "start_date": date(2026, 4, 1),
        "end_date": date(2031, 3, 31),
    } | fields
    return bodies.enter(LegislativeTerm(**fields), by=None)


def organization(kind: str = BodyKind.COMMITTEE, **fields) -> Organization:
    fields = {"body": fields.get("body") or home(), "kind": kind, "name": f"Gremium {next(_serial)}"} | fields
    return bodies.enter(Organization(**fields), by=None)


def person(**fields) -> Person:
    fields = {"body": fields.get("body") or home(), "name": f"Person {next(_serial)}"} | fields
    return bodies.enter(Person(**fields), by=None)


def membership(person: Person, organization: Organization, **fields) -> Membership:
    fields = {"voting_right": True, "start_date": date(2021, 4, 1)} | fields
    return bodies.enter(Membership(person=person, organization=organization, **fields), by=None)


def user(name: str | None = None, *, person: Person | None = None) -> User:
    return User.objects.create_user(f"{name or f'user{next(_serial)}'}@example.org", "demo-demo-demo", person=person)


def meeting(organization: Organization, **fields) -> Meeting:
    fields = {
        "name": f"Sitzung {next(_serial)}",
        "date": date(2026, 6, 15),
        "starts_at": datetime(2026, 6, 15, 16, 0, tzinfo=BERLIN),
        "audience": Audience.PUBLIC,
        "public": True,
    } | fields
    return meetings.plan(Meeting(organization=organization, **fields), by=None)


def item(meeting: Meeting, **fields) -> AgendaItem:
    number = next(_serial)
    fields = {"name": f"Punkt {number}", "number": str(number), "audience": Audience.PUBLIC, "public": True} | fields
    return agenda.add(AgendaItem(meeting=meeting, **fields), by=None)


def paper(*, text: str = "Der Magistrat wird gebeten, zu berichten.", **fields) -> Paper:
    fields = {
        "body": fields.get("body") or home(),
        "paper_type": PaperType.MOTION,
        "name": f"Vorlage {next(_serial)}",
        "state": PaperState.ADMITTED,
        "audience": Audience.PUBLIC,
        "date": date(2026, 6, 1),
    } | fields
    return papers.record(Paper(**fields), by=None, body_text=text)


def file(*, pages: tuple[str, ...] = (), **fields) -> File:
    from documents.actions import files

    meeting_, item_ = fields.pop("meeting", None), fields.pop("item", None)
    fields = {
        "body": home(),
        "name": f"Datei {next(_serial)}",
        "mime_type": "application/pdf",
        "audience": Audience.PUBLIC,
    } | fields
    made = files.record(File(**fields), by=None, meeting=meeting_, item=item_)
    return files.keep_text(made, pages=pages) if pages else made
