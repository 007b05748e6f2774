"""Suggests the persons of the town in a field of a form, and finds who is meant by what was typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import QuerySet

from council import twins
from council.models import Body, Membership, Person


def suggested(town: Body) -> list[str]:
    """The names the field of a person suggests."""
    return list(named(people_of(town)).values())


def named(people: QuerySet[Person]) -> dict[str, str]:
    """How each person is called by key; who is called like another is told apart by where they sit. Two queries."""
    rows = list(people.order_by("family_name", "name", "pk").values_list("key", "name"))
    times = Counter(name for _, name in rows)
    double = {key for key, name in rows if times[name] > 1}
    seats = _places(double)
    return {
        key: f"{name} ({seats.get(key, 'ohne Mitgliedschaft')}, {key[:4]})" if key in double else name
        for key, name in rows
    }


def _places(keys: Collection[str]) -> dict[str, str]:
    rows = Membership.objects.filter(person__key__in=keys, deleted_at=None).order_by("-start_date", "pk")
    return dict(reversed([*rows.values_list("person__key", "organization__name")]))


def keys_of(typed: str, *, town: Body) -> list[str]:
    """The keys of all who may be meant by what was typed: a suggested name, or the beginnings of its words."""
    people = people_of(town)
    return list(
        people.filter(pk__in=twins.called(typed, among=people)).order_by("name", "pk").values_list("key", flat=True)
    )


def people_of(town: Body) -> QuerySet[Person]:
    """The persons of the town."""
    return Person.objects.filter(body=town, deleted_at=None)
