"""The cast of every test: the demo people, their bodies, and nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from council.models import Body, LegislativeTerm, Organization, User
from council.states import BodyKind
from tests import factories

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


def assemble() -> Cast:
    """Bring the cast together as design.md §10 has it."""
    make = factories.organization
    cast = Cast(
        town=factories.home(),
        term=factories.term(),
        assembly=make(BodyKind.ASSEMBLY, name="Stadtverordnetenversammlung", statutory_seats=71),
        committee=make(BodyKind.COMMITTEE, name="Ausschuss für Umwelt und Energie", statutory_seats=13),
        magistrat=make(BodyKind.EXECUTIVE, name="Magistrat"),
        office=make(BodyKind.OFFICE, name="Tiefbauamt"),
        assembly_office=make(BodyKind.ASSEMBLY_OFFICE, name="Büro der Stadtverordnetenversammlung"),
        district_council=make(BodyKind.DISTRICT_COUNCIL, name="Ortsbeirat Mitte"),
        our_faction=make(BodyKind.FACTION, name="Fraktion Grüne Stadt"),
        other_faction=make(BodyKind.FACTION, name="Fraktion Bürgerliste"),
        third_faction=make(BodyKind.FACTION, name="Fraktion Soziale Mitte"),
    )
    moderation = make(BodyKind.MODERATION, name="Moderation der Bürgerbeteiligung")
    seats: dict[str, list[tuple[Organization, str]]] = {
        "clerk": [(cast.assembly_office, "Sachbearbeitung")],
        "deputy": [(cast.assembly_office, "Sachbearbeitung")],
        "chair": [(cast.assembly, "Stadtverordnetenvorsteherin"), (cast.third_faction, "Mitglied")],
        "councillor": [
            (cast.assembly, "Mitglied"),
            (cast.our_faction, "Vorsitzende"),
            (cast.committee, "Mitglied"),
        ],
        "colleague": [(cast.assembly, "Mitglied"), (cast.our_faction, "Mitglied"), (cast.committee, "Mitglied")],
        "rival": [(cast.assembly, "Mitglied"), (cast.other_faction, "Mitglied")],
        "mayor": [(cast.magistrat, "Oberbürgermeister")],
        "officer": [(cast.office, "Amtsleitung")],
        "district": [(cast.district_council, "Ortsvorsteherin")],
        "moderator": [(moderation, "Moderation")],
    }
    for name in NAMES:
        if name in seats:
            someone = factories.person(name=f"Frau {name.title()}")
            for organization, role in seats[name]:
                factories.membership(someone, organization, role=role)
            cast.people[name] = factories.user(name, person=someone)
        else:
            cast.people[name] = factories.user(name)
    return cast
