"""Finds papers by a few words of their title or the beginning of their number, so that one can be chosen."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from council.audiences import Standing
from documents.models import Paper

LONGEST = 200  # characters of what is looked for
SHOWN = 10


def clean(words: str) -> str:
    """What was typed, as it is looked for: one line, without NUL, of bearable length."""
    return " ".join(words.replace("\0", " ").split())[:LONGEST]


def papers(words: str, *, standing: Standing, leaving_out: Collection[int] = (), most: int = SHOWN) -> list[Paper]:
    """The newest papers someone of this standing may read whose number or title fits all words; none for no words."""
    said = clean(words)
    if not said:
        return []
    titled = Q()
    for word in said.split():
        titled &= Q(name__icontains=word)
    rows = Paper.objects.visible_for(standing).filter(titled | Q(reference__istartswith=said))
    return list(rows.exclude(pk__in=leaving_out).select_related("body").order_by("-date", "-pk")[:most])
