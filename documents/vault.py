"""Keep every file once, under the hash of its content, so that nothing stored can change or vanish unnoticed."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from django.conf import settings

CHUNK = 256 * 1024  # bytes read at once
_NAME = re.compile(r"[0-9a-f]{128}")


class Stored(NamedTuple):
    """What the database needs to know of a stored file: its SHA-512 (128 hexadecimal digits) and its size in bytes."""

    sha512: str
    size: int


class Source(Protocol):
    """Anything that can be read in pieces: an open file, an upload, a download."""

    def read(self, size: int, /) -> bytes: ...


class VaultError(Exception):
    """The vault refuses; the text is the sentence the person will read."""


class TooLarge(VaultError):
    """The file has more bytes than allowed here."""


class Missing(VaultError):
    """No file lies under this hash."""


class Damaged(VaultError):
    """The bytes on the disk no longer are those that were stored."""


def store(stream: Source, *, max_bytes: int) -> Stored:
    """Put the content away for good and say under which hash; the same content a second time changes nothing.

    When this returns, the bytes and their name are on the disk. Raises TooLarge as soon as `max_bytes` are exceeded,
    and Damaged if the same content was stored before and has suffered since; then nothing of this attempt stays behind.
    """
    with tempfile.NamedTemporaryFile(dir=_folder(incoming()), delete=False) as temporary:
        try:
            stored = _write(stream, temporary.file, max_bytes=max_bytes)
            _settle(Path(temporary.name), stored)
        finally:
            Path(temporary.name).unlink(missing_ok=True)
    return stored


def incoming() -> Path:
    """Where content lies until all of it is there; of a process that died something may be left behind."""
    return _root() / "incoming"


def path(sha512: str) -> Path:
    """Where the file of this hash lies. Raises Missing for what is no hash; does not look whether the file is there."""
    if not _NAME.fullmatch(sha512):
        raise Missing("Diese Datei gibt es im Archiv nicht.")
    return _root() / sha512[:2] / sha512[2:4] / sha512


def open(sha512: str) -> IO[bytes]:
    """Open the file for reading bytes. Raises Missing."""
    try:
        return path(sha512).open("rb")
    except FileNotFoundError:
        raise Missing("Diese Datei fehlt im Archiv.") from None


def size(sha512: str) -> int:
    """The size of the file in bytes. Raises Missing."""
    try:
        return path(sha512).stat().st_size
    except FileNotFoundError:
        raise Missing("Diese Datei fehlt im Archiv.") from None


def exists(sha512: str) -> bool:
    """Say whether a file lies under this hash; for what is no hash: no."""
    return bool(_NAME.fullmatch(sha512)) and path(sha512).is_file()


def hashes() -> Iterator[str]:
    """The hashes of all files that are stored, in no order."""
    return (found.name for found in _root().glob("??/??/*") if _NAME.fullmatch(found.name))


def verify(sha512: str) -> None:
    """Read the whole file again and compare it with its hash. Raises Missing or Damaged."""
    digest = hashlib.sha512()
    with open(sha512) as file:
        for chunk in _chunks(file):
            digest.update(chunk)
    if digest.hexdigest() != sha512:
        raise Damaged("Diese Datei ist im Archiv beschädigt: Ihr Inhalt entspricht nicht mehr ihrer Prüfsumme.")


def _root() -> Path:
    return Path(settings.VAULT_ROOT)


def _chunks(stream: Source) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _write(stream: Source, target: IO[bytes], *, max_bytes: int) -> Stored:
    digest, written = hashlib.sha512(), 0
    for chunk in _chunks(stream):
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
    final = path(stored.sha512)
    if final.exists():
        verify(stored.sha512)
        return
    folder = _folder(final.parent)
    temporary.rename(final)
    _flush(folder)


def _folder(folder: Path) -> Path:
    """Make the folder and its parents, each name flushed to the disk."""
    if not folder.is_dir():
        _folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _flush(folder.parent)
    return folder


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _megabytes(count: int) -> str:
    if count < 1_000_000:
        return f"{count:,} Byte".replace(",", ".")
    return f"{count / 1_000_000:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " MB"
