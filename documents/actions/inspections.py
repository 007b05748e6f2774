"""Acts that lead a file to the public: look it through, present it, open it, drop the matter."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from council import journal, life
from council.models import User
from council.states import Audience
from documents import may, vault
from documents.actions import files
from documents.models import File, Finding, Inspection
from documents.redaction import checking
from documents.states import GRAVE_FINDINGS, FileRole, FindingKind, InspectionOutcome

PDF = "application/pdf"
BROUGHT_IN = frozenset({FileRole.MAIN, FileRole.AUXILIARY})
NO_PDF = "Diese Datei ist kein PDF; verborgene Inhalte lassen sich in ihr nicht suchen."
ALREADY = "Diese Datei ist schon veröffentlicht."
UNFINISHED = "Die Datei wird noch geprüft. Bitte die Seite gleich noch einmal laden."
NO_TEXT = "Auf den sichtbaren Seiten dieser Datei steht kein lesbarer Text."
OTHER_BYTES = "Die Datei ist seit der Prüfung eine andere. Bitte die Prüfung noch einmal beginnen."


@journal.act
def ask(file: File, *, by: User, two_persons: bool = True) -> Inspection:
    """Have a closed file looked through, so that it can be published; what an earlier look found is forgotten."""
    file = life.lock(file)
    may.publish(by, file)
    if file.audience == Audience.PUBLIC:
        raise life.WrongState(ALREADY)
    return begin(file, by=by, two_persons=two_persons)


def begin(file: File, *, by: User | None, two_persons: bool) -> Inspection:
    """Enter the wish for a locked file; call it inside an act that asked. A second wish takes the first one's place."""
    known = Inspection.objects.select_for_update(no_key=True).filter(file=file).first()
    if known is not None and known.opened_at is None and known.original_sha512 == file.sha512 and known.is_waiting:
        return known
    version = known.version + 1 if known is not None else 1
    if known is not None:
        known.delete()
    made = Inspection(file=file, two_persons=two_persons, asked_at=timezone.now(), asked_by=by, version=version)
    made.original_sha512 = file.sha512
    if file.mime_type != PDF and file.sha512:
        made.outcome = InspectionOutcome.CLEAN if file.mime_type == "text/plain" else InspectionOutcome.UNCHECKED
        made.problem = "" if file.mime_type == "text/plain" else NO_PDF
    elif not file.sha512:
        made.outcome = InspectionOutcome.CLEAN
    made.save(force_insert=True)
    journal.record("file.publication_asked", file, by=by, inspection=made.pk)
    return made


def is_to_be_inspected(file: File) -> bool:
    """Whether somebody brought these bytes in and nobody looked through them: what the house prints hides nothing."""
    if not file.sha512 or file.origin is not None or file.role not in BROUGHT_IN:
        return False
    return not Inspection.objects.filter(file=file, sha512=file.sha512, opened_at__isnull=False).exists()


@journal.act
def keep(
    inspection: Inspection,
    *,
    findings: Sequence[checking.Finding],
    copy: vault.Stored | None,
    pages: Sequence[str] = (),
    problem: str = "",
) -> Inspection:
    """Keep what was found, and the copy for the public; `problem` says in German why there could be none.

    Nothing is kept where the matter was dropped or begun anew meanwhile.
    """
    locked = Inspection.objects.select_for_update(no_key=True).filter(pk=inspection.pk).first()
    if locked is None or not locked.is_waiting:
        return inspection
    inspection = locked
    Finding.objects.bulk_create(
        Finding(inspection=inspection, kind=each.kind, page=each.page, text=each.text, box=list(each.box))
        for each in findings
        if each.kind in FindingKind.values
    )
    grave = sum(each.kind in GRAVE_FINDINGS for each in findings)
    clean = InspectionOutcome.GRAVE if grave else InspectionOutcome.CLEAN
    inspection.outcome = InspectionOutcome.UNCHECKED if problem else clean
    inspection.problem, inspection.pages, inspection.inspected_at = problem[:300], list(pages), timezone.now()
    if copy is not None and not problem:
        inspection.sha512, inspection.size = copy
    life.touch(inspection, fields=("outcome", "problem", "pages", "inspected_at", "sha512", "size"))
    journal.record("file.inspected", inspection.file, by=None, inspection=inspection.pk, grave=grave)
    return inspection


@journal.act
def propose(inspection: Inspection, *, by: User, version: int) -> Inspection:
    """Present the file, as it would be public, to a second person; nothing is public yet."""
    life.lock(inspection.file)
    inspection = _unopened(inspection, version=version)
    may.publish(by, inspection.file)
    inspection.proposed_at, inspection.proposed_by = timezone.now(), by
    life.touch(inspection, fields=("proposed_at", "proposed_by"))
    journal.record("file.publication_proposed", inspection.file, by=by, inspection=inspection.pk)
    return inspection


@journal.act
def release(inspection: Inspection, *, by: User, version: int) -> File:
    """Open the file to everyone who may read its paper, meeting and item: the inspected copy, and the text seen.

    The bytes that came in stay in the vault. Raises WrongState while it is inspected, and Stale for other bytes.
    """
    file = life.lock(inspection.file)
    inspection = _unopened(inspection, version=version)
    may.open_file(by, inspection)
    may.fetch(by, file)
    if file.sha512 != inspection.original_sha512:
        raise life.Stale(OTHER_BYTES)
    inspection.opened_at, inspection.opened_by = timezone.now(), by
    _give(file, inspection)
    file.audience, file.audience_organization = Audience.PUBLIC, None
    life.touch(file, fields=("audience", "audience_organization", "sha512", "size"))
    journal.record("file.published", file, by=by, inspection=inspection.pk)
    _forget(inspection)
    life.touch(inspection, fields=("opened_at", "opened_by", "pages"))
    return file


@journal.act
def drop(inspection: Inspection, *, by: User, version: int) -> None:
    """Leave the file closed, and forget what was found in it."""
    life.lock(inspection.file)
    inspection = life.lock(inspection, version=version)
    may.publish(by, inspection.file)
    if inspection.opened_at is not None:
        raise life.WrongState(ALREADY)
    journal.record("file.publication_dropped", inspection.file, by=by, inspection=inspection.pk)
    inspection.delete()


def _unopened(inspection: Inspection, *, version: int) -> Inspection:
    inspection = life.lock(inspection, version=version)
    if inspection.opened_at is not None:
        raise life.WrongState(ALREADY)
    if inspection.is_waiting:
        raise life.WrongState(UNFINISHED)
    return inspection


def _give(file: File, inspection: Inspection) -> None:
    """Put the copy in the place of what came in, with its text where that is another: hidden layers have words too."""
    if not inspection.sha512:
        return
    file.sha512, file.size = inspection.sha512, inspection.size
    read = list(file.pages.order_by("number").values_list("text", flat=True))
    if any(page.strip() for page in inspection.pages):
        if read != inspection.pages:
            files.put_text(file, pages=inspection.pages)
    elif read:
        files.put_reason(file, reason=NO_TEXT)


def _forget(inspection: Inspection) -> None:
    inspection.findings.update(text="", box=[])
    inspection.pages = []
