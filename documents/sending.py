"""Hands out the bytes of a file so that clients can ask whether they changed, and go on where they broke off."""

from __future__ import annotations

import re
from datetime import datetime
from typing import IO
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

# Kinds of files that no browser runs anything of; whatever else there is goes out as bytes.
_HARMLESS = re.compile(
    r"application/(pdf|zip|rtf|msword|vnd\.[a-z0-9.-]+)|text/(plain|csv|calendar)|image/(png|jpeg|gif|webp|tiff)|"
    r"audio/[a-z0-9.-]+|video/[a-z0-9.-]+",
    re.ASCII,
)
FIRST = 64 * 1024  # bytes
LONGEST_NAME = 200  # characters
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class _Stretch:
    """A stretch of an open file, read like a file of its own."""

    def __init__(self, file: IO[bytes], *, start: int, length: int) -> None:
        """Read its first piece at once: where that fails, it can still be said."""
        file.seek(start)
        self._file = file
        self._first = file.read(min(length, FIRST))
        self._left = length - len(self._first)

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; all that are left without a size."""
        if self._first:
            piece, self._first = (self._first, b"") if size < 0 else (self._first[:size], self._first[size:])
            return piece + self.read() if size < 0 else piece
        piece = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def type_of(mime_type: str) -> str:
    """As what a file goes out: its own kind where that is harmless, else as mere bytes."""
    return mime_type if _HARMLESS.fullmatch(mime_type) else "application/octet-stream"


def respond(
    request: HttpRequest,
    file: IO[bytes],
    *,
    size: int,
    etag: str,
    changed_at: datetime,
    content_type: str,
    file_name: str,
    as_attachment: bool,
) -> HttpResponseBase:
    """Answer with the bytes, with the one stretch that was asked for (RFC 9110 §14), or that nothing changed (304).

    `etag` comes with its quotes; `size` is in bytes.
    """
    moment = int(changed_at.timestamp())
    unchanged = get_conditional_response(request, etag=etag, last_modified=moment)
    if unchanged is not None:
        file.close()
        unchanged["ETag"] = etag
        return unchanged
    stretch = _stretch(request, size=size, etag=etag)
    start, end = stretch or (0, size)
    if start >= size > 0:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(
        _Stretch(file, start=start, length=0 if request.method == "HEAD" else end - start),
        content_type=content_type,
        status=206 if stretch else 200,
    )
    response["Content-Disposition"] = _disposition(file_name, as_attachment=as_attachment)
    response["Content-Length"] = str(end - start)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(moment)
    response["Accept-Ranges"] = "bytes"
    if stretch:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _disposition(name: str, *, as_attachment: bool) -> str:
    """The name in one way alone, encoded (RFC 6266 §4.3): no sign of it can end the header or be read twice."""
    printable = "".join(sign for sign in name if sign.isprintable())[:LONGEST_NAME]
    return f"{'attachment' if as_attachment else 'inline'}; filename*=UTF-8''{quote(printable, safe='')}"


def _stretch(request: HttpRequest, *, size: int, etag: str) -> tuple[int, int] | None:
    """From which byte to which (the end not counted); None for what cannot be read or is of an older state."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not size or found is None or found.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    end = min(size, int(last) + 1) if last else size
    return (int(first), end) if end > int(first) or int(first) >= size else None
