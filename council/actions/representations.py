"""Acts on who represents the chair for some days: entered, revoked (HGO §57)."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from council import journal, life, may
from council.models import Membership, Organization, Person, Representation, User


@journal.act
def enter(organization: Organization, *, person: Person, first_day: date, last_day: date, by: User) -> Representation:
    """Let a deputy represent the chair of the assembly: with the chair's rights from that day to the end of the last.

    Raises WrongState for whoever is no deputy then, for days over or in disorder, and where another represents.
    """
    organization = life.lock(organization)
    may.name_representation(by, organization)
    if last_day < max(first_day, timezone.localdate()):
        raise life.WrongState("Der letzte Tag liegt vor dem ersten oder ist schon vorbei.")
    deputies = Membership.objects.current(on=max(first_day, timezone.localdate())).deputies()
    if not deputies.filter(organization=organization, person=person).exists():
        raise life.WrongState(f"{person} ist an diesem Tag keine Stellvertretung des Vorsitzes.")
    others = organization.representations.standing().filter(first_day__lte=last_day, last_day__gte=first_day)
    other = others.select_related("person").first()
    if other is not None:
        raise life.WrongState(f"In dieser Zeit vertritt schon {other.person}. Bitte das zuerst beenden.")
    made = Representation.objects.create(
        organization=organization,
        person=person,
        first_day=first_day,
        last_day=last_day,
        entered_at=timezone.now(),
        entered_by=by,
    )
    days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    journal.record("representation.entered", made, by=by, holder=person.pk, **days)
    return made


@journal.act
def revoke(representation: Representation, *, by: User) -> Representation:
    """End it before its time; the rights are gone at once."""
    organization = life.lock(representation.organization)
    may.name_representation(by, organization)
    representation = life.lock(representation)
    if representation.revoked_at is not None or representation.last_day < timezone.localdate():
        raise life.WrongState("Diese Vertretung ist schon beendet.")
    representation.revoked_at, representation.revoked_by = timezone.now(), by
    representation.save(update_fields=["revoked_at", "revoked_by"])
    journal.record("representation.revoked", representation, by=by, holder=representation.person_id)
    return representation
