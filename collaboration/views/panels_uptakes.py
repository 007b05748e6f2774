"""What notes that were taken up add: to the paper where it came from, to the author's desk what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from collaboration.models import Note, Uptake
from council import audiences
from council.panels import panel
from documents.models import Paper

SHOWN = 10


@panel("paper.aside", order=20, rows=[Uptake])
def origins(request: HttpRequest, shown: Sequence[Paper]) -> dict[int, SafeString]:
    """The notes a paper was made of, as far as this person may read them; one query."""
    standing = audiences.standing_of(request.user)
    rows = Uptake.objects.filter(paper__in=shown, note__in=Note.objects.visible_for(standing))
    found: dict[int, list[Note]] = {}
    for row in rows.select_related("note__owner__person", "note__paper").order_by("pk"):
        found.setdefault(row.paper_id, []).append(row.note)
    return {
        pk: SafeString(render_to_string("collaboration/notes/_origins.html", {"notes": notes}))
        for pk, notes in found.items()
    }


@panel("desk", order=55)
def what_became_of_own_notes(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """For an author: the papers others made of their notes, as far as they may be read, with their state."""
    standing = audiences.standing_of(request.user)
    own = Note.objects.visible_for(standing).filter(owner=standing.user_id)
    rows = Uptake.objects.filter(Paper.readable_by(standing, prefix="paper__"), note__in=own)
    found = list(rows.select_related("paper", "note").order_by("-made_at")[:SHOWN])
    if not found:
        return {None: SafeString()}
    return {None: SafeString(render_to_string("collaboration/notes/_taken_up.html", {"uptakes": found}))}
