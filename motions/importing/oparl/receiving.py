"""Brings the bytes of a foreign file into the vault, or the text the source keeps of it, before its row is written."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from django.conf import settings

from documents import reading, vault
from documents.states import FileState
from motions.importing.oparl import records
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.source import NotThereError, Source

_IN_MEMORY = 8 * 1024 * 1024  # bytes; larger files wait on the disk
DIFFERENT = "Die Datei ist eine andere, als die Quelle angibt: Größe oder Prüfsumme weicht ab."


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What could be had of a file. `pages` are its text, where the source keeps it and the file itself is missing.

    `doubt` and `message` are for the clerk; None and "" if nothing is odd.
    """

    sha512: str = ""
    size: int | None = None
    state: str = FileState.RECEIVED
    problem: str = ""
    pages: tuple[str, ...] = ()
    doubt: Doubt | None = None
    message: str = ""


def receive(source: Source, record: records.File, *, with_bytes: bool) -> Received:
    """The bytes if they are wanted and to be had, else the text, else the reason why there is neither."""
    missing = ""
    if with_bytes:
        try:
            return bytes_of(source, record)
        except (NotThereError, vault.VaultError) as problem:
            missing = str(problem)
    text = record.text or source.text(record)
    return Received(
        size=record.size,
        state=FileState.READABLE if text else FileState.UNREADABLE,
        problem=reading.NO_BYTES,
        pages=(text,) if text else (),
        doubt=Doubt.NO_BYTES if missing else None,
        message=missing,
    )


def bytes_of(source: Source, record: records.File) -> Received:
    """The bytes, in the vault; raises NotThereError or vault.VaultError with the German reason."""
    with _copied(source, record) as copy:
        differs = record.sha1 and not record.sha512 and _sha1(copy) != record.sha1
        copy.seek(0)
        stored = vault.store(copy, max_bytes=settings.UPLOAD_MAX_BYTES)
    differs = differs or (record.sha512 and record.sha512 != stored.sha512)
    differs = differs or (record.size is not None and record.size != stored.size)
    return Received(
        sha512=stored.sha512,
        size=stored.size,
        problem=DIFFERENT if differs else "",
        doubt=Doubt.CHECKSUM if differs else None,
        message=DIFFERENT if differs else "",
    )


@contextmanager
def _copied(source: Source, record: records.File) -> Iterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        source.copy(record, into=cast(BinaryIO, copy))
        copy.seek(0)
        yield cast(IO[bytes], copy)


def _sha1(copy: IO[bytes]) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    while piece := copy.read(vault.CHUNK):
        digest.update(piece)
    return digest.hexdigest()
