"""Finds persons who may be entered already under a name spelt a little differently."""

from __future__ import annotations

import re
import unicodedata

from django.db.models import QuerySet

from council.models import Body, Person

_TITLES = frozenset({"dr", "prof", "med", "jur", "phil", "rer", "nat", "ing", "dipl", "mag", "hc", "h", "c"})
_SPELT_OUT = {"ae": "a", "oe": "o", "ue": "u"}
_WORD = re.compile(r"[^\W_]+")


def of(name: str, *, body: Body, besides: Person | None = None) -> list[Person]:
    """The persons of the town whose name is the same to the eye: without titles, accents, order of its words.

    Two queries, or one where there is no twin.
    """
    words = folded(name)
    rows = Person.objects.filter(body=body, deleted_at=None)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    found = [pk for pk, known in rows.values_list("pk", "name") if words and folded(known) == words]
    return list(rows.filter(pk__in=found).order_by("family_name", "name", "pk")) if found else []


def called(typed: str, *, among: QuerySet[Person]) -> list[int]:
    """The ids of those of whose names each typed word begins a word; one query."""
    words = folded(typed)
    known = ((pk, folded(name)) for pk, name in among.values_list("pk", "name"))
    return [pk for pk, name in known if all(any(part.startswith(word) for part in name) for word in words)]


def folded(name: str) -> tuple[str, ...]:
    """The words of a name in the order of the alphabet: „Dr. Jörg Müller“ and „Mueller, Joerg“ give the same."""
    parted = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in parted if not unicodedata.combining(letter))
    for spelt, short in _SPELT_OUT.items():
        plain = plain.replace(spelt, short)
    words = _WORD.findall(plain)
    return tuple(sorted(word for word in words if word not in _TITLES) or sorted(words))
