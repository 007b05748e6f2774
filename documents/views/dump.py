"""Hands out the file of all public texts, whole or in ranges, so that a broken download can go on."""

from __future__ import annotations

import os
from typing import IO

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from council.requests import shared
from documents import dump, sending
from documents.dump import Dump


@require_safe
@login_not_required
@shared
def texts(request: HttpRequest) -> HttpResponseBase:
    """Give all public texts as JSON lines; 404 while they are written for the first time."""
    try:
        found, file = _opened()
    except FileNotFoundError:  # another one took its place in this moment
        found, file = _opened()
    response = sending.respond(
        request,
        file,
        size=os.fstat(file.fileno()).st_size,
        etag=f'"{found.folder.name}"',
        changed_at=found.placed_at,
        content_type="application/gzip",
        file_name="texte.jsonl.gz",
        as_attachment=True,
    )
    response["Cache-Control"] = "no-cache"  # what is withdrawn must not be given from a cache
    return response


def _opened() -> tuple[Dump, IO[bytes]]:
    found = dump.public()
    if found is None:
        raise Http404("Die Datei wird gerade zum ersten Mal geschrieben.")
    return found, found.path.open("rb")
