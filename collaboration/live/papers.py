"""The room of a paper: the notes beside its newest text, as each person may read them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from collaboration import may
from collaboration.live import rooms
from collaboration.models import Note
from collaboration.states import Motivation, NoteState
from council.audiences import Standing
from council.states import Audience
from documents import text
from documents.models import Paper, PaperVersion

LIST = "notes-list"  # the id of the element that holds the notes


@dataclass(frozen=True)
class Piece:
    """One part of the list that can be swapped by its id."""

    id: str
    html: SafeString


def find(key: str) -> int | None:
    """The paper behind a key, whoever may see it."""
    return Paper.objects.filter(key=key).values_list("pk", flat=True).first()


def render(pk: int, standing: Standing) -> Sequence[Piece] | None:
    """The notes on the newest text as someone of this standing may read them; None if the paper is closed to them."""
    paper = Paper.objects.visible_for(standing).filter(pk=pk).first()
    if paper is None:
        return None
    version = paper.versions.order_by("-number").first()
    return pieces(version, standing) if version is not None else []


def pieces(version: PaperVersion, standing: Standing) -> list[Piece]:
    """The state of the list, and the notes on one version of a text in the order of their passages; two queries."""
    notes = list(
        beside(version.paper_id, standing)
        .filter(version_of_text=version)
        .select_related("owner__person", "audience_organization")
        .order_by("start", "end", "pk")
    )
    counts = beside(version.paper_id, standing).exclude(version_of_text=version)
    elsewhere = list(
        counts.values("version_of_text__number").annotate(notes=Count("pk")).order_by("version_of_text__number")
    )
    standing_ones = sum(note.state != NoteState.WITHDRAWN for note in notes)
    found = [
        _piece("notes-state", "_state.html", version=version, count=standing_ones, elsewhere=elsewhere),
    ]
    if not notes:
        found.append(_piece("notes-empty", "_empty.html", signed_in=standing.user_id is not None))
    places = _Places(version.text)
    return found + [_note(note, places, standing) for note in notes]


def beside(paper_id: int, standing: Standing) -> QuerySet[Note]:
    """The notes on a paper that someone of this standing may read; a withdrawn private note leaves no tombstone."""
    rows = Note.objects.visible_for(standing).filter(paper=paper_id)
    return rows.exclude(state=NoteState.WITHDRAWN, audience=Audience.PRIVATE)


class _Places:
    """Which paragraph of the text a note stands at."""

    def __init__(self, canonical: str) -> None:
        self._blocks = text.blocks(canonical)

    def block(self, note: Note) -> text.Block | None:
        index = bisect_right(self._blocks, note.start, key=lambda block: block.end)
        found = self._blocks[index] if index < len(self._blocks) else None
        return found if found is not None and found.start < note.end else None


def _note(note: Note, places: _Places, standing: Standing) -> Piece:
    block = places.block(note)
    own = standing.user_id is not None and note.owner_id == standing.user_id
    return _piece(
        f"notiz-{note.key}",
        "_note.html",
        note=note,
        block=block,
        whole=block is not None and note.start <= block.start and block.end <= note.end,
        own=own,
        withdrawn=note.state == NoteState.WITHDRAWN,
        hidden=note.state == NoteState.HIDDEN,
        liftable=own and note.state == NoteState.OPEN and note.audience != may.CIRCLES[-1],
        kind=note.get_motivation_display() if note.motivation != Motivation.COMMENTING else "",
        into=LIST,
    )


def _piece(identifier: str, template: str, **context: object) -> Piece:
    html = render_to_string(f"collaboration/notes/{template}", {"id": identifier, **context})
    return Piece(identifier, SafeString(html.strip()))


rooms.KINDS["paper"] = rooms.RoomKind(find=find, render=render, shared=False)
