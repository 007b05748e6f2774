"""Hands out the file of all public texts, whole or in ranges (RFC 9110 §14), so that a broken download can go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from council.requests import shared
from documents import dump

CHUNK = 64 * 1024  # bytes
_RANGE = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})")


@require_safe
@login_not_required
@shared
def texts(request: HttpRequest) -> HttpResponseBase:
    """Give all public texts as JSON lines; 404 while they are written for the first time."""
    try:
        found = dump.public()
        file = found.path.open("rb") if found is not None else None
    except FileNotFoundError:  # another one took its place in this moment
        found = dump.public()
        file = found.path.open("rb") if found is not None else None
    if found is None or file is None:
        raise Http404("Die Datei wird gerade zum ersten Mal geschrieben.")
    response = _answer(request, file, name=f'"{found.folder.name}"')
    response["ETag"] = f'"{found.folder.name}"'
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "no-cache"  # what is withdrawn must not be given from a cache
    response["Last-Modified"] = http_date(found.made_at.timestamp())
    return response


def _answer(request: HttpRequest, file: IO[bytes], *, name: str) -> HttpResponseBase:
    size = file.seek(0, 2)
    file.seek(0)
    unchanged = get_conditional_response(request, etag=name)
    if unchanged is not None:
        file.close()
        return unchanged
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if wanted is None or request.headers.get("If-Range", name) != name:
        return FileResponse(file, as_attachment=True, filename="texte.jsonl.gz", content_type="application/gzip")
    part = _span(wanted["first"], wanted["last"], size=size)
    if part is None:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part
    response = StreamingHttpResponse(_piece(file, part), status=206, content_type="application/gzip")
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _span(first: str, last: str, *, size: int) -> tuple[int, int] | None:
    """The first and the last byte that are asked for; None if there are none such."""
    start = int(first) if first else max(size - int(last or 0), 0)  # without a first: the last so many
    end = min(int(last), size - 1) if first and last else size - 1
    return (start, end) if start <= end else None


def _piece(file: IO[bytes], span: tuple[int, int]) -> Iterator[bytes]:
    with file:
        file.seek(span[0])
        left = span[1] - span[0] + 1
        while left and (read := file.read(min(CHUNK, left))):
            left -= len(read)
            yield read
