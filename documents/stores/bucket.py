"""Keeps the files of the vault in a bucket that speaks S3; the one door to `obstore`.

A file goes there by one signed request, or in signed parts that become an object all at once. It is read in blocks of
its own, so that no slow reader holds a line open. Nothing is ever removed: the key needs no right to do so.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from council.away import Away
from council.settings import Storage
from documents.stores import store

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

BLOCK = 1024 * 1024  # bytes of one question while reading
PART = 8 * 1024 * 1024  # bytes of one part while storing
AT_ONCE = 2  # parts on their way
ASKED_AT_ONCE = 8  # questions whether a file is there
REMEMBERED = 50_000  # sizes kept in mind; what was stored once stays as it is
PATIENCE: ClientConfig = {"connect_timeout": "3s", "read_timeout": "10s", "timeout": "60s"}
RETRIES: RetryConfig = {
    "max_retries": 2,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1), "base": 2},
}
_NOTHING_LOST = "Falls Sie gerade etwas geschickt haben: Es wurde nicht gespeichert, auch nicht halb."
SILENT = f"Der Speicher der Dateien antwortet gerade nicht. {_NOTHING_LOST}"
DENIED = f"Der Speicher der Dateien lässt uns gerade nicht ein. {_NOTHING_LOST}"
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{128})")


class Bucket:
    """The store of several machines. `waiting` is a folder of this one, for the copies that are read by path."""

    def __init__(self, storage: Storage, *, waiting: Path) -> None:
        self._line = _line(storage, signed=True)
        self._strange = _line(storage, signed=False)
        self._waiting = waiting
        self._sizes: dict[str, int] = {}

    def keep(self, temporary: Path, sha512: str) -> None:
        """Send the file there; it is there for good once the bucket says so and tells the same size."""
        with _speaking():
            try:
                obstore.put(self._line, _key(sha512), temporary, chunk_size=PART, max_concurrency=AT_ONCE)
                kept = self._ask(sha512)
            except (FileNotFoundError, store.Missing) as problem:  # the bucket itself is not there, or forgets
                raise Away(SILENT) from problem
        if kept != temporary.stat().st_size:
            raise Away(SILENT)

    def open(self, sha512: str) -> IO[bytes]:
        """Open for reading bytes, block by block. Raises Missing."""
        return io.BufferedReader(_Reader(self, sha512, size=self._ask(sha512)), BLOCK)

    def size(self, sha512: str) -> int:
        """The size in bytes. Raises Missing."""
        known = self._sizes.get(sha512)
        return self._ask(sha512) if known is None else known

    def present(self, hashes: Iterable[str]) -> set[str]:
        """Those of these hashes under which a file lies; several are asked for at once."""
        asked = list(hashes)
        with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
            return {sha512 for sha512, is_there in zip(asked, pool.map(self._is_there, asked), strict=True) if is_there}

    def hashes(self) -> Iterator[str]:
        """All hashes under which a file lies, in no order."""
        with _speaking():
            for page in obstore.list(self._line, chunk_size=1000):
                yield from (found[1] for each in page if (found := _NAME.fullmatch(each["path"])))

    @contextmanager
    def local(self, sha512: str) -> Iterator[Path]:
        """A copy, gone after the block. Raises Missing or Damaged."""
        with tempfile.NamedTemporaryFile(dir=self._waiting) as copy:
            with self.open(sha512) as file:
                store.prove(file, sha512, into=copy.file)
            copy.flush()
            yield Path(copy.name)

    def shows_all(self, sha512: str) -> bool:
        """Whether the bucket gives the file to somebody who does not say who asks."""
        try:
            obstore.head(self._strange, _key(sha512))
        except (BaseError, FileNotFoundError):
            return False
        return True

    def answer(self) -> None:
        """Ask something small. Raises Away, also where there is no such bucket."""
        with _speaking():
            obstore.list_with_delimiter(self._line)

    def block(self, sha512: str, *, start: int, length: int) -> bytes:
        """A stretch of the file. Raises Missing."""
        with _speaking():
            found = bytes(obstore.get_range(self._line, _key(sha512), start=start, length=length))
        if len(found) != length:
            raise Away(SILENT)
        return found

    def _is_there(self, sha512: str) -> bool:
        try:
            return self.size(sha512) >= 0
        except store.Missing:
            return False

    def _ask(self, sha512: str) -> int:
        self._sizes.pop(sha512, None)
        with _speaking():
            size = int(obstore.head(self._line, _key(sha512))["size"])
        if len(self._sizes) >= REMEMBERED:
            self._sizes.clear()
        self._sizes[sha512] = size
        return size


class _Reader(io.RawIOBase):
    """A file in the bucket, read from wherever one stands."""

    def __init__(self, bucket: Bucket, sha512: str, *, size: int) -> None:
        self._bucket, self._sha512, self._size, self._at = bucket, sha512, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, into: memoryview, /) -> int:  # type: ignore[override]  # Python hands over nothing else
        length = min(len(into), max(0, self._size - self._at))
        if length:
            into[:length] = self._bucket.block(self._sha512, start=self._at, length=length)
            self._at += length
        return length

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self.read(BLOCK) or b"", b""))


def _line(storage: Storage, *, signed: bool) -> S3Store:
    return S3Store(
        storage.bucket,
        prefix=storage.prefix or None,
        endpoint=storage.endpoint,
        region=storage.region,
        access_key_id=storage.key,
        secret_access_key=storage.secret,
        skip_signature=not signed,
        client_options=PATIENCE | {"allow_http": storage.endpoint.startswith("http://")},
        retry_config=RETRIES,
    )


def _key(sha512: str) -> str:
    return f"{sha512[:2]}/{sha512[2:4]}/{sha512}"


@contextmanager
def _speaking() -> Iterator[None]:
    """Turn what goes wrong on the way into Missing, or Away with its sentence."""
    try:
        yield
    except FileNotFoundError:
        raise store.Missing from None
    except (PermissionDeniedError, UnauthenticatedError) as problem:
        raise Away(DENIED) from problem
    except BaseError as problem:
        raise Away(SILENT) from problem
