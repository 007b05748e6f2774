"""Looks through the files that are to be published: a chore, so that whoever asked for it is answered at once."""

from __future__ import annotations

import tempfile
from datetime import datetime

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
        vault.verify(inspection.original_sha512)
        findings, copy = _looked_through(inspection.original_sha512)
    except (vault.VaultError, checking.Failed) as problem:
        return inspections.keep(inspection, findings=[], copy=None, problem=str(problem))
    pages = extract.pages(vault.path(copy.sha512)).pages
    return inspections.keep(inspection, findings=findings, copy=copy, pages=pages)


def _looked_through(sha512: str) -> tuple[list[checking.Finding], vault.Stored]:
    original = vault.path(sha512)
    with tempfile.TemporaryFile() as written:
        besides = checking.clean(original, written)
        written.seek(0)
        copy = vault.store(written, max_bytes=2 * settings.UPLOAD_MAX_BYTES)
    return [*besides, *checking.look(vault.path(copy.sha512), original=original)], copy
