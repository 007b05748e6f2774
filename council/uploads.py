"""Keeps files that are just being sent beside the vault, and clears away what a process that died left of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import uploadhandler

from council import tick

LEFT_OVER = timedelta(days=1)  # no upload and no download takes so long


class Handler(uploadhandler.TemporaryFileUploadHandler):
    """Writes what is being sent into its own folder, on the disk on which it will stay."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; the folder is made where it is not there."""
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
        super().new_file(*args, **kwargs)


@tick.chore("clear_uploads")
def clear_uploads(now: datetime) -> int:
    """Remove what was left of uploads a day ago; it belongs to nobody, for no row names it."""
    return clear(Path(settings.FILE_UPLOAD_TEMP_DIR), now=now)


def clear(folder: Path, *, now: datetime) -> int:
    """Remove the files of the folder that nobody has written for a day; how many there were."""
    before = (now - LEFT_OVER).timestamp()
    old = [path for path in folder.glob("*") if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
