"""Keep every file once, under the hash of its content, so that nothing stored can change or vanish unnoticed.

Where it lies is the settings' matter: in a folder, or in a bucket that speaks S3.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings

from council.settings import Storage
from documents.stores import folder
from documents.stores.store import CHUNK, Damaged, Missing, Source, Store, TooLarge, VaultError, chunks, prove

__all__ = ["CHUNK", "Damaged", "Missing", "Source", "Stored", "TooLarge", "VaultError"]

_NAME = re.compile(r"[0-9a-f]{128}")


class Stored(NamedTuple):
    """What the database needs to know of a stored file: its SHA-512 (128 hexadecimal digits) and its size in bytes."""

    sha512: str
    size: int


def store(stream: Source, *, max_bytes: int) -> Stored:
    """Put the content away for good and say under which hash; the same content a second time changes nothing.

    When this returns, the bytes and their name are on the disk, or the bucket has acknowledged them. Raises TooLarge as
    soon as `max_bytes` are exceeded, and Damaged if the same content was stored before and has suffered since; then
    nothing of this attempt stays behind. Like all functions here it raises council.away.Away while a bucket is away.
    """
    with tempfile.NamedTemporaryFile(dir=folder.make(incoming()), delete=False) as temporary:
        try:
            stored = _write(stream, temporary.file, max_bytes=max_bytes)
            _settle(Path(temporary.name), stored)
        finally:
            Path(temporary.name).unlink(missing_ok=True)
    return stored


def incoming() -> Path:
    """Where content lies until all of it is there; of a process that died something may be left behind."""
    return Path(settings.VAULT_ROOT) / "incoming"


def open(sha512: str) -> IO[bytes]:
    """Open the file for reading bytes, from anywhere in them. Raises Missing."""
    return _store().open(_hash(sha512))


@contextmanager
def local(sha512: str) -> Iterator[Path]:
    """A file of this machine with the bytes, proved anew, for as long as the block lasts; it is only to be read.

    For whatever reads by path, above all the confined processes, which have no network. Raises Missing or Damaged.
    """
    with _store().local(_hash(sha512)) as found:
        yield found


def size(sha512: str) -> int:
    """The size of the file in bytes. Raises Missing."""
    return _store().size(_hash(sha512))


def exists(sha512: str) -> bool:
    """Say whether a file lies under this hash; for what is no hash: no."""
    try:
        return size(sha512) >= 0
    except Missing:
        return False


def present(hashes: Iterable[str]) -> set[str]:
    """Those of these hashes under which a file lies; one round for all of them."""
    return _store().present({sha512 for sha512 in hashes if _NAME.fullmatch(sha512)})


def hashes() -> Iterator[str]:
    """The hashes of all files that are stored, in no order."""
    return _store().hashes()


def verify(sha512: str) -> None:
    """Read the whole file again and compare it with its hash. Raises Missing or Damaged."""
    with open(sha512) as file:
        prove(file, sha512)


def answer() -> None:
    """Ask for a sign of life. Raises council.away.Away."""
    _store().answer()


def shows_all(sha512: str) -> bool:
    """Whether the file can be had from where it lies by anybody at all, past this programme."""
    return _store().shows_all(_hash(sha512))


def _store() -> Store:
    return (
        _bucket(settings.STORAGE, folder.make(incoming()))
        if settings.STORAGE
        else folder.Folder(Path(settings.VAULT_ROOT))
    )


@cache
def _bucket(storage: Storage, waiting: Path) -> Store:
    from documents.stores.bucket import Bucket  # whoever has a folder need not load it

    return Bucket(storage, waiting=waiting)


def _hash(sha512: str) -> str:
    if not _NAME.fullmatch(sha512):
        raise Missing("Diese Datei gibt es im Archiv nicht.")
    return sha512


def _write(stream: Source, target: IO[bytes], *, max_bytes: int) -> Stored:
    digest, written = hashlib.sha512(), 0
    for chunk in chunks(stream):
        written += len(chunk)
        if written > max_bytes:
            raise TooLarge(f"Die Datei ist zu groß: Erlaubt sind höchstens {_megabytes(max_bytes)}.")
        digest.update(chunk)
        target.write(chunk)
    target.flush()
    os.fchmod(target.fileno(), 0o440)
    os.fsync(target.fileno())
    return Stored(digest.hexdigest(), written)


def _settle(temporary: Path, stored: Stored) -> None:
    try:
        verify(stored.sha512)
    except Missing:
        _store().keep(temporary, stored.sha512)


def _megabytes(count: int) -> str:
    if count < 1_000_000:
        return f"{count:,} Byte".replace(",", ".")
    return f"{count / 1_000_000:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " MB"
