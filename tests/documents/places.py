"""The places a vault can have, each with a hand that reaches into it from outside."""

from __future__ import annotations

from pathlib import Path

from documents.stores.folder import Folder
from tests.documents import s3


class OnDisk:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self) -> list[str]:
        found = [file for file in self.root.rglob("*") if file.is_file()] if self.root.is_dir() else []
        return sorted(str(file.relative_to(self.root)) for file in found)

    def damage(self, sha512: str, content: bytes) -> None:
        path = Folder(self.root).path(sha512)
        path.chmod(0o640)
        path.write_bytes(content)

    def lose(self, sha512: str) -> None:
        Folder(self.root).path(sha512).unlink()


class InBucket:
    """A bucket, and beside it the folder of this machine in which nothing may stay."""

    def __init__(self, bucket: s3.Bucket, root: Path) -> None:
        self.bucket, self.root = bucket, root

    def files(self) -> list[str]:
        assert OnDisk(self.root).files() == []
        return sorted(key.removeprefix("stadt/") for key in self.bucket.objects)

    def damage(self, sha512: str, content: bytes) -> None:
        self.bucket.objects[_key(sha512)] = content

    def lose(self, sha512: str) -> None:
        del self.bucket.objects[_key(sha512)]


def _key(sha512: str) -> str:
    return f"stadt/{sha512[:2]}/{sha512[2:4]}/{sha512}"
