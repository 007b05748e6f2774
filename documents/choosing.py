"""Finds papers by a few words of their title or the beginning of their number, so that one can be chosen."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from documents.models import Paper

LONGEST = 200  # characters of what is looked for
SHOWN = 10


def clean(words: str) -> str:
    """What was typed, as it is looked for: one line, without NUL, of bearable length."""
    return " ".join(words.replace("\0", " ").split())[:LONGEST]


def papers(words: str, *, among: QuerySet[Paper], most: int = SHOWN) -> list[Paper]:
    """The newest of these papers whose number begins so or whose title has all the words; none for no words.

    `among` are those the person may read; nothing else is looked at.
    """
    said = clean(words)
    if not said:
        return []
    titled = Q()
    for word in said.split():
        titled &= Q(name__icontains=word)
    rows = among.filter(titled | Q(reference__istartswith=said))
    return list(rows.select_related("body").order_by("-date", "-pk")[:most])
