"""The room of a paper: the notes beside its newest text, as each person may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from collaboration import listing, threads
from collaboration.live import rooms
from collaboration.models import Note, Uptake
from collaboration.states import NoteState
from council.audiences import Standing
from council.states import Audience
from documents.models import File, FilePage, Paper, PaperVersion

LIST = "notes-list"  # the id of the element that holds the notes
PART = 100  # notes shown at once; a busy paper has thousands


@dataclass(frozen=True)
class Piece:
    """One part of the list that can be swapped by its id."""

    id: str
    html: SafeString
    facets: listing.Facets | None = None


class Listed(NamedTuple):
    """A part of the notes, tombstones of withdrawn ones among them, and the pieces of the list that show it."""

    part: Page[Note]
    pieces: list[Piece]


def find(key: str) -> int | None:
    """The paper behind a key, whoever may see it."""
    return Paper.objects.filter(key=key).values_list("pk", flat=True).first()


def render(pk: int, standing: Standing) -> Sequence[Piece] | None:
    """The first notes on the newest text as someone of this standing may read them; None if it is closed to them."""
    paper = Paper.objects.visible_for(standing).filter(pk=pk).first()
    if paper is None:
        return None
    version = paper.versions.order_by("-number").first()
    return listed(version, standing).pieces if version is not None else []


def part_with(key: str, version: PaperVersion, standing: Standing) -> int:
    """The number of the part in which a note stands; the first if it does not stand here."""
    keys = list(threads.on(version, standing).values_list("key", flat=True))
    return keys.index(key) // PART + 1 if key in keys else 1


def listed(version: PaperVersion, standing: Standing, *, number: str | int = 1, whole: bool = False) -> Listed:
    """A part of the notes on one version of a text, or the `whole`, in the order of their passages.

    A number there is not is the nearest. Up to eight queries, however many notes: where there are any, whoever reads
    them; how many, and these; elsewhere, on files, what they led to, and for an account whom it named, and the time.
    """
    spread = threads.spread(version)  # who may read them is asked only where there are some: it is dear
    rows = threads.on(version, standing) if spread.texts else Note.objects.none()
    total, count = threads.counted(rows) if spread.texts else (0, 0)
    paginator = Paginator(rows, max(total, PART) if whole else PART)
    paginator.count = total
    part = paginator.get_page(number)
    notes = list(part.object_list)
    state = _piece(
        "notes-state",
        "_state.html",
        version=version,
        part=part,
        count=count,
        elsewhere=threads.elsewhere(version, standing) if spread.other_texts else [],
        on_files=threads.on_files(version.paper_id, standing) if spread.files else [],
    )
    empty = [] if notes else [_piece("notes-empty", "_empty.html", signed_in=standing.user_id is not None)]
    return Listed(part, [state, *empty, *map(_note, listing.shown(notes, version, standing))])


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


@dataclass(frozen=True)
class Own:
    """Whose page of a paper is like nobody else's: whoever wrote here, or reads something here as the one they are."""

    accounts: frozenset[int | None]
    shared: bool

    def narrow(self, standing: Standing) -> Standing:
        """Forget who it is, but not that they are signed in, where that makes no difference."""
        personal = standing.named or standing.barred_items or standing.user_id in self.accounts
        if not self.shared or standing.user_id is None or personal:
            return standing
        return replace(standing, user_id=rooms.ANY_ACCOUNT, person_id=None)


def own(pk: int) -> Own:
    """Who wrote here, whatever became of it, or has a file here; nothing is shared of a closed paper, or if one made of
    a note is closed.

    Three queries.
    """
    public = Paper.objects.filter(pk=pk, audience=Audience.PUBLIC, deleted_at=None).exists()
    closed = Uptake.objects.filter(note__paper=pk).exclude(paper__audience=Audience.PUBLIC, paper__deleted_at=None)
    owners = Note.objects.filter(paper=pk).values_list("owner", flat=True)
    accounts = owners.union(File.objects.filter(paper=pk).values_list("owner", flat=True))
    return Own(frozenset(accounts), shared=public and not closed.exists())


rooms.KINDS["paper"] = rooms.RoomKind(find=find, render=render, shared=False, bearing=own)
