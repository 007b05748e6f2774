"""Looks through the files that are to be published: a chore, so that whoever asked for it is answered at once."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from council import tick
from documents import extract, vault
from documents.actions import inspections
from documents.models import Inspection
from documents.redaction import checking
from documents.states import InspectionOutcome

AT_ONCE = 5


@tick.chore("inspect_files", eager=True)
def inspect_files(now: datetime) -> int:
    """Look through up to five files that are to be published, once the virus scanner has passed them."""
    waiting = Inspection.objects.filter(outcome=InspectionOutcome.WAITING, file__quarantine=None)
    waiting = waiting.select_related("file").order_by("pk")
    for inspection in (found := list(waiting[:AT_ONCE])):
        inspect(inspection)
    return len(found)


def inspect(inspection: Inspection) -> Inspection:
    """Look through one file outside any transaction, then keep what was found and the copy for the public."""
    try:
        with vault.local(inspection.original_sha512) as original:
            findings, copy, pages = _looked_through(original)
    except (vault.VaultError, checking.Failed) as problem:
        return inspections.keep(inspection, findings=[], copy=None, problem=str(problem))
    return inspections.keep(inspection, findings=findings, copy=copy, pages=pages)


def _looked_through(original: Path) -> tuple[list[checking.Finding], vault.Stored, Sequence[str]]:
    """What was found, the copy with the visible pages alone, and the words of its pages."""
    with tempfile.TemporaryFile() as written:
        besides = checking.clean(original, written)
        written.seek(0)
        stored = vault.store(written, max_bytes=2 * settings.UPLOAD_MAX_BYTES)
    with vault.local(stored.sha512) as copy:
        findings = [*besides, *checking.look(copy, original=original)]
        return findings, stored, extract.pages(copy).pages
