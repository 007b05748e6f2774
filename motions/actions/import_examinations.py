"""Tells the office, among the remarks of an import, what was found in the files it took over."""

from __future__ import annotations

from itertools import groupby

from documents.models import Examination
from documents.states import FindingKind, ScanResult
from motions.importing.oparl import rulings, texts
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.records import Kind
from motions.models import ImportRemark, ImportRuling, ImportRun
from motions.states import RemarkSort

MOST_PAGES = 5  # named in one sentence
CLOSED = "Sie ist jetzt nur noch für das Büro sichtbar, und niemand kann sie herunterladen."


def tell(examination: Examination) -> None:
    """Remark on it with the last run that took things over for the file's town; call it inside an act.

    The same finding in the same bytes is told once. Where no run is known there is nobody to tell.
    """
    run = ImportRun.objects.filter(body=examination.file.body_id).order_by("-started_at", "-pk").first()
    for doubt, message in _doubts(examination) if run is not None else []:
        assert run is not None
        _remark(run, examination, doubt, message)


def _doubts(examination: Examination) -> list[tuple[Doubt, str]]:
    name = examination.file.name
    told = []
    if examination.scan == ScanResult.FOUND:
        told.append((Doubt.INFECTED, f"In der Datei „{name}“ wurde Schadsoftware gefunden. {CLOSED}"))
    if examination.hidden:
        told.append((Doubt.HIDDEN, f"In der Datei „{name}“ steht mehr, als man sieht: {_named(examination.hidden)}."))
    if examination.problem:
        told.append((Doubt.UNEXAMINED, f"Die Datei „{name}“ ließ sich nicht durchsehen. {examination.problem}"))
    return told


def _named(hidden: list[tuple[str, int]]) -> str:
    """Kind by kind with its pages, in a sentence."""
    pieces = []
    for kind, found in groupby(sorted((kind, page) for kind, page in hidden), key=lambda each: each[0]):
        pages = [str(page) for _, page in found if page]
        more = " und weitere" if len(pages) > MOST_PAGES else ""
        where = f" (Seite {', '.join(pages[:MOST_PAGES])}{more})" if pages else ""
        pieces.append(f"{FindingKind(kind).label}{where}")
    return "; ".join(pieces)


def _remark(run: ImportRun, examination: Examination, doubt: Doubt, message: str) -> None:
    origin = texts.one_line(examination.file.origin or "")
    identity = rulings.identity(
        source=run.source, group=doubt, kind=Kind.FILE, origin=origin, target=examination.sha512
    )
    if ImportRemark.objects.filter(run__source=run.source, identity=identity).exists():
        return
    ImportRemark.objects.create(
        run=run,
        sort=RemarkSort.DOUBT,
        group=doubt,
        kind=Kind.FILE,
        origin=origin[:1000],
        message=texts.clean(message)[:1000],
        identity=identity,
        settled=ImportRuling.objects.filter(identity=identity).exists(),
    )
