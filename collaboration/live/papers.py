"""The room of a paper: the notes beside its newest text, as each person may read them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

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
    blocks = text.blocks(version.text)
    return found + [_note(_shown(note, blocks, standing)) for note in notes]


def beside(paper_id: int, standing: Standing) -> QuerySet[Note]:
    """The notes on a paper that someone of this standing may read; a withdrawn private note leaves no tombstone."""
    rows = Note.objects.visible_for(standing).filter(paper=paper_id)
    return rows.exclude(state=NoteState.WITHDRAWN, audience=Audience.PRIVATE)


class _Shown(NamedTuple):
    """Everything a note in the list is made of: equal ones look the same, whoever reads them."""

    id: str
    circle: str
    faction: str
    kind: str
    author: str
    written_at: datetime
    words: str
    quote: str
    paragraph: int
    whole: bool
    start: int
    end: int
    own: bool
    liftable: bool
    hidden: bool
    withdrawn: bool

    @property
    def key(self) -> str:
        """The key of the note."""
        return self.id.removeprefix("notiz-")


def _shown(note: Note, blocks: Sequence[text.Block], standing: Standing) -> _Shown:
    block = _block(note, blocks)
    own = standing.user_id is not None and note.owner_id == standing.user_id
    return _Shown(
        id=f"notiz-{note.key}",
        circle=note.audience,
        faction=note.audience_organization.label if note.audience_organization else "",
        kind=note.get_motivation_display() if note.motivation != Motivation.COMMENTING else "",
        author=note.owner.display_name if note.owner else "",
        written_at=note.created_at,
        words=note.text,
        quote=note.exact,
        paragraph=block.number if block else 0,
        whole=block is not None and note.start <= block.start and block.end <= note.end,
        start=note.start,
        end=note.end,
        own=own,
        liftable=own and note.state == NoteState.OPEN and note.audience != may.CIRCLES[-1],
        hidden=note.state == NoteState.HIDDEN,
        withdrawn=note.state == NoteState.WITHDRAWN,
    )


def _block(note: Note, blocks: Sequence[text.Block]) -> text.Block | None:
    """The paragraph a note stands at."""
    index = bisect_right(blocks, note.start, key=lambda block: block.end)
    return blocks[index] if index < len(blocks) and blocks[index].start < note.end else None


@lru_cache(maxsize=8192)
def _note(shown: _Shown) -> Piece:
    """Rendered once for all who see the same of it: a busy paper has thousands of notes and hundreds of open pages."""
    return _piece(shown.id, "_note.html", note=shown, into=LIST)


def _piece(identifier: str, template: str, **context: object) -> Piece:
    html = render_to_string(f"collaboration/notes/{template}", {"id": identifier, **context})
    return Piece(identifier, SafeString(html.strip()))


rooms.KINDS["paper"] = rooms.RoomKind(find=find, render=render, shared=False)
