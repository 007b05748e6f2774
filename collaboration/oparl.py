"""What this floor adds to the open data: the public notes on papers, without their authors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.urls import reverse

from collaboration.models import Note
from collaboration.states import NoteState
from documents.oparl import addresses, kinds, values
from documents.oparl.contributions import contributes


@contributes("Paper")
def public_notes(papers: Collection[int]) -> dict[int, dict[str, Any]]:
    """The notes that anybody may read; `id` leads to each as a W3C annotation. Costs one query."""
    rows = Note.objects.visible_for(kinds.nobody()).filter(paper__in=papers).exclude(state=NoteState.WITHDRAWN)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for note in rows.order_by("created_at", "pk"):
        found[note.paper_id].append(_note(note))
    return {paper: {"annotation": notes} for paper, notes in found.items()}


def _note(note: Note) -> dict[str, Any]:
    return values.filled(
        {
            "id": addresses.page(reverse("note-api", args=[note.key])),
            "web": addresses.page(note.get_absolute_url()),
            "motivation": str(note.motivation),
            "exact": note.exact,
            "text": note.text,
            "created": values.moment(note.created_at),
        }
    )
