"""What notes add to a paper's page: the list of notes, and at each paragraph the way to write one."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from collaboration import narrowing
from collaboration.live import papers, rooms
from council import audiences
from council.panels import panel
from documents.models import Paper, PaperVersion


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


def _versions(request: HttpRequest, paper: Paper) -> list[PaperVersion]:
    return paper.texts_for(audiences.standing_of(request.user))


def _chosen(request: HttpRequest, versions: Sequence[PaperVersion]) -> PaperVersion | None:
    """The version the page shows: the one asked for, else the newest."""
    wanted = request.GET.get("version", "")
    return next((known for known in versions if str(known.number) == wanted), versions[0] if versions else None)


def _list(request: HttpRequest, paper: Paper, version: PaperVersion, *, newest: bool) -> SafeString:
    standing = audiences.standing_of(request.user)
    pieces = papers.pieces(version, standing)
    asked = narrowing.asked(request.GET)
    kept = narrowing.kept(pieces, asked)
    context: dict[str, object] = {
        "paper": paper,
        "version": version,
        "signed_in": standing.user_id is not None,
        "here": request.get_full_path(),
        "list": papers.LIST,
        "notes": [piece.html for piece in kept if piece.facets],
        "head": [piece.html for piece in kept if not piece.facets],
        "filters": narrowing.fields(pieces, asked),
        "narrowed": len([piece for piece in kept if piece.facets]) if any(asked.values()) else None,
    }
    if newest and not any(asked.values()):
        view = rooms.shown("paper", paper.pk, pieces)
        context |= {"live": f"/ws/papers/{paper.key}/", "cursor": view.cursor}
    return SafeString(render_to_string("collaboration/notes/_notes.html", context, request=request))
