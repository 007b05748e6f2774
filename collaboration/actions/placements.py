"""Acts that give notes their places in later versions: the house finds them, the author decides what is unsure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils import timezone

from collaboration import anchoring, may
from collaboration.carrying import Found
from collaboration.models import Note, Placement
from collaboration.states import PlacementState
from council import journal, life
from council.models import User
from documents.models import PaperVersion


@journal.act
def carry(version: PaperVersion, *, found: Sequence[Found]) -> int:
    """Keep where notes of earlier texts stand in this one; the sure ones stand there at once. Returns how many."""
    paper = life.lock(version.paper)
    known = set(Placement.objects.filter(version_of_text=version).values_list("note", flat=True))
    new = [place for place in found if place.note not in known]
    now = timezone.now()
    Placement.objects.bulk_create(
        Placement(
            note_id=place.note,
            version_of_text=version,
            start=place.start,
            end=place.end,
            state=place.state,
            made_at=now,
        )
        for place in new
    )
    if new:
        counted = Counter(place.state for place in new)
        journal.record(
            "notes.carried",
            paper,
            by=None,
            text=version.pk,
            carried=counted[PlacementState.CARRIED],
            asked=counted[PlacementState.ASKED],
            lost=counted[PlacementState.LOST],
        )
    return len(new)


@journal.act
def confirm(placement: Placement, *, by: User, version: int | None = None) -> Placement:
    """Say that the note still holds where it was found."""
    return _decide(placement, "confirm", by=by, version=version)


@journal.act
def drop(placement: Placement, *, by: User, version: int | None = None) -> Placement:
    """Say that the note holds no more; it stays readable beside the old text and goes along no further."""
    return _decide(placement, "drop", by=by, version=version)


@journal.act
def move(placement: Placement, *, selector: anchoring.Selector, by: User, version: int | None = None) -> Placement:
    """Set the note on another passage of the new text. Raises anchoring.AnchorProblem if there is no such passage."""
    selector = anchoring.locate(selector, placement.version_of_text.text)
    placement = _own(placement, by=by, version=version)
    placement.start, placement.end = selector.start, selector.end
    return _take(placement, "move", by=by, also=("start", "end"))


def _decide(placement: Placement, step: str, *, by: User, version: int | None) -> Placement:
    return _take(_own(placement, by=by, version=version), step, by=by)


def _own(placement: Placement, *, by: User, version: int | None) -> Placement:
    note = life.lock(Note.objects.get(pk=placement.note_id))
    placement = life.lock(placement, version=version)
    may.change(by, note)
    later = PaperVersion.objects.filter(paper=note.paper_id, number__gt=placement.version_of_text.number)
    if later.exists():
        raise life.WrongState("Inzwischen gibt es eine neuere Fassung; dort wird die Stelle neu gesucht.")
    return placement


def _take(placement: Placement, step: str, *, by: User, also: tuple[str, ...] = ()) -> Placement:
    placement.decided_at, placement.decided_by = timezone.now(), by
    return life.take(placement, step, by=by, also=("decided_at", "decided_by", *also))
