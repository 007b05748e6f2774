"""Pages of resolutions: the list, one extract with its PDF, confirming a result, making and correcting an extract."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import life, tables
from council.models import AgendaItem
from council.requests import SignedInRequest
from council.states import Audience
from council.tables import Column
from council.views import doors
from documents import text, vault
from documents.models import File
from documents.views import prints
from motions import extracts
from motions.actions import resolutions
from motions.forms import resolutions as forms
from motions.may import resolutions as may
from motions.models import ResolutionExtract, ResolutionTask
from motions.models.resolutions import is_confirmed
from motions.views import tasks

PER_PAGE = 25
NOT_PRINTED = "Dieser Auszug wird gerade gedruckt. Bitte in einer Minute noch einmal versuchen."


def shown(rows: QuerySet[ResolutionExtract]) -> QuerySet[ResolutionExtract]:
    """Fetch what a line or a page needs, the newest first."""
    rows = rows.select_related("organization__body", "item__meeting", "paper", "corrects", "correction", "file")
    return rows.order_by(F("resolved_on").desc(nulls_last=True), "-serial", "-pk")


@require_safe
@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the resolutions this person may read, by body, year and words."""
    visible = ResolutionExtract.objects.visible_to(request.user)
    wanted = forms.ResolutionFilter(request.GET, extracts=visible)
    page = Paginator(shown(_narrowed(visible, wanted.values())), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "motions/resolutions.html", {"page": page, "filter": wanted})


@require_safe
@login_not_required
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the resolutions of the list with its filters as a table for spreadsheets."""
    visible = ResolutionExtract.objects.visible_to(request.user)
    rows = shown(_narrowed(visible, forms.ResolutionFilter(request.GET, extracts=visible).values()))
    columns: list[Column[ResolutionExtract]] = [
        Column("Beschluss", lambda row: row.number),
        Column("Gremium", lambda row: row.organization),
        Column("Beschlossen am", lambda row: row.resolved_on),
        Column("Titel", lambda row: row.title),
        Column("Wortlaut", lambda row: row.text),
        Column("Ergebnis", lambda row: row.outcome),
        Column("Nummer der Vorlage", lambda row: row.paper.reference if row.paper else None),
        Column("Berichtigt den Beschluss", lambda row: row.corrects.number if row.corrects else None),
        Column("Adresse", tables.address_of(request)),
    ]
    fetched = shown(ResolutionExtract.objects.all()).order_by()
    return tables.streamed(request, rows, name="beschluesse", columns=columns, fetched=fetched)


def _narrowed(rows: QuerySet[ResolutionExtract], wanted: dict[str, Any]) -> QuerySet[ResolutionExtract]:
    if "gremium" in wanted:
        rows = rows.filter(organization=wanted["gremium"])
    if "jahr" in wanted:
        rows = rows.filter(year=wanted["jahr"])
    for word in wanted.get("wort", "").split()[:8]:
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(paper__reference__icontains=word)
        )
    return rows


@require_safe
@login_not_required
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show one extract: the wording, the result with the factions' stands, what was ordered by it."""
    extract = _extract(request, key)
    ballot = extract.ballot
    of_extract = ResolutionTask.objects.visible_to(request.user).filter(extract=extract)
    context = {
        "extract": extract,
        "blocks": text.blocks(extract.text),
        "ballot": ballot,
        "votes": list(ballot.by_faction.select_related("organization").order_by("order", "pk")) if ballot else [],
        "voices": list(extract.voices.order_by("order")),
        "correction": getattr(extract, "correction", None),
        "tasks": tasks.lines(tasks.shown(of_extract), on=timezone.localdate()),
        "can_open_file": _closed_file(request, extract),
    }
    return render(request, "motions/resolution.html", context)


@require_safe
@login_not_required
def pdf(request: HttpRequest, key: str) -> HttpResponse:
    """Give the extract as it lies in the vault."""
    extract = _extract(request, key)
    if not extract.sha512 or not vault.exists(extract.sha512):
        raise life.WrongState(NOT_PRINTED)
    with vault.open(extract.sha512) as stored:
        printed = stored.read()
    public = extract.item.audience == Audience.PUBLIC and request.user.is_anonymous
    return prints.answer(printed, name=f"Beschluss-{extract.number}", public=public)


@require_POST
def confirm(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Confirm the result of a closed item."""
    item = doors.item(request, key, item_key)
    may.confirm(request.user, item)
    doors.refuse_stale(request, item)
    resolutions.confirm(item, by=request.user)
    messages.success(request, f"Bestätigt: „{item}“, {item.get_result_display()}.")
    return doors.see(f"{item.meeting.get_absolute_url()}#ergebnisse")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Make the extract of an item with a confirmed result."""
    item = doors.item(request, key, item_key)
    may.make(request.user, item)
    if not is_confirmed(item):
        raise life.WrongState("Das Ergebnis ist vorläufig: Zuerst bestätigt es die Sitzungsleitung.")
    form = forms.ExtractForm(doors.typed(request), initial={"text": extracts.wording_of(item)})
    if form.is_valid():
        made = resolutions.file(resolutions.make(item, by=request.user, **form.values()))
        messages.success(request, f"Der Beschlussauszug {made.number} ist erstellt.")
        return doors.see(made.get_absolute_url())
    lead = f"{item.get_result_display()}. Der Auszug bekommt eine Nummer und wird nicht mehr geändert."
    return _page(request, form, item, title="Beschlussauszug erstellen", lead=lead, submit="Auszug erstellen")


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, key: str) -> HttpResponse:
    """Put an extract right by a new one; the old one stays readable."""
    extract = _extract(request, key)
    may.make(request.user, extract)
    voices = "\n".join(map(str, extract.voices.order_by("order")))
    form = forms.ExtractForm(doors.typed(request), initial={"text": extract.text, "voices": voices})
    if form.is_valid():
        made = resolutions.file(resolutions.correct(extract, by=request.user, **form.values()))
        messages.success(request, f"Der Auszug {made.number} berichtigt den Auszug {extract.number}.")
        return doors.see(made.get_absolute_url())
    lead = f"Der Auszug {extract.number} bleibt, wie er ist; ein neuer mit eigener Nummer tritt an seine Stelle."
    return _page(request, form, extract.item, title="Auszug berichtigen", lead=lead, submit="Neuen Auszug erstellen")


def _extract(request: HttpRequest, key: str) -> ResolutionExtract:
    rows = shown(ResolutionExtract.objects.visible_to(request.user)).select_related("ballot")
    return get_object_or_404(rows, key=key)


def _closed_file(request: HttpRequest, extract: ResolutionExtract) -> bool:
    """Whether the item was opened to everyone and the file was not: then the office may open it."""
    file: File | None = extract.file
    return (
        file is not None
        and extract.item.audience == Audience.PUBLIC
        and file.audience != Audience.PUBLIC
        and File.objects.visible_to(request.user).filter(pk=file.pk).exists()
    )


def _page(request: SignedInRequest, form: Any, item: AgendaItem, *, title: str, lead: str, submit: str) -> HttpResponse:
    context = {"form": form, "item": item, "title": title, "lead": lead, "submit": submit}
    return render(request, "motions/resolution_form.html", context, status=doors.REFUSED if form.errors else 200)
