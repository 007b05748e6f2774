"""Of which papers and files it is noted who reads them."""

from __future__ import annotations

from collections.abc import Collection

from council import readings
from council.states import Audience
from documents.models import File, Paper

_OWN_AFFAIR = (Audience.FACTION, Audience.PRIVATE)


def _papers(things: Collection[Paper]) -> set[int]:
    return {paper.pk for paper in things if paper.audience in readings.CLOSED}


def _files(things: Collection[File]) -> set[int]:
    """Those that not everybody may read, whatever they hang on; one query."""
    rows = File.objects.filter(pk__in=[file.pk for file in things])
    rows = rows.exclude(audience__in=_OWN_AFFAIR).exclude(paper__audience__in=_OWN_AFFAIR)
    return set(rows.exclude(pk__in=File.objects.visible_to(None).values("pk")).values_list("pk", flat=True))


def _body_of_file(file: File) -> int | None:
    if file.audience_organization_id is None and file.paper is not None:
        return file.paper.audience_organization_id
    return file.audience_organization_id


readings.register(
    "paper",
    readings.Kind(
        title="Vorlage",
        rows=lambda: Paper.objects,
        closed_among=_papers,
        body_of=lambda paper: paper.audience_organization_id,
    ),
)
readings.register(
    "file", readings.Kind(title="Datei", rows=lambda: File.objects, closed_among=_files, body_of=_body_of_file)
)
