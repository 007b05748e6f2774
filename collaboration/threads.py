"""Finds the notes that stand in a version of a text or on pages of a file, each where it stands there, with replies."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from collaboration.models import Note, Placement
from collaboration.states import STANDS, NoteState
from council.audiences import Standing
from council.states import Audience
from documents.models import File, PaperVersion


def beside(paper_id: int, standing: Standing) -> QuerySet[Note]:
    """The notes on a paper that someone of this standing may read; a withdrawn private note leaves no tombstone."""
    rows = Note.objects.visible_for(standing).filter(paper=paper_id)
    return rows.exclude(state=NoteState.WITHDRAWN, audience=Audience.PRIVATE)


def on(version: PaperVersion, standing: Standing) -> Any:
    """The notes that stand in this version, in the order of their passages (`at` to `until`), as a query.

    A reply follows its note and stands where that does; one whose note this person may not read stands alone.
    """
    rows = _placed(beside(version.paper_id, standing), version)
    return _threaded(rows.annotate(written_in=F("version_of_text__number")), "at", "until")


def _threaded(rows: Any, *places: str) -> Any:
    """The rows place by place, each reply behind its note, with all that is shown of them."""
    rows = rows.annotate(thread=Coalesce("reply_to_id", "pk")).select_related("owner__person", "audience_organization")
    return rows.order_by(*places, "thread", "pk")


class Spread(NamedTuple):
    """How many notes a paper has on its texts, of these on other versions than one, and on its files."""

    texts: int
    other_texts: int
    files: int


def spread(version: PaperVersion) -> Spread:
    """Where notes were written on this version's paper, whoever reads them; one query."""
    others = Q(file=None) & ~Q(version_of_text=version)
    counts = {"texts": Q(file=None), "other_texts": others, "files": Q(file__isnull=False)}
    rows = Note.objects.filter(paper=version.paper_id)
    return Spread(**rows.aggregate(**{name: Count("pk", filter=those) for name, those in counts.items()}))


def counted(rows: Any) -> tuple[int, int]:
    """How many rows there are, and how many of these notes nobody withdrew; one query."""
    found = rows.aggregate(rows=Count("pk"), standing=Count("pk", filter=~Q(state=NoteState.WITHDRAWN)))
    return found["rows"], found["standing"]


def _placed(rows: QuerySet[Note], version: PaperVersion) -> Any:
    """Keep the notes that stand in this version, and say where: on their own or by the note they reply to."""
    here: Any = Q(placements__version_of_text=version, placements__state__in=STANDS)
    above: Any = Q(reply_to__placements__version_of_text=version, reply_to__placements__state__in=STANDS)
    written_here = Q(version_of_text=version)
    return (
        rows.annotate(here=FilteredRelation("placements", condition=here))
        .annotate(above=FilteredRelation("reply_to__placements", condition=above))
        .annotate(
            at=Case(When(written_here, then=F("start")), default=Coalesce(F("here__start"), F("above__start"))),
            until=Case(When(written_here, then=F("end")), default=Coalesce(F("here__end"), F("above__end"))),
        )
        .filter(written_here | Q(here__isnull=False) | Q(above__isnull=False))
    )


def elsewhere(version: PaperVersion, standing: Standing) -> list[dict[str, Any]]:
    """How many notes do not stand in this version, by the version they were written on; one query."""
    placed = Placement.objects.filter(version_of_text=version, state__in=STANDS)
    rows = beside(version.paper_id, standing).filter(file=None).exclude(version_of_text=version)
    rows = rows.exclude(Exists(placed.filter(note=OuterRef("pk"))))
    rows = rows.exclude(Exists(placed.filter(note=OuterRef("reply_to"))))
    counted = rows.values("version_of_text__number").annotate(notes=Count("pk"))
    return [dict(row) for row in counted.order_by("version_of_text__number")]


def on_pages(file: File, pages: Collection[int], standing: Standing) -> list[Note]:
    """The notes on these pages of a file, page by page in the order of their passages; one query."""
    return list(_threaded(_on_file(file, standing).filter(page__in=pages), "page", "start", "end"))


def on_other_pages(file: File, pages: Collection[int], standing: Standing) -> list[dict[str, Any]]:
    """How many notes stand on the other pages of a file, by page; one query."""
    counted = _on_file(file, standing).exclude(page__in=pages).values("page").annotate(notes=Count("pk"))
    return [dict(row) for row in counted.order_by("page")]


def on_files(paper_id: int, standing: Standing) -> list[dict[str, Any]]:
    """How many notes stand on the files of a paper, by file; one query."""
    counted = beside(paper_id, standing).filter(file__isnull=False).values("file__key", "file__name")
    return [dict(row) for row in counted.annotate(notes=Count("pk")).order_by("file__name", "file__key")]


def _on_file(file: File, standing: Standing) -> QuerySet[Note]:
    return beside(file.paper_id or 0, standing).filter(file=file)
