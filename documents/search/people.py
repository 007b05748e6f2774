"""Makes people findable, by name and by the offices they hold or held."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Prefetch, QuerySet

from council.audiences import Standing
from council.models import Membership, Person
from documents.search import papers, sources
from documents.search.engine import PUBLIC, Document

_MEMBER = re.compile(r"(?:(?:stellvertretendes|sachkundiges|ordentliches|beratendes) )?Mitglied|", re.IGNORECASE)


class PersonSource(sources.Source):
    """Persons; name and office are public (see council.models.Person)."""

    name = "person"
    label = "Personen"
    model = Person

    def documents(self, pks: Collection[int]) -> Iterator[Document]:
        """See sources.Source. Costs two queries."""
        for person in _with_seats(Person.objects.filter(pk__in=pks, deleted_at=None)):
            bodies, factions = papers.apart(seat.organization for seat in person.memberships.all())
            yield Document(
                key=sources.Name(self.name, person.pk).key,
                kind=self.name,
                title=person.name,
                text=_offices(person),
                audience=PUBLIC,
                group=sources.Name(self.name, person.pk).key,
                bodies=bodies,
                factions=factions,
            )

    def cards(self, names: Collection[sources.Name]) -> dict[str, sources.Card]:
        """See sources.Source. Costs two queries."""
        rows = _with_seats(Person.objects.filter(pk__in={name.pk for name in names}))
        return {
            sources.Name(self.name, person.pk).key: sources.Card(
                label="Person", title=person.name, url=person.get_absolute_url(), text=_seats(person)
            )
            for person in rows
        }

    def affected(self, things: Mapping[str, Collection[int]]) -> set[int]:
        """The persons themselves, and those whose seats changed."""
        seats = Membership.objects.filter(pk__in=things.get(Membership._meta.label_lower, ()))
        return super().affected(things) | set(seats.values_list("person_id", flat=True))

    def visible(self, pks: Collection[int], *, standing: Standing) -> set[int]:
        """All that were not deleted."""
        return set(Person.objects.filter(pk__in=pks, deleted_at=None).values_list("pk", flat=True))


def _with_seats(people: QuerySet[Person]) -> QuerySet[Person]:
    seats = Membership.objects.filter(deleted_at=None, organization__deleted_at=None).select_related("organization")
    return people.prefetch_related(Prefetch("memberships", seats.order_by("-start_date", "pk")))


def _seats(person: Person) -> str:
    return "; ".join(f"{seat.role or 'Mitglied'}, {seat.organization.name}" for seat in person.memberships.all())


def _offices(person: Person) -> str:
    """Seats that are more than a membership: a search for „Haushalt“ is not one for all members of the committee."""
    offices = (seat for seat in person.memberships.all() if not _MEMBER.fullmatch(seat.role))
    return "\n".join(f"{seat.role}, {seat.organization.name}" for seat in offices)


sources.register(PersonSource())
