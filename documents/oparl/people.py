"""Persons and their seats as open data: names and offices, no way to reach anybody at home."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, ClassVar

from django.db.models import QuerySet

from council.models import Membership, Person
from documents.models import Paper
from documents.oparl import addresses, values
from documents.oparl.addresses import Name
from documents.oparl.kinds import (
    Kind,
    Neighbours,
    Rendering,
    living_memberships,
    living_organizations,
    reference,
    register,
    rendering,
    told,
)

_GENDERS = {"weiblich": "female", "männlich": "male", "divers": "diverse"}
_WORD = re.compile(r"[a-z]+")


class PersonKind(Kind):
    """A natural person (Person)."""

    type = "Person"
    model = Person
    level = 1
    internal = ("membership",)

    def rows(self) -> QuerySet[Person]:
        """See kinds.Kind."""
        rows = Person.objects.filter(deleted_at=None, body__deleted_at=None).select_related("body")
        return rows.prefetch_related(told("memberships", living_memberships()))

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(Person.objects.filter(pk__in=pks, deleted_at=None).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        properties = {
            "body": reference(row.body),
            "name": row.name,
            "familyName": row.family_name,
            "givenName": row.given_name,
            "formOfAddress": row.form_of_address,
            "affix": row.affix,
            "title": [str(title) for title in row.titles if title] if isinstance(row.titles, list) else [],
            "gender": _gender(row.gender),
            **_life(row),
            "web": addresses.page(row.get_absolute_url()),
        }
        seats = [Name("Membership", seat.key) for seat in row.told_memberships]
        return rendering(self, row, body=row.body.key, properties=properties, embedded={"membership": seats})

    def near(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        yield "Membership", Membership.objects.filter(person__in=pks).values_list("pk", flat=True)

    def far(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        yield "Paper", Paper.objects.filter(originators__person__in=pks).values_list("pk", flat=True)


class MembershipKind(Kind):
    """A seat or an office from one day to another (Membership)."""

    type = "Membership"
    model = Membership
    back: ClassVar = {"Person": "person"}
    ends = ("person", "organization")

    def rows(self) -> QuerySet[Membership]:
        """See kinds.Kind."""
        rows = living_memberships().select_related("person__body", "organization")
        return rows.prefetch_related(told("on_behalf_of", living_organizations()))

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(living_memberships().filter(pk__in=pks).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        properties = {
            "person": reference(row.person),
            "organization": reference(row.organization),
            "role": row.role,
            "votingRight": row.voting_right,
            "startDate": values.day(row.start_date),
            "endDate": values.day(row.end_date),
            "onBehalfOf": reference(row.told_on_behalf_of),
        }
        return rendering(self, row, body=row.person.body.key, properties=properties)

    def near(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        rows = Membership.objects.filter(pk__in=pks)
        yield "Person", rows.values_list("person_id", flat=True)
        yield "Organization", rows.values_list("organization_id", flat=True)


def _life(person: Person) -> dict[str, str]:
    """What is said of a person's life, where it is said who says so."""
    said = person.life and person.life_source
    return {"life": person.life, "lifeSource": person.life_source} if said else {}


def _gender(text: str) -> str:
    """A lower-case English word, as the standard wants it; what is none is unknown."""
    word = text.strip().lower()
    word = _GENDERS.get(word, word)
    return word if _WORD.fullmatch(word) else ""


register(PersonKind())
register(MembershipKind())
