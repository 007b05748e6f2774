"""Pages of papers: the list, the paper itself, its address by number, entering and publishing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from council import audiences, paging, readings, tables
from council import may as ground
from council.life import WrongState
from council.models import District, Meeting
from council.requests import SignedInRequest
from council.states import MeetingState
from council.tables import Column
from documents import admission, may, text
from documents.actions import consultations, papers
from documents.forms import PaperFilter, PlaceForm, RecordForm, RevisionForm
from documents.models import File, Inspection, Originator, Paper
from documents.states import PaperState
from documents.views import timeline

PER_PAGE = 25


@require_safe
@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the papers this person may read, newest first, with filters."""
    wanted = PaperFilter(request.GET)
    rows = wanted.apply(Paper.objects.visible_to(request.user)).order_by("-date", "-pk")
    fetched = Paper.objects.select_related("body").prefetch_related(_originators())
    page = paging.page_of(rows, number=request.GET.get("page"), per_page=PER_PAGE, fetched=fetched)
    context = {"page": page, "filter": wanted, "district": wanted.district()}
    return render(request, "documents/papers.html", context)


@require_safe
@login_not_required
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the papers that the list shows with these filters as a table for spreadsheets."""
    rows = PaperFilter(request.GET).apply(Paper.objects.visible_to(request.user)).order_by("-date", "-pk")
    columns: list[Column[Paper]] = [
        Column("Nummer", lambda row: row.reference),
        Column("Titel", lambda row: row.name),
        Column("Art", lambda row: row.kind_label),
        Column("Datum", lambda row: row.date),
        Column("Stand", lambda row: row.get_state_display()),
        Column("Eingebracht von", lambda row: ", ".join(map(str, row.originators.all()))),
        Column("Federführung", lambda row: row.under_direction_of),
        Column("Ortsbezirke", lambda row: ", ".join(district.name for district in row.districts.all())),
        Column("Wahlperiode", lambda row: row.term),
        Column("Stadt", lambda row: row.body),
        Column("Adresse", tables.address_of(request)),
    ]
    fetched = Paper.objects.select_related("body", "term", "under_direction_of")
    fetched = fetched.prefetch_related(_originators(), Prefetch("districts", District.objects.order_by("name")))
    return tables.streamed(request, rows, name="vorlagen", columns=columns, fetched=fetched)


@require_safe
@login_not_required
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """Show one paper: its text in numbered blocks, its way, its files, and what upper floors add."""
    found = get_object_or_404(_visible(request), key=key)
    readings.note(request.user, "paper", [found])
    return _show(request, found)


@require_safe
@login_not_required
def by_reference(request: HttpRequest, reference: str) -> HttpResponse:
    """Lead from a number to the paper; a closed number answers exactly as an unknown one."""
    found = _visible(request).filter(reference=reference.strip("/")).order_by("-body__home", "pk").first()
    if found is None:
        return render(request, "404.html", status=404)
    return redirect(found)


def _visible(request: HttpRequest) -> QuerySet[Paper]:
    return Paper.objects.visible_to(request.user).select_related(
        "body", "term", "superordinate", "under_direction_of", "owner", "audience_organization"
    )


def _originators() -> Prefetch[str, QuerySet[Originator], str]:
    return Prefetch("originators", Originator.objects.select_related("person", "organization").order_by("order"))


def _show(request: HttpRequest, paper: Paper, **more: Any) -> HttpResponse:
    standing = audiences.standing_of(request.user)
    versions = paper.texts_for(standing)
    wanted = request.GET.get("version", "")
    version = next((known for known in versions if str(known.number) == wanted), versions[0] if versions else None)
    above = Paper.objects.filter(subordinates=paper)
    context = {
        "paper": paper,
        "version": version,
        "versions": versions,
        "newest": versions[0] if versions else None,
        "blocks": text.blocks(version.text) if version else (),
        "originators": paper.originators.select_related("person", "organization").order_by("order"),
        "files": audiences.readable_among(File.objects.filter(paper=paper).order_by("role", "order", "pk"), standing),
        "way": timeline.of_paper(paper, standing),
        "subordinates": audiences.readable_among(paper.subordinates.order_by("reference", "pk"), standing),
        "superordinate": above.visible_for(standing).first() if paper.superordinate_id else None,
        "districts": paper.districts.order_by("name"),
        "places": paper.locations.filter(deleted_at=None).order_by("description", "pk"),
        "related": audiences.readable_among(Paper.objects.filter(_named(paper)).order_by("date", "pk"), standing),
        "readings_url": readings.address(request.user, "paper", paper),
        "admitted_here": paper.state == PaperState.SUBMITTED and not admission.is_admitted_elsewhere(paper),
    }
    return render(request, "documents/paper.html", context | more, status=more.get("status", 200))


def _named(paper: Paper) -> Q:
    """The papers that are named as related by this one, or name it so."""
    pairs = Paper.related.through.objects
    named = pairs.filter(from_paper=paper).values("to_paper")
    return Q(pk__in=named) | Q(pk__in=pairs.filter(to_paper=paper).values("from_paper"))


def record(request: SignedInRequest) -> HttpResponse:
    """Enter a past matter by hand (Altvorgang erfassen)."""
    may.record(request.user)
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = papers.record(
            form.paper(), by=request.user, body_text=form.cleaned_data["text"], originators=form.originators()
        )
        messages.success(request, "Der Altvorgang ist erfasst.")
        return redirect(made)
    return render(request, "documents/record.html", {"form": form})


@require_POST
def publish(request: SignedInRequest, key: str) -> HttpResponse:
    """Open the paper to everyone."""
    made = papers.publish(get_object_or_404(_visible(request), key=key), by=request.user)
    messages.success(request, "Die Vorlage ist jetzt für alle lesbar.")
    say_what_waits(request, made)
    return redirect(made)


@require_POST
def admit(request: SignedInRequest, key: str) -> HttpResponse:
    """Admit a handed-in paper; it gets its number. Kinds with an admission of their own are refused here."""
    found = get_object_or_404(_visible(request), key=key)
    may.examine(request.user, found)
    if admission.is_admitted_elsewhere(found):
        raise WrongState("Diese Art von Vorlage hat eigene Schritte der Zulassung; sie stehen auf ihrer Seite.")
    made = papers.admit(found, by=request.user, on=timezone.localdate())
    say_admitted(request, made)
    return redirect(made)


def say_admitted(request: SignedInRequest, paper: Paper) -> None:
    """Say under which number the paper is admitted, and which of its files still wait."""
    messages.success(request, f"Zugelassen unter der Nummer {paper.reference}.")
    say_what_waits(request, paper)


def say_what_waits(request: SignedInRequest, paper: Paper) -> None:
    """Say that files of the paper are not public with it, if that is so."""
    if Inspection.objects.open().filter(file__paper=paper).exists():
        messages.info(request, "Die Dateien der Vorlage bleiben geschlossen, bis jede geprüft und veröffentlicht ist.")


def place(request: SignedInRequest, key: str) -> HttpResponse:
    """Put the paper on a meeting's agenda."""
    found = get_object_or_404(_visible(request), key=key)
    ground.manage_agenda(request.user)
    form = PlaceForm(request.POST or None, meetings=_open_meetings(request, found))
    if request.method == "POST" and form.is_valid():
        item = consultations.place(found, by=request.user, **form.cleaned_data)
        messages.success(request, f"Die Vorlage steht auf der Tagesordnung: {item.meeting}.")
        return redirect(item)
    return render(request, "documents/place.html", {"paper": found, "form": form})


def _open_meetings(request: SignedInRequest, paper: Paper) -> QuerySet[Meeting]:
    """Meetings of the paper's town to come, or running, that this person may read."""
    over = (MeetingState.CLOSED, MeetingState.CANCELLED)
    rows = Meeting.objects.visible_to(request.user).filter(organization__body=paper.body).exclude(state__in=over)
    rows = rows.filter(date__gte=timezone.localdate() - timedelta(days=1))
    return rows.select_related("organization").order_by("date", "organization__name")


def revise(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the paper a new version of its text; earlier versions stay readable."""
    found = get_object_or_404(_visible(request), key=key)
    may.write(request.user, found)
    newest = found.versions.order_by("-number").first()
    initial = {"name": found.name, "text": newest.text if newest else "", "version": found.version}
    form = RevisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        papers.revise(found, body_text=clean["text"], name=clean["name"], version=clean["version"], by=request.user)
        messages.success(request, "Die neue Fassung ist gespeichert.")
        return redirect(found)
    return render(request, "documents/revise.html", {"paper": found, "form": form})
