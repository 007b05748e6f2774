"""Keeps the files of the vault in a folder: `ab/cd/<hash>`, each flushed to the disk with its name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from documents.stores import store

_NAME = re.compile(r"[0-9a-f]{128}")


class Folder:
    """The store of a single machine, or of several that share a file system."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha512: str) -> Path:
        """Where the file of this hash lies, whether it is there or not."""
        return self._root / sha512[:2] / sha512[2:4] / sha512

    def keep(self, temporary: Path, sha512: str) -> None:
        """Move the file to its place and flush both names; `temporary` must lie on the same file system."""
        final = self.path(sha512)
        folder = make(final.parent)
        temporary.rename(final)
        _flush(folder)

    def open(self, sha512: str) -> IO[bytes]:
        """Open for reading bytes. Raises Missing."""
        try:
            return self.path(sha512).open("rb")
        except FileNotFoundError:
            raise store.Missing from None

    def size(self, sha512: str) -> int:
        """The size in bytes. Raises Missing."""
        try:
            return self.path(sha512).stat().st_size
        except FileNotFoundError:
            raise store.Missing from None

    def present(self, hashes: Iterable[str]) -> set[str]:
        """Those of these hashes under which a file lies."""
        return {sha512 for sha512 in hashes if self.path(sha512).is_file()}

    def hashes(self) -> Iterator[str]:
        """All hashes under which a file lies, in no order."""
        return (found.name for found in self._root.glob("??/??/*") if _NAME.fullmatch(found.name))

    @contextmanager
    def local(self, sha512: str) -> Iterator[Path]:
        """The file itself, read once before it is given away. Raises Missing or Damaged."""
        with self.open(sha512) as file:
            store.prove(file, sha512)
        yield self.path(sha512)

    def answer(self) -> None:
        """A folder of this machine is always there; what is wrong with it shows when it is used."""

    def shows_all(self, sha512: str) -> bool:
        """Nobody gets at a folder but by this programme."""
        return False


def make(folder: Path) -> Path:
    """Make the folder and its parents, each name flushed to the disk."""
    if not folder.is_dir():
        make(folder.parent)
        folder.mkdir(exist_ok=True)
        _flush(folder.parent)
    return folder


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
