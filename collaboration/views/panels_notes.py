"""What notes add to the pages of papers and files: the list of notes, and at each paragraph the way to write one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from collaboration import narrowing
from collaboration.live import papers, rooms
from council import audiences
from council.audiences import Standing
from council.panels import panel
from documents.models import File, FilePage, Paper, PaperVersion
from documents.views.files import Leaf, Reading


@panel("paper.aside", order=10)
def notes(request: HttpRequest, shown: Sequence[Paper]) -> dict[int, SafeString]:
    """The notes this person may read on the version of the text that is shown; the newest is followed live."""
    return {
        paper.pk: _list(request, paper, version, newest=version == versions[0])
        for paper in shown
        if (versions := _versions(request, paper)) and (version := _chosen(request, versions))
    }


@panel("paper.block")
def ways_to_write(request: HttpRequest, shown: Sequence[Paper]) -> dict[int, SafeString]:
    """For whoever is signed in the address where a paragraph is commented on; the paragraph's number is added to it."""
    if audiences.standing_of(request.user).user_id is None:
        return {}
    return {
        paper.pk: SafeString(f"{reverse('note-new', args=[paper.key])}?version={version.number}&amp;block=")
        for paper in shown
        if (version := _chosen(request, _versions(request, paper)))
    }


@panel("file.aside", order=10)
def notes_on_file(request: HttpRequest, shown: Sequence[Reading]) -> dict[int, SafeString]:
    """The notes this person may read on the pages of a paper's file that are shown."""
    return {
        reading.pk: _list_of_pages(request, reading.file, [leaf.page for leaf in reading.leaves])
        for reading in shown
        if reading.file.paper_id and reading.leaves
    }


@panel("original.aside", order=10)
def notes_on_original(request: HttpRequest, shown: Sequence[Reading]) -> dict[int, SafeString]:
    """The notes this person may read on any page of a paper's file."""
    return {
        reading.pk: _list_of_pages(request, reading.file, papers.pages_with_notes(reading.file))
        for reading in shown
        if reading.file.paper_id
    }


@panel("file.page")
def ways_to_write_on_page(request: HttpRequest, shown: Sequence[Leaf]) -> dict[int, SafeString]:
    """For whoever is signed in the address where a paragraph of a page is commented on; its number is added to it."""
    if audiences.standing_of(request.user).user_id is None:
        return {}
    return {
        leaf.pk: SafeString(f"{reverse('file-note-new', args=[file.key])}?seite={leaf.number}&amp;block=")
        for leaf in shown
        if (file := leaf.page.file).paper_id
    }


def _versions(request: HttpRequest, paper: Paper) -> list[PaperVersion]:
    return paper.texts_for(audiences.standing_of(request.user))


def _chosen(request: HttpRequest, versions: Sequence[PaperVersion]) -> PaperVersion | None:
    """The version the page shows: the one asked for, else the newest."""
    wanted = request.GET.get("version", "")
    return next((known for known in versions if str(known.number) == wanted), versions[0] if versions else None)


def _list(request: HttpRequest, paper: Paper, version: PaperVersion, *, newest: bool) -> SafeString:
    standing = audiences.standing_of(request.user)
    asked = narrowing.asked(request.GET)
    part, pieces = _part(request, version, standing, whole=any(asked.values()))
    context = _listed(request, pieces, asked) | {
        "action": paper.get_absolute_url(),
        "whole": paper,
        "kept": {"version": version.number},
        "part": part,
    }
    if newest and not any(asked.values()) and part.number == 1:
        view = rooms.shown("paper", paper.pk, pieces)
        context |= {"live": f"/ws/papers/{paper.key}/", "cursor": view.cursor}
    return SafeString(render_to_string("collaboration/notes/_notes.html", context, request=request))


def _part(request: HttpRequest, version: PaperVersion, standing: Standing, *, whole: bool) -> papers.Listed:
    """The notes to be shown: all to be narrowed, else the part that is asked for or holds the note asked for."""
    if whole:
        return papers.listed(version, standing, whole=True)
    number: str | int = request.GET.get("page", "")
    if not number and (key := request.GET.get("notiz")):
        number = papers.part_with(key, version, standing)
    return papers.listed(version, standing, number=number or 1)


def _list_of_pages(request: HttpRequest, file: File, pages: Sequence[FilePage]) -> SafeString:
    pieces = papers.pieces_on_pages(file, pages, audiences.standing_of(request.user))
    context = _listed(request, pieces, narrowing.asked(request.GET))
    context |= {"action": request.path, "whole": file, "kept": {"seite": pages[0].number if pages else 1}}
    return SafeString(render_to_string("collaboration/notes/_notes.html", context, request=request))


def _listed(request: HttpRequest, pieces: Sequence[papers.Piece], asked: Mapping[str, str]) -> dict[str, object]:
    """What the list is made of: what fits what was asked for, and what it can be narrowed by."""
    kept = narrowing.kept(pieces, asked)
    return {
        "signed_in": audiences.standing_of(request.user).user_id is not None,
        "here": request.get_full_path(),
        "list": papers.LIST,
        "notes": [piece.html for piece in kept if piece.facets],
        "head": [piece.html for piece in kept if not piece.facets],
        "filters": narrowing.fields(pieces, asked),
        "narrowed": len([piece for piece in kept if piece.facets]) if any(asked.values()) else None,
    }
