"""Writes the whole installation to one archive, while it goes on being used."""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from council.models import Head
from documents import vault
from documents.safekeeping import archive, rows
from documents.safekeeping.archive import Manifest, Table

CONFIGURATION = ("CITY_NAME", "BASE_URL", "OPARL_VENDOR", "SEARCH_ENGINE", "ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL")

# Hears what is being written, how many are done, and of how many.
Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, whole: int) -> None:
    """For whoever does not want to hear of it."""


def write(target: Path, *, recipient: str = "", progress: Progress = silent) -> Manifest:
    """Write rows, files, the journal's witness and the configuration without its secrets to `target`.

    All rows are of one moment, and every file they name is there: a file is stored before its row. Raises
    archive.ArchiveError.
    """
    with archive.writing(target, recipient=recipient) as made:
        with rows.standing_still():
            tables = _tables(made, progress)
            journal = Head.objects.filter(pk=1).values_list("number", "seal").first() or (0, "")
            counters = rows.counters()
        files = _files(made, progress)
        _witness(made, upto=journal[0])
        archive.add(made, archive.SETTINGS, _configuration())
        manifest = Manifest(
            made_at=timezone.now().isoformat(),
            migrations=archive.migrations(),
            journal=journal,
            tables=tables,
            counters=counters,
            files=files,
        )
        archive.add(made, archive.MANIFEST, manifest.dump())
    return manifest


def _tables(made: tarfile.TarFile, tell: Progress) -> dict[str, Table]:
    found, every = {}, rows.kept()
    for done, (label, model) in enumerate(every.items()):
        tell("Tabellen", done, len(every))
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as lines:
            digest, count = hashlib.sha256(), 0
            for line in rows.lines(model):
                digest.update(line)
                lines.write(line)
                count += 1
            archive.add_file(made, f"rows/{label}.jsonl", lines)
        found[label] = Table(count, digest.hexdigest())
    return found


def _files(made: tarfile.TarFile, tell: Progress) -> list[str]:
    """Every file of the vault; one that vanished or suffered is left to `check_integrity`, which names it."""
    every = sorted(vault.hashes())
    for done, sha512 in enumerate(every):
        tell("Dateien", done, len(every))
        with vault.open(sha512) as file:
            archive.add_file(made, f"files/{sha512}", file)
    return every


def _witness(made: tarfile.TarFile, *, upto: int) -> None:
    """The heads that were witnessed up to the last entry kept; what came after it is not in this archive."""
    known = settings.JOURNAL_WITNESS.read_text(encoding="ascii") if settings.JOURNAL_WITNESS.exists() else ""
    kept = [line for line in known.splitlines() if line.split(" ")[0].isdigit() and int(line.split(" ")[0]) <= upto]
    archive.add(made, archive.WITNESS, "".join(f"{line}\n" for line in kept).encode("ascii"))


def _configuration() -> bytes:
    return json.dumps({name: getattr(settings, name) for name in CONFIGURATION}, ensure_ascii=False, indent=1).encode()
