"""The first act of an installation: the town, its assembly, the office, and whoever works in it."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life
from council.actions import accounts, bodies
from council.models import AccountInvitation, Body, Membership, Organization, Person
from council.states import BodyKind

BODIES = (
    (BodyKind.ASSEMBLY, "Stadtverordnetenversammlung"),
    (BodyKind.ASSEMBLY_OFFICE, "Büro der Stadtverordnetenversammlung"),
    (BodyKind.MODERATION, "Moderation der Bürgerbeteiligung"),
)


@journal.act
def found(*, town: str, seats: int, clerk: str, email: str) -> AccountInvitation:
    """Enter the town with what every town has, and open an account to the first of the office; they enter the rest.

    `seats` is the statutory number of members (HGO §38). Raises WrongState if there is a town already.
    """
    if Body.objects.filter(home=True).exists():
        raise life.WrongState("Diese Anlage hat schon eine Stadt.")
    body = bodies.enter(Body(name=town, home=True), by=None)
    made = {
        kind: bodies.enter(
            Organization(body=body, kind=kind, name=name, statutory_seats=seats if kind == BodyKind.ASSEMBLY else None),
            by=None,
        )
        for kind, name in BODIES
    }
    person = bodies.enter(Person(body=body, name=clerk), by=None)
    for kind, role in ((BodyKind.ASSEMBLY_OFFICE, "Leitung"), (BodyKind.MODERATION, "Moderation")):
        seat = Membership(person=person, organization=made[kind], role=role, start_date=timezone.localdate())
        bodies.enter(seat, by=None)
    return accounts.invite(person, email=email, by=None)
