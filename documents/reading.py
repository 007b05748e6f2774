"""Reads the text of files that came in: a chore, so that an upload is answered at once."""

from __future__ import annotations

from datetime import datetime

from council import tick
from documents import extract, vault
from documents.actions import files
from documents.models import File
from documents.states import FileState

AT_ONCE = 50
NO_BYTES = "Die Datei selbst liegt nicht vor."


@tick.chore("read_files", eager=True)
def read_files(now: datetime) -> int:
    """Read up to 50 files that wait for it; each ends as text or with the German sentence why not."""
    waiting = File.objects.filter(state=FileState.RECEIVED, deleted_at=None, quarantine=None).exclude(sha512="")
    done = 0
    for file in waiting.order_by("pk")[:AT_ONCE]:
        read(file)
        done += 1
    return done


def read(file: File) -> File:
    """Read one file outside any transaction, then keep what came of it."""
    try:
        with vault.local(file.sha512) as path:
            if file.mime_type == "text/plain":
                return files.keep_text(file, pages=(path.read_text(encoding="utf-8", errors="replace"),))
            found = extract.pages_in_bulk(path) if file.origin else extract.pages(path)
    except vault.VaultError as problem:
        return files.keep_reason(file, reason=str(problem))
    if not any(page.strip() for page in found.pages):
        return files.keep_reason(file, reason=found.reason)
    return files.keep_text(file, pages=found.pages, problem=found.reason)
