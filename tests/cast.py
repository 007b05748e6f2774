"""The cast of every test: the demo people, their bodies, and nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from council.models import Body, LegislativeTerm, Membership, Organization, Person, User
from council.states import BodyKind

NAMES = (
    "clerk",
    "deputy",
    "chair",
    "councillor",
    "colleague",
    "rival",
    "mayor",
    "officer",
    "district",
    "moderator",
    "citizen",
)


@dataclass
class Cast:
    """Who plays, and the bodies they sit in."""

    town: Body
    term: LegislativeTerm
    assembly: Organization
    committee: Organization
    magistrat: Organization
    office: Organization
    assembly_office: Organization
    district_council: Organization
    our_faction: Organization
    other_faction: Organization
    third_faction: Organization
    moderation: Organization
    people: dict[str, User] = field(default_factory=dict)
    nobody: AnonymousUser = field(default_factory=AnonymousUser)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def everyone(self) -> dict[str, User | AnonymousUser]:
        """All of the cast, freshly read as a new request would, and nobody."""
        fresh = {user.email.partition("@")[0]: user for user in User.objects.select_related("person")}
        return {name: fresh[name] for name in NAMES} | {"nobody": self.nobody}


SEATS = {
    "clerk": [("assembly_office", "Sachbearbeitung")],
    "deputy": [("assembly_office", "Sachbearbeitung")],
    "chair": [("assembly", "Stadtverordnetenvorsteherin"), ("third_faction", "Mitglied")],
    "councillor": [("assembly", "Mitglied"), ("our_faction", "Vorsitzende"), ("committee", "Mitglied")],
    "colleague": [("assembly", "Mitglied"), ("our_faction", "Mitglied"), ("committee", "Mitglied")],
    "rival": [("assembly", "Mitglied"), ("other_faction", "Mitglied")],
    "mayor": [("magistrat", "Oberbürgermeister")],
    "officer": [("office", "Amtsleitung")],
    "district": [("district_council", "Ortsvorsteherin")],
    "moderator": [("moderation", "Moderation")],
}
BODIES = {
    "assembly": (BodyKind.ASSEMBLY, "Stadtverordnetenversammlung", 71),
    "committee": (BodyKind.COMMITTEE, "Ausschuss für Umwelt und Energie", 13),
    "magistrat": (BodyKind.EXECUTIVE, "Magistrat", None),
    "office": (BodyKind.OFFICE, "Tiefbauamt", None),
    "assembly_office": (BodyKind.ASSEMBLY_OFFICE, "Büro der Stadtverordnetenversammlung", None),
    "district_council": (BodyKind.DISTRICT_COUNCIL, "Ortsbeirat Mitte", None),
    "our_faction": (BodyKind.FACTION, "Fraktion Grüne Stadt", None),
    "other_faction": (BodyKind.FACTION, "Fraktion Bürgerliste", None),
    "third_faction": (BodyKind.FACTION, "Fraktion Soziale Mitte", None),
    "moderation": (BodyKind.MODERATION, "Moderation der Bürgerbeteiligung", None),
}


def assemble() -> Cast:
    """Bring the cast together as design.md §10 has it: rows in few strokes, for nearly every test begins with them."""
    now = timezone.now()
    moments = {"created_at": now, "modified_at": now}
    town = Body.objects.filter(home=True).first() or Body.objects.create(name="Falkenbrück", home=True, **moments)
    term = LegislativeTerm.objects.create(
        body=town,
        name="XX. Wahlperiode",
        number=20,
        start_date=date(2026, 4, 1),
        end_date=date(2031, 3, 31),
        **moments,
    )
    rows = {
        name: Organization(body=town, kind=kind, name=label, statutory_seats=seats, **moments)
        for name, (kind, label, seats) in BODIES.items()
    }
    Organization.objects.bulk_create(rows.values())
    persons = {name: Person(body=town, name=f"Frau {name.title()}", **moments) for name in SEATS}
    Person.objects.bulk_create(persons.values())
    Membership.objects.bulk_create(
        Membership(
            person=persons[name],
            organization=rows[body],
            role=role,
            voting_right=True,
            start_date=date(2021, 4, 1),
            **moments,
        )
        for name, seats in SEATS.items()
        for body, role in seats
    )
    password = make_password("demo-demo-demo")
    users = {name: User(email=f"{name}@example.org", person=persons.get(name), password=password) for name in NAMES}
    User.objects.bulk_create(users.values())
    moderation = rows.pop("moderation")
    return Cast(town=town, term=term, people=users, moderation=moderation, **rows)
