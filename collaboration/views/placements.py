"""„Gilt das noch?“: where an author decides on notes that a new text left in doubt."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaboration import carrying, passages
from collaboration.actions import placements
from collaboration.forms.placements import PlaceForm
from collaboration.models import Note, Placement
from collaboration.states import NoteState, PlacementState
from council import audiences, life
from council.audiences import Standing
from council.requests import SignedInRequest
from documents import text
from documents.models import PaperVersion

PER_PAGE = 10
ASKED = (PlacementState.ASKED, PlacementState.LOST)


class Pair(NamedTuple):
    """A note in doubt with the passage it stood at and the one that was found, if any."""

    placement: Placement
    old: passages.Passage | None
    old_number: int
    new: passages.Passage | None


def doubtful(standing: Standing) -> QuerySet[Placement]:
    """The person's own notes whose place in the newest text is in doubt, those to be decided first."""
    later = PaperVersion.objects.filter(paper=OuterRef("note__paper"), number__gt=OuterRef("version_of_text__number"))
    own = Note.objects.visible_for(standing).filter(owner=standing.user_id, state=NoteState.OPEN)
    rows = Placement.objects.filter(state__in=ASKED, note__in=own).exclude(Exists(later))
    return rows.order_by("state", "note__paper", "start", "pk")


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """Lay the old and the new passage of each doubtful note side by side."""
    rows = doubtful(audiences.standing_of(request.user))
    rows = rows.select_related("note__paper", "note__audience_organization", "version_of_text")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "collaboration/notes/doubtful.html", {"page": page, "pairs": _pairs(list(page))})


def _pairs(rows: list[Placement]) -> list[Pair]:
    stood = carrying.last_places([row.note for row in rows])
    versions = PaperVersion.objects.in_bulk({place.version for place in stood.values()})
    return [_pair(row, stood[row.note_id], versions[stood[row.note_id].version]) for row in rows]


def _pair(row: Placement, place: carrying.Stood, old: PaperVersion) -> Pair:
    new = None
    if row.start is not None and row.end is not None:
        new = passages.in_text(row.version_of_text.text, row.start, row.end)
    return Pair(row, passages.in_text(old.text, place.start, place.end), old.number, new)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: SignedInRequest, key: str) -> HttpResponse:
    """Set a doubtful or lost note on another passage of the new text."""
    found = _own(request, key)
    form = PlaceForm(
        request.POST if request.method == "POST" else None,
        canonical_text=found.version_of_text.text,
        initial={"version": found.version},
        auto_id="place-%s",
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        placements.move(found, selector=clean["selector"], version=clean["version"], by=request.user)
        return redirect("placements")
    context: dict[str, Any] = {
        "pair": _pairs([found])[0],
        "blocks": text.blocks(found.version_of_text.text),
        "form": form,
        "chosen": str(form["block"].value() or ""),
    }
    return render(request, "collaboration/notes/place.html", context, status=status)


@require_POST
def confirm(request: SignedInRequest, key: str) -> HttpResponse:
    """It still holds."""
    placements.confirm(_own(request, key), version=_version(request), by=request.user)
    return redirect("placements")


@require_POST
def drop(request: SignedInRequest, key: str) -> HttpResponse:
    """It holds no more."""
    placements.drop(_own(request, key), version=_version(request), by=request.user)
    return redirect("placements")


def _own(request: SignedInRequest, key: str) -> Placement:
    rows = doubtful(audiences.standing_of(request.user))
    return get_object_or_404(rows.select_related("note__paper", "version_of_text"), note__key=key)


def _version(request: SignedInRequest) -> int:
    given = request.POST.get("version", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 9):
        raise life.Stale("Bitte die Seite neu laden und noch einmal ansehen.")
    return int(given)
