"""Finds for the notes of earlier versions where they stand in the newest text of their paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from collaboration import anchoring
from collaboration.models import Note, Placement
from collaboration.states import STANDS, PlacementState
from documents.models import PaperVersion

_STATES = {"sure": PlacementState.CARRIED, "unsure": PlacementState.ASKED, "lost": PlacementState.LOST}


class Found(NamedTuple):
    """Where a note's passage is in a later text, in code points; a lost one is nowhere."""

    note: int
    state: PlacementState
    start: int | None
    end: int | None


class Stood(NamedTuple):
    """Where a note stood last: the version of the text, and the passage in code points."""

    version: int
    start: int
    end: int


def due() -> QuerySet[PaperVersion]:
    """The newest texts in which notes on earlier ones were not looked for yet."""
    later = PaperVersion.objects.filter(paper=OuterRef("paper"), number__gt=OuterRef("number"))
    waiting = _waiting().filter(paper=OuterRef("paper")).exclude(version_of_text=OuterRef("pk"))
    waiting = waiting.exclude(
        Exists(Placement.objects.filter(note=OuterRef("pk"), version_of_text=OuterRef(OuterRef("pk"))))
    )
    return PaperVersion.objects.filter(~Exists(later), Exists(waiting), number__gt=1).order_by("pk")


def _waiting() -> QuerySet[Note]:
    """Notes that go along: no replies, which stand by theirs, and none whose author said that it holds no more.

    Those on a page of a file stay: its bytes never change, and another file is another thing.
    """
    dropped = Placement.objects.filter(note=OuterRef("pk"), state=PlacementState.DROPPED)
    rows = Note.objects.filter(reply_to=None, deleted_at=None, version_of_text__isnull=False)
    return rows.exclude(Exists(dropped))


def find(version: PaperVersion) -> Iterator[Found]:
    """Look in this text for every note on an earlier one that was not looked for yet."""
    rows = _waiting().filter(paper=version.paper_id).exclude(version_of_text=version)
    rows = rows.exclude(Exists(Placement.objects.filter(note=OuterRef("pk"), version_of_text=version)))
    notes = list(rows.order_by("version_of_text_id", "pk"))
    stood = last_places(notes)
    texts = dict(version.paper.versions.values_list("pk", "text"))
    for note in sorted(notes, key=lambda note: stood[note.pk].version):
        place = stood[note.pk]
        selector = anchoring.describe(texts[place.version], place.start, place.end)
        there = anchoring.reanchor(selector, texts[place.version], version.text)
        lost = there.state == "lost"
        yield Found(note.pk, _STATES[there.state], None if lost else there.start, None if lost else there.end)


def last_places(notes: list[Note]) -> dict[int, Stood]:
    """Where each note on a text stood last: where it was found or set, else where it was written; one query."""
    written = [(note, note.version_of_text_id) for note in notes]
    found = {note.pk: Stood(version, note.start, note.end) for note, version in written if version is not None}
    rows = Placement.objects.filter(note__in=found, state__in=STANDS).order_by("version_of_text__number")
    for note, version, start, end in rows.values_list("note", "version_of_text", "start", "end"):
        found[note] = Stood(version, start or 0, end or 0)
    return found
