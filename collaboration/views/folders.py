"""Pages and packages of the meeting folder (Sitzungsmappe): the empty shell, what is in a folder, its parts."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from collaboration.packing import contents, markers, parts
from council import audiences, readings
from council.models import Meeting
from council.requests import SignedInRequest
from council.views import doors
from documents.models import File
from documents.views import files

FORMAT = 1
AT_ONCE = 60  # parts in one answer


@require_safe
@login_not_required
def shell(request: HttpRequest) -> HttpResponse:
    """The page all folders are read on. It holds nothing: what it shows lies on the device."""
    return render(request, "collaboration/folders/folder.html")


@require_safe
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """The same page at the address of one meeting's folder."""
    doors.meeting(request, key)
    return render(request, "collaboration/folders/folder.html")


@require_safe
def package(request: SignedInRequest, key: str) -> HttpResponse:
    """What is in the folder of this person: every part with its hash and size, under one version.

    A device that has this version already (If-None-Match) gets 304; once a day it learns how much longer it may stay.
    """
    meeting = doors.meeting(request, key)
    found = contents.gather(meeting, audiences.standing_of(request.user))
    packed, marks = parts.of(found, request.user), markers.of(request)
    version = parts.version(packed)
    content = {
        "format": FORMAT,
        "version": version,
        "meeting": {"key": meeting.key, "name": parts.title_of(found), "day": parts.day_of(found)},
        "now": timezone.now().isoformat(timespec="seconds"),
        "expires_at": found.limits.expires_at.isoformat(timespec="seconds"),
        "closed_until": found.limits.closed_until and found.limits.closed_until.isoformat(timespec="seconds"),
        "marks": marks,
        "parts": [part.described() for part in packed],
    }
    get_token(request)  # what is written without network comes back by a form of this page
    response = JsonResponse(content)
    until = [moment and str(moment.date()) for moment in (found.limits.expires_at, found.limits.closed_until)]
    response["ETag"] = f'"{hashlib.sha256(f"{version} {marks} {until}".encode()).hexdigest()[:32]}"'
    known = get_conditional_response(request, etag=response["ETag"], response=response)
    return known if isinstance(known, HttpResponse) else response


@require_safe
@gzip_page
def texts(request: SignedInRequest, key: str) -> HttpResponse:
    """The texts of the parts named (`?names=a,b`), exactly as they were hashed; what is not in it is left out."""
    wanted = set(request.GET.get("names", "").split(",")[:AT_ONCE])
    meeting = doors.meeting(request, key)
    found = contents.gather(meeting, audiences.standing_of(request.user))
    handed = parts.texts(found, request.user, names=wanted)
    keys = {name.rpartition("-")[2] for name in handed}
    readings.note(request.user, "paper", [paper for paper in found.papers.values() if paper.key in keys])
    readings.note(request.user, "file", [file for file in found.files.values() if file.key in keys])
    return JsonResponse({"parts": handed}, json_dumps_params={"ensure_ascii": False})


@require_safe
def file(request: SignedInRequest, key: str, file_key: str) -> HttpResponseBase:
    """The bytes of a file of the folder; without network the device answers at this address itself."""
    doors.meeting(request, key)
    get_object_or_404(File.objects.visible_to(request.user), key=file_key)
    return files.view(request, file_key)


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """Who is signed in, as marks, and which of the meetings named (`?meetings=`) may not be taken along any more."""
    named = [key for key in request.GET.get("meetings", "").split(",") if key][:AT_ONCE]
    seen = Meeting.objects.visible_to(request.user).filter(key__in=named).values_list("key", flat=True)
    content: dict[str, Any] = {"marks": markers.of(request), "gone": sorted(set(named) - set(seen))}
    return JsonResponse(content | {"now": timezone.now().isoformat(timespec="seconds")})
