"""Pages of files: the text beside the original, the bytes to look at or to keep, and the upload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from council import audiences, readings
from council.away import Away
from council.models import Meeting
from council.requests import SignedInRequest
from council.states import Audience
from council.views import doors
from documents import may, sending, text, vault
from documents.actions import files as acts
from documents.actions import inspections
from documents.forms import UploadForm
from documents.models import File, FilePage, Inspection, OparlObject, Paper
from documents.oparl import files as oparl_files
from documents.states import FileState

PAGES_AT_ONCE = 20
STORED = "Die Datei ist gespeichert. Ihr Text wird gleich gelesen."
HELD = "Die Datei ist angenommen. Bis sie auf Schadsoftware geprüft ist, wissen nur Sie und das Büro von ihr."
FENCE = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"  # browsers show no PDF in a sandbox
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'self'"


@dataclass(frozen=True)
class Leaf:
    """A page of a file as it is read: its row, and its canonical text in blocks."""

    page: FilePage
    blocks: tuple[text.Block, ...]

    @property
    def pk(self) -> int:
        """The key under which panels answer."""
        return self.page.pk

    @property
    def number(self) -> int:
        """The number of the page in the file, from 1."""
        return self.page.number


@dataclass(frozen=True)
class Reading:
    """The pages of a file that are shown at once."""

    file: File
    leaves: list[Leaf]

    @property
    def pk(self) -> int:
        """The key under which panels answer."""
        return self.file.pk


@require_safe
@login_not_required
def file(request: HttpRequest, key: str) -> HttpResponse:
    """Show a file: its text page by page as HTML, the original one tap away."""
    rows = File.objects.visible_to(request.user).select_related("paper", "body", "quarantine")
    found = get_object_or_404(rows, key=key)
    readings.note(request.user, "file", [found])
    held = getattr(found, "quarantine", None)
    if doors.asks_again(request) and (found.state != FileState.RECEIVED or (held and held.is_infected)):
        return doors.begin_anew()
    standing = audiences.standing_of(request.user)
    pages = Paginator(found.pages.order_by("number"), PAGES_AT_ONCE).get_page(leaf(request, per_leaf=PAGES_AT_ONCE))
    context = {
        "file": found,
        "page": pages,
        "reading": Reading(found, [Leaf(page, text.blocks(page.canonical)) for page in pages]),
        "paper": Paper.objects.visible_for(standing).filter(files=found).first(),
        "meetings": Meeting.objects.visible_for(standing).filter(meeting_files__file=found).distinct(),
        "has_bytes": held is None and _has_bytes(found),
        "held": held,
        "is_drawn": _is_drawn(found),
        "inspection": _inspection(request, found),
        "readings_url": readings.address(request.user, "file", found),
    }
    return render(request, "documents/file.html", context)


@require_safe
@login_not_required
def original(request: HttpRequest, key: str) -> HttpResponse:
    """Show the pages of a PDF as they are drawn; the reading view stays one tap away."""
    found = get_object_or_404(File.objects.visible_to(request.user).select_related("paper", "body"), key=key)
    if not _is_drawn(found):
        raise Http404
    readings.note(request.user, "file", [found])
    context = {
        "file": found,
        "reading": Reading(found, []),
        "paper": Paper.objects.visible_for(audiences.standing_of(request.user)).filter(files=found).first(),
        "number": _number(request) or 1,
    }
    return render(request, "documents/original.html", context)


def _inspection(request: HttpRequest, file: File) -> Inspection | None:
    """What whoever publishes files knows of this one, while it is on its way."""
    if not may.allowed(may.publish, request.user, file):
        return None
    return Inspection.objects.open().filter(file=file).first()


def _is_drawn(file: File) -> bool:
    return file.mime_type == "application/pdf" and _has_bytes(file)


def _has_bytes(file: File) -> bool:
    """Whether there is something to fetch; while nobody can say, the text is shown and fetching says what is away."""
    try:
        return bool(file.sha512) and vault.exists(file.sha512)
    except Away:
        return True


@require_safe
@login_not_required
@xframe_options_sameorigin
def view(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the bytes to look at, without anything a hostile file could do on this site."""
    return _bytes(request, key, attachment=False)


@require_safe
@login_not_required
def download(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the bytes to keep."""
    return _bytes(request, key, attachment=True)


def upload(request: SignedInRequest, key: str) -> HttpResponse:
    """Add a file to a paper; its text is read right afterwards."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user).select_related("body"), key=key)
    may.attach(request.user, paper)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = acts.upload(
                given,
                name=form.cleaned_data["name"] or given.name,
                file_name=given.name,
                mime_type="application/pdf" if given.name.lower().endswith(".pdf") else "application/octet-stream",
                max_bytes=settings.UPLOAD_MAX_BYTES,
                paper=paper,
                role=form.cleaned_data["role"],
                by=request.user,
            )
        except vault.VaultError as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, STORED if not settings.CLAMD_URL else HELD)
            if paper.audience == Audience.PUBLIC:
                inspections.ask(made, by=request.user, two_persons=False)
                messages.info(request, "Öffentlich wird sie erst, wenn sie geprüft und veröffentlicht ist.")
                return redirect("file-publication", made.key)
            return redirect(made)
    return render(request, "documents/upload.html", {"paper": paper, "form": form})


def leaf(request: HttpRequest, *, per_leaf: int) -> str:
    """Which pages of the file are shown: `?page=` of the paginator, else those around page `?seite=` of the file."""
    return request.GET.get("page", str((max(_number(request), 1) - 1) // per_leaf + 1))


def _number(request: HttpRequest) -> int:
    """The page of the file that is asked for, 0 for none."""
    wanted = request.GET.get("seite", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 7 else 0


def _bytes(request: HttpRequest, key: str, *, attachment: bool) -> HttpResponseBase:
    found = File.objects.visible_to(request.user).filter(key=key).first()
    if found is None:
        return _gone_or_unknown(key)
    response = bytes_of(request, found, sha512=found.sha512, changed_at=found.modified_at, attachment=attachment)
    is_shown = not attachment and sending.type_of(found.mime_type) == "application/pdf"
    response["Content-Security-Policy"] = FENCE if is_shown else SANDBOX
    return response


def bytes_of(
    request: HttpRequest, file: File, *, sha512: str, changed_at: datetime, attachment: bool
) -> HttpResponseBase:
    """Give the bytes under this hash, which are the file's or are to be, in a sandbox; 404 where there are none."""
    if not vault.exists(sha512):
        raise Http404
    may.fetch(request.user, file)
    readings.note(request.user, "file", [file])
    try:
        opened = vault.open(sha512)
    except vault.Missing:
        raise Http404 from None
    response = sending.respond(
        request,
        opened,
        size=vault.size(sha512),
        etag=f'"{sha512[:64]}"',
        changed_at=changed_at,
        content_type=sending.type_of(file.mime_type),
        file_name=oparl_files.name_of(file),
        as_attachment=attachment,
    )
    response["Content-Security-Policy"] = SANDBOX
    return response


def _gone_or_unknown(key: str) -> HttpResponse:
    """What everybody could fetch once is gone for good (410); of all else nobody learns whether it exists."""
    if not OparlObject.objects.filter(type="File", key=key).exists():
        raise Http404
    return HttpResponse(
        "Diese Datei ist nicht mehr veröffentlicht.", status=410, content_type="text/plain; charset=utf-8"
    )
