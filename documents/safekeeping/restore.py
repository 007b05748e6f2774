"""Brings an archive back into an empty installation, all of it or nothing."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction

from council import journal
from council.models import Entry, User
from documents import vault
from documents.safekeeping import archive, rows
from documents.safekeeping.archive import ArchiveError, Manifest, Table
from documents.safekeeping.backup import Progress, silent
from documents.search import indexing


def bring_back(source: Path, *, identity: str = "", progress: Progress = silent) -> Manifest:
    """Take in the files, then all rows in one transaction; the search index builds itself anew from them.

    Every part is compared with what the manifest says of it, and the journal is proved before the rows are there for
    good. Raises archive.ArchiveError with a sentence; then no row was written. Files that came in stay: nothing names
    them, and a second attempt finds them there.
    """
    with archive.reading(source, identity=identity) as kept:
        manifest = archive.read_manifest(kept)
        _refuse_unfit(manifest)
        _files(kept, manifest, progress)
        try:
            with transaction.atomic():
                _rows(kept, manifest, progress)
                _witness(kept)
                _prove()
        except BaseException:
            settings.JOURNAL_WITNESS.unlink(missing_ok=True)  # it vouches for rows that are not there
            raise
    ContentType.objects.clear_cache()  # kinds of content have the numbers they had there
    indexing.give_up()
    return manifest


def _refuse_unfit(manifest: Manifest) -> None:
    if User.objects.exists() or Entry.objects.exists():
        raise ArchiveError("Diese Anlage ist nicht leer. Zurückgespielt wird nur in eine neu eingerichtete, leere.")
    here, there = set(archive.migrations()), set(manifest.migrations)
    if there - here:
        raise ArchiveError(
            "Die Sicherung stammt von einer neueren Fassung des Programms. Bitte zuerst diese einrichten."
        )
    if here - there:
        raise ArchiveError(
            "Die Sicherung stammt von einer älteren Fassung des Programms. Bitte sie mit jener zurückspielen und danach"
            " das Programm erneuern."
        )


def _files(kept: tarfile.TarFile, manifest: Manifest, tell: Progress) -> None:
    for done, sha512 in enumerate(manifest.files):
        tell("Dateien", done, len(manifest.files))
        with archive.member(kept, f"files/{sha512}") as file:
            stored = vault.store(file, max_bytes=2 * settings.UPLOAD_MAX_BYTES)  # as large as copies may be
        if stored.sha512 != sha512:
            raise ArchiveError(f"Eine Datei der Sicherung ist beschädigt ({sha512[:12]}…).")


def _rows(kept: tarfile.TarFile, manifest: Manifest, tell: Progress) -> None:
    every = rows.kept()
    if set(every) != set(manifest.tables):
        raise ArchiveError("Die Sicherung passt nicht zu den Tabellen dieses Programms.")
    rows.empty(every.values())
    for done, (label, model) in enumerate(every.items()):
        tell("Tabellen", done, len(every))
        rows.take_in(model, _proved(kept, label, manifest.tables[label]))
    rows.count_on(manifest.counters)


def _proved(kept: tarfile.TarFile, label: str, table: Table) -> Iterator[bytes]:
    """The lines of a table. Raises ArchiveError after the last one if they are not those that were written."""
    digest, count = hashlib.sha256(), 0
    with archive.member(kept, f"rows/{label}.jsonl") as lines:
        for line in lines:
            digest.update(line)
            count += 1
            yield line
    if Table(count, digest.hexdigest()) != table:
        raise ArchiveError(f"Die Tabelle „{label}“ der Sicherung ist beschädigt.")


def _witness(kept: tarfile.TarFile) -> None:
    with archive.member(kept, archive.WITNESS) as heads:
        settings.JOURNAL_WITNESS.write_bytes(heads.read())
    settings.JOURNAL_WITNESS.chmod(0o600)


def _prove() -> None:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise ArchiveError(f"Die Zeilen der Sicherung passen nicht zusammen: {error}") from error
    faults = journal.verify()
    if faults:
        raise ArchiveError(f"Das Journal der Sicherung ist beschädigt: {faults[0]}")
