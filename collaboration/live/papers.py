"""The room of a paper: the notes beside its newest text, as each person may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from collaboration import listing, threads
from collaboration.live import rooms
from collaboration.models import Note
from collaboration.states import NoteState
from council.audiences import Standing
from documents.models import File, FilePage, Paper, PaperVersion

LIST = "notes-list"  # the id of the element that holds the notes


@dataclass(frozen=True)
class Piece:
    """One part of the list that can be swapped by its id."""

    id: str
    html: SafeString
    facets: listing.Facets | None = None


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
    """The state of the list, and the notes on one version of a text in the order of their passages.

    Eight queries, however many notes: whether there are any, notes, elsewhere, on files, what they led to, and for an
    account whom it named, and the time.
    """
    written = Note.objects.filter(paper=version.paper_id).exists()  # who may read them is asked only then: it is dear
    notes = threads.on(version, standing) if written else []
    elsewhere = threads.elsewhere(version, standing) if written else []
    standing_ones = sum(note.state != NoteState.WITHDRAWN for note in notes)
    on_files = threads.on_files(version.paper_id, standing) if written else []
    found = [
        _piece(
            "notes-state",
            "_state.html",
            version=version,
            count=standing_ones,
            elsewhere=elsewhere,
            on_files=on_files,
        ),
    ]
    if not notes:
        found.append(_piece("notes-empty", "_empty.html", signed_in=standing.user_id is not None))
    return found + [_note(shown) for shown in listing.shown(notes, version, standing)]


def pieces_on_pages(file: File, pages: Sequence[FilePage], standing: Standing) -> list[Piece]:
    """The state of the list, and the notes on these pages of a file, page by page. As many queries, but for one."""
    written = Note.objects.filter(file=file).exists()
    numbers = [page.number for page in pages]
    notes = threads.on_pages(file, numbers, standing) if written else []
    others = threads.on_other_pages(file, numbers, standing) if written else []
    count = sum(note.state != NoteState.WITHDRAWN for note in notes)
    found = [_piece("notes-state", "_state_of_file.html", file=file, count=count, others=others)]
    if not notes:
        found.append(_piece("notes-empty", "_empty.html", signed_in=standing.user_id is not None))
    return found + [_note(shown) for shown in listing.shown_on_pages(notes, pages, standing)]


def pages_with_notes(file: File) -> list[FilePage]:
    """The pages of a file on which notes stand, whoever may read them; one query."""
    return list(file.pages.filter(number__in=Note.objects.filter(file=file).values("page")).order_by("number"))


@lru_cache(maxsize=8192)
def _note(shown: listing.Shown) -> Piece:
    """Rendered once for all who see the same of it: a busy paper has thousands of notes and hundreds of open pages."""
    piece = _piece(shown.id, "_note.html", note=shown, into=LIST)
    return replace(piece, facets=listing.Facets(shown.circle, shown.author, shown.own, shown.stand))


def _piece(identifier: str, template: str, **context: object) -> Piece:
    html = render_to_string(f"collaboration/notes/{template}", {"id": identifier, **context})
    return Piece(identifier, SafeString(html.strip()))


rooms.KINDS["paper"] = rooms.RoomKind(find=find, render=render, shared=False)
