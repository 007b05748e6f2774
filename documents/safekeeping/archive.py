"""The archive that holds an installation: a tar file of rows, files and witnesses, and a manifest that vouches for it.

``manifest.json`` names the format, the migrations, the end of the journal, and of every table its SHA-256; the members
are ``rows/<model>.jsonl`` (`rows.lines`), ``files/<SHA-512>``, ``journal.heads`` and ``settings.json``. Encrypted, the
tool `age` understands it too.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
MANIFEST, SETTINGS, WITNESS = "manifest.json", "settings.json", "journal.heads"
_ENCRYPTED = b"age-encryption.org/"


class ArchiveError(Exception):
    """The archive cannot be written or read; the text is the sentence for whoever asked."""


@dataclass(frozen=True)
class Table:
    """What the manifest says of a model: the number of its rows, and the SHA-256 over their lines."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself; `journal` is number and seal of the last entry, `counters` by table."""

    made_at: str
    migrations: list[str]
    journal: tuple[int, str]
    tables: dict[str, Table]
    counters: dict[str, int]
    files: list[str]
    format: int = field(default=FORMAT)

    def dump(self) -> bytes:
        """The manifest as it stands in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read_manifest(archive: tarfile.TarFile) -> Manifest:
    """Read the manifest. Raises ArchiveError for what is no archive of ours, or one of another format."""
    try:
        raw: dict[str, Any] = json.loads(member(archive, MANIFEST).read())
        if raw.pop("format") != FORMAT:
            raise ArchiveError("Diese Sicherung hat ein anderes Format als dieses Programm.")
        tables = {label: Table(**table) for label, table in raw.pop("tables").items()}
        number, seal = raw.pop("journal")
        return Manifest(**raw, tables=tables, journal=(number, seal))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveError("Das ist keine Sicherung dieses Programms.") from error


def member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """Open a member. Raises ArchiveError if it is not there."""
    try:
        found = archive.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise ArchiveError(f"In der Sicherung fehlt „{name}“.")
    return found


def migrations() -> list[str]:
    """The migrations that were applied here ("council.0001_initial"), in the order of their names."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    """Put a small member into the archive."""
    archive.addfile(_member(name, len(content)), io.BytesIO(content))


def add_file(archive: tarfile.TarFile, name: str, content: IO[bytes]) -> None:
    """Put an open file into the archive, from its beginning to its end."""
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    archive.addfile(_member(name, size), content)


def _member(name: str, size: int) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.size, found.mode = size, 0o600
    return found


@contextmanager
def writing(target: Path, *, recipient: str = "") -> Iterator[tarfile.TarFile]:
    """Write an archive that appears under its name only when it is whole and on the disk; readable by its owner alone.

    With a `recipient` (a public key, "age1…") it is encrypted; in clear it then lies only below the data, in a file
    without a name that is gone with the process. Raises ArchiveError for a key that is none.
    """
    lock = _key(recipient) if recipient else None
    with tempfile.TemporaryDirectory(prefix=".sicherung-", dir=target.parent) as folder:
        made = Path(folder) / target.name
        with made.open("wb") as to:
            if lock is None:
                with _packing(to) as archive:
                    yield archive
            else:
                with tempfile.TemporaryFile(dir=settings.DATA_DIR) as plain:
                    with _packing(plain) as archive:
                        yield archive
                    plain.seek(0)
                    pyrage.encrypt_io(plain, to, [lock])
        _settle(made, target)


def _packing(into: IO[bytes]) -> tarfile.TarFile:
    return tarfile.open(fileobj=into, mode="w", format=tarfile.PAX_FORMAT)


def _key(recipient: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise ArchiveError("Das ist kein öffentlicher Schlüssel (er beginnt mit „age1“).") from error


def _settle(made: Path, target: Path) -> None:
    made.chmod(0o600)
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.rename(target)
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def reading(source: Path, *, identity: str = "") -> Iterator[tarfile.TarFile]:
    """Open an archive; an encrypted one with its secret key ("AGE-SECRET-KEY-…"). Raises ArchiveError.

    Nothing is written beside it: it may lie where it can only be read.
    """
    if not source.is_file():
        raise ArchiveError(f"Die Datei „{source.name}“ gibt es nicht.")
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as opened, source.open("rb") as kept:
        is_encrypted = kept.read(len(_ENCRYPTED)) == _ENCRYPTED
        kept.seek(0)
        try:
            with tarfile.open(fileobj=_decrypted(kept, opened, identity) if is_encrypted else kept) as archive:
                yield archive
        except (tarfile.TarError, EOFError) as error:
            raise ArchiveError("Die Sicherung ist beschädigt oder keine Sicherung dieses Programms.") from error


def _decrypted(sealed: IO[bytes], into: IO[bytes], identity: str) -> IO[bytes]:
    if not identity:
        raise ArchiveError("Die Sicherung ist verschlüsselt; ihr geheimer Schlüssel wird gebraucht (--identity).")
    try:
        pyrage.decrypt_io(sealed, into, [pyrage.x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise ArchiveError("Mit diesem geheimen Schlüssel lässt sich die Sicherung nicht öffnen.") from error
    into.seek(0)
    return into
