"""Pages on which the office looks at what a file would give away, presents it, and opens it to everyone."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from council.requests import SignedInRequest
from council.views import doors
from documents import may, vault
from documents.actions import inspections as acts
from documents.models import File, Finding, Inspection, Quarantine
from documents.redaction import checking
from documents.states import InspectionOutcome
from documents.views import files

PAGES_AT_ONCE = 5
PER_PAGE = 25


@dataclass(frozen=True)
class Sheet:
    """A page of the file as it would be public: its number from 1, its text, what was found on it."""

    number: int
    text: str
    findings: list[Finding]


@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    """List the files that are on their way to the public."""
    may.publish(request.user)
    visible = File.objects.visible_to(request.user)
    rows = Inspection.objects.open().filter(file__in=visible).select_related("file__paper", "proposed_by__person")
    page = Paginator(rows.order_by("asked_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "documents/inspections.html", {"page": page, "user_id": request.user.pk})


@require_safe
def show(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what was found in a file, and page by page what everybody would get: picture and text."""
    inspection = _inspection(request, key)
    held = getattr(inspection.file, "quarantine", None)
    if inspection.is_waiting and not (held and held.is_infected):
        return _show_under_way(request, inspection, held)
    if doors.asks_again(request):
        return doors.begin_anew()
    findings = list(inspection.findings.order_by("page", "pk"))
    leaf = files.leaf(request, per_leaf=PAGES_AT_ONCE)
    numbers = Paginator(range(1, len(inspection.pages) + 1), PAGES_AT_ONCE).get_page(leaf)
    on_pages = {number: [each for each in findings if each.page == number] for number in numbers}
    context = {
        "inspection": inspection,
        "file": inspection.file,
        "held": held,
        "grave": [each for each in findings if each.is_grave],
        "removed": [each for each in findings if not each.is_grave and not each.is_staying],
        "staying": [each for each in findings if each.is_staying],
        "page": numbers,
        "sheets": [Sheet(number, inspection.pages[number - 1], on_pages[number]) for number in numbers],
        "is_own": inspection.proposed_by_id == request.user.pk,
        "can_open": may.allowed(may.open_file, request.user, inspection),
    }
    return render(request, "documents/inspection.html", context)


def _show_under_way(request: SignedInRequest, inspection: Inspection, held: Quarantine | None) -> HttpResponse:
    """Show how far the look through a file is; the page follows until it is done."""
    before = Inspection.objects.filter(outcome=InspectionOutcome.WAITING, pk__lt=inspection.pk, file__quarantine=None)
    context = {
        "inspection": inspection,
        "file": inspection.file,
        "held": held,
        "is_scanned": bool(settings.CLAMD_URL),
        "before": 0 if held else before.count(),
    }
    return render(request, "documents/inspection_under_way.html", context)


@require_safe
def picture(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Draw one page of what everybody would get, with what was found on it in red frames."""
    inspection = _inspection(request, key)
    if not inspection.sha512 or not 1 <= number <= len(inspection.pages):
        raise Http404
    boxes = [tuple(each.box) for each in inspection.findings.filter(page=number) if each.is_grave and each.box]
    try:
        with vault.local(inspection.sha512) as copy:
            drawn = checking.draw(copy, page=number, boxes=boxes)
    except (checking.Failed, vault.VaultError):
        raise Http404 from None
    return HttpResponse(drawn, content_type="image/png", headers={"Content-Security-Policy": files.SANDBOX})


@require_safe
def copy(request: SignedInRequest, key: str) -> HttpResponseBase:
    """Give the very bytes that everybody would get."""
    inspection = _inspection(request, key)
    return files.bytes_of(
        request,
        inspection.file,
        sha512=inspection.shown_sha512,
        changed_at=inspection.inspected_at or inspection.asked_at,
        attachment=True,
    )


@require_POST
def ask(request: SignedInRequest, key: str) -> HttpResponse:
    """Have the file looked through, so that it can be published."""
    file = get_object_or_404(File.objects.visible_to(request.user), key=key)
    acts.ask(file, by=request.user)
    messages.success(request, "Die Datei wird jetzt auf verborgene Inhalte geprüft. Öffentlich ist sie noch nicht.")
    return doors.see(reverse("file-publication", args=[file.key]))


@require_POST
def propose(request: SignedInRequest, key: str) -> HttpResponse:
    """Present the file to a second person."""
    inspection = _inspection(request, key)
    acts.propose(inspection, by=request.user, version=doors.version(request))
    messages.success(request, "Vorgelegt. Veröffentlicht wird die Datei, wenn eine zweite Person des Büros zustimmt.")
    return doors.see(reverse("file-publication", args=[key]))


@require_POST
def release(request: SignedInRequest, key: str) -> HttpResponse:
    """Open the file to everyone who may read what it hangs on."""
    file = acts.release(_inspection(request, key), by=request.user, version=doors.version(request))
    messages.success(request, "Die Datei ist jetzt für alle lesbar, die ihre Vorlage oder Sitzung lesen dürfen.")
    return doors.see(file.get_absolute_url())


@require_POST
def drop(request: SignedInRequest, key: str) -> HttpResponse:
    """Leave the file closed."""
    inspection = _inspection(request, key)
    acts.drop(inspection, by=request.user, version=doors.version(request))
    messages.success(request, "Die Datei bleibt geschlossen.")
    return doors.see(inspection.file.get_absolute_url())


def _inspection(request: SignedInRequest, key: str) -> Inspection:
    """What is known of a file this person may read and publish, and that is not public by it yet; else 404."""
    file = get_object_or_404(File.objects.visible_to(request.user), key=key)
    may.publish(request.user, file)
    rows = Inspection.objects.open().select_related("file__paper", "file__quarantine", "proposed_by__person")
    return get_object_or_404(rows, file=file)
