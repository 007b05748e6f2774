"""What the vault asks of a place where files lie, and how one refuses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Protocol

CHUNK = 256 * 1024  # bytes read at once


class Source(Protocol):
    """Anything that can be read in pieces: an open file, an upload, a download."""

    def read(self, size: int, /) -> bytes: ...


class VaultError(Exception):
    """The vault refuses; the text is the sentence the person will read."""


class TooLarge(VaultError):
    """The file has more bytes than allowed here."""


class Missing(VaultError):
    """No file lies under this hash."""

    def __init__(self, sentence: str = "Diese Datei fehlt im Archiv.") -> None:
        super().__init__(sentence)


class Damaged(VaultError):
    """The bytes that lie there no longer are those that were stored."""

    def __init__(self) -> None:
        super().__init__("Diese Datei ist im Archiv beschädigt: Ihr Inhalt entspricht nicht mehr ihrer Prüfsumme.")


class Store(Protocol):
    """A place for files, each under the SHA-512 of its content (128 hexadecimal digits); none is changed or removed.

    Everything may raise council.away.Away where the place is another machine.
    """

    def keep(self, temporary: Path, sha512: str) -> None:
        """Put the file `temporary` away under its hash; when this returns, it is there for good."""

    def open(self, sha512: str) -> IO[bytes]:
        """Open for reading bytes, from anywhere in them. Raises Missing."""

    def size(self, sha512: str) -> int:
        """The size in bytes. Raises Missing."""

    def present(self, hashes: Iterable[str]) -> set[str]:
        """Those of these hashes under which a file lies."""

    def hashes(self) -> Iterator[str]:
        """All hashes under which a file lies, in no order."""

    def local(self, sha512: str) -> AbstractContextManager[Path]:
        """A file of this machine with the proven bytes, for as long as the block lasts. Raises Missing or Damaged."""

    def answer(self) -> None:
        """Say whether the place can be reached, by raising Away or not."""

    def shows_all(self, sha512: str) -> bool:
        """Whether whoever knows the hash gets the file from there without having to say who asks."""


def chunks(stream: Source) -> Iterator[bytes]:
    """The bytes in pieces of at most CHUNK."""
    while chunk := stream.read(CHUNK):
        yield chunk


def prove(stream: Source, sha512: str, *, into: IO[bytes] | None = None) -> None:
    """Read to the end and compare with the hash; what is read is written `into` a file on the way. Raises Damaged."""
    digest = hashlib.sha512()
    for chunk in chunks(stream):
        digest.update(chunk)
        if into is not None:
            into.write(chunk)
    if digest.hexdigest() != sha512:
        raise Damaged
