"""Looks through files taken over from elsewhere: a chore that nothing waits for, since they were public before."""

from __future__ import annotations

import logging
import tempfile
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from council import tick
from documents import scanning, vault
from documents.actions import examinations
from documents.actions.inspections import PDF
from documents.models import Examination, File
from documents.redaction import checking
from documents.states import FileState, ScanResult

logger = logging.getLogger(__name__)

SECONDS = 10  # of each minute; the files of a whole city are through in about a day
MOST = 200  # files of one round


@tick.chore("examine_files")
def examine_files(now: datetime) -> int:
    """Scan and look through what was taken over, once its text is read; while the scanner is away it waits."""
    until, done = time.monotonic() + SECONDS, 0
    for file in _waiting()[:MOST]:
        if time.monotonic() >= until:
            break
        try:
            examine(file)
        except scanning.Away as problem:
            logger.warning("Übernommene Dateien warten auf den Virenscanner: %s", problem)
            break
        done += 1
    return done


def examine(file: File) -> Examination | None:
    """Look through one file outside any transaction, then keep what was found. Raises scanning.Away."""
    sha512, scan, found, problem = file.sha512, ScanResult.UNANSWERED, [], ""
    try:
        with vault.local(sha512) as original:
            scan = _scanned(sha512)
            found = _looked_through(original) if file.mime_type == PDF and scan != ScanResult.FOUND else []
    except (vault.VaultError, checking.Failed) as refusal:
        problem = str(refusal)
    return examinations.keep(file, sha512=sha512, scan=scan, findings=found, problem=problem)


def _waiting() -> QuerySet[File]:
    """Those whose bytes nobody examined, or the scanner never saw, the oldest first."""
    examined = Examination.objects.filter(file=OuterRef("pk"), sha512=OuterRef("sha512"))
    if settings.CLAMD_URL:
        examined = examined.exclude(scan=ScanResult.UNASKED)
    rows = File.objects.filter(~Exists(examined), origin__isnull=False, deleted_at=None)
    return rows.exclude(sha512="").exclude(state=FileState.RECEIVED).order_by("pk")


def _scanned(sha512: str) -> ScanResult:
    if not settings.CLAMD_URL:
        return ScanResult.UNASKED
    try:
        return ScanResult.FOUND if scanning.is_infected(sha512) else ScanResult.CLEAN
    except scanning.Away:
        raise
    except scanning.Unscanned:
        return ScanResult.UNANSWERED


def _looked_through(original: Path) -> list[checking.Finding]:
    with tempfile.NamedTemporaryFile() as copy:
        besides = checking.clean(original, copy.file)
        copy.flush()
        return [*besides, *checking.look(Path(copy.name), original=original)]
