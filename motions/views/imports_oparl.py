"""Pages of sources elsewhere and of their runs: begin, watch, stop and go on, and how each run ended."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import may
from council.requests import SignedInRequest
from council.views import doors
from motions.actions import imports
from motions.forms import sources as forms
from motions.importing.oparl import report, running
from motions.models import ImportRuling, ImportRun, ImportSource
from motions.states import ImportPhase, ImportState, RemarkSort

RUNS_A_PAGE = 20
REMARKS_A_PAGE = 50
_SORTS = {RemarkSort.SKIPPED: "reasons", RemarkSort.DOUBT: "doubts"}
BEGUN = "Die Übernahme beginnt gleich. Diese Seite zeigt, wie weit sie ist."


@dataclass(frozen=True, slots=True)
class Shown:
    """A run as the pages show it: sums of new, changed, unchanged, deleted and skipped things."""

    run: ImportRun
    new: int
    changed: int
    unchanged: int
    deleted: int
    skipped: int
    doubts: int


@dataclass(frozen=True, slots=True)
class Group:
    """What a run remarked for one reason: how often in all, and how much of it nobody has settled."""

    name: str
    count: int
    open: int


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the sources and the runs, the newest first."""
    may.be_clerk(request.user)
    runs = ImportRun.objects.select_related("body", "by__person", "of").order_by("-started_at", "-pk")
    page = Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page"))
    latest = Prefetch("runs", ImportRun.objects.order_by("-started_at", "-pk")[:1], to_attr="latest")
    context = {
        "page": page,
        "rows": [_shown(run) for run in page],
        "sources": ImportSource.objects.prefetch_related(latest).order_by("address"),
    }
    return render(request, "motions/oparl_imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Name a source and begin to take it over."""
    may.be_clerk(request.user)
    form = forms.NewForm(doors.typed(request))
    if form.is_valid():
        clean = form.cleaned_data
        of = imports.register(
            clean["address"], body_name=clean["body_name"], with_files=clean["with_files"], by=request.user
        )
        options = {name: clean[name] for name in ("body_name", "with_files", "nightly", "nightly_at", "whole_every")}
        of = imports.switch(of, **options, version=of.version, by=request.user)
        run = running.ask(of, by=request.user)
        messages.success(request, BEGUN)
        return doors.see(run.get_absolute_url())
    return render(request, "motions/oparl_source_new.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def source(request: SignedInRequest, key: str) -> HttpResponse:
    """Show a source with its runs and what is settled; set when it is asked."""
    may.be_clerk(request.user)
    of = get_object_or_404(ImportSource, key=key)
    form = forms.SwitchForm(doors.typed(request), initial=forms.SwitchForm.initial_of(of))
    if form.is_valid():
        imports.switch(of, **form.cleaned_data, by=request.user)
        messages.success(request, "Die Einstellungen sind gespeichert.")
        return doors.see(of.get_absolute_url())
    runs = of.runs.select_related("body", "by__person", "of").order_by("-started_at", "-pk")[:RUNS_A_PAGE]
    rulings = ImportRuling.objects.filter(source=of.address).select_related("organization", "person", "by__person")
    context = {
        "of": of,
        "form": form,
        "rows": [_shown(run) for run in runs],
        "is_open": of.runs.filter(state__in=imports.OPEN).exists(),
        "downloads": of.downloads.aggregate(
            done=Count("pk", filter=Q(state="done")),
            waiting=Count("pk", filter=Q(state="waiting")),
            failed=Count("pk", filter=Q(state="failed")),
        ),
        "rulings": Paginator(rulings.order_by("-at", "-pk"), REMARKS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "motions/oparl_source.html", context, status=_status(form))


@require_POST
def ask(request: SignedInRequest, key: str) -> HttpResponse:
    """Begin a run of a source at once: for its changes, or comparing everything."""
    may.be_clerk(request.user)
    of = get_object_or_404(ImportSource, key=key)
    run = running.ask(of, by=request.user, whole=request.POST.get("scope") == "whole")
    messages.success(request, BEGUN)
    return doors.see(run.get_absolute_url())


@require_POST
def stop(request: SignedInRequest, key: str) -> HttpResponse:
    """Stop a run at the next batch."""
    may.be_clerk(request.user)
    run = imports.stop(get_object_or_404(ImportRun, key=key), by=request.user)
    messages.success(request, "Die Übernahme hält an. Was übernommen ist, bleibt; sie lässt sich später fortsetzen.")
    return doors.see(run.get_absolute_url())


@require_POST
def go_on(request: SignedInRequest, key: str) -> HttpResponse:
    """Let a run go on where it was."""
    may.be_clerk(request.user)
    run = imports.go_on(get_object_or_404(ImportRun, key=key), by=request.user)
    messages.success(request, "Die Übernahme geht gleich dort weiter, wo sie war.")
    return doors.see(run.get_absolute_url())


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show one run: progress, counts by kind, and what it skipped or doubted, group by group."""
    may.be_clerk(request.user)
    run = get_object_or_404(ImportRun.objects.select_related("body", "by__person", "of"), key=key)
    group, everything = request.GET.get("group", ""), "all" in request.GET
    remarks = run.remarks.order_by("settled", "pk")
    if group:
        remarks = remarks.filter(group=group)
    if not everything:
        remarks = remarks.filter(settled=False)
    opened = dict(run.remarks.filter(settled=False).values_list("group").annotate(count=Count("pk")))
    context = {
        "shown": _shown(run),
        "run": run,
        "progress": _progress(run),
        "phases": _phases(run),
        "kinds": [(report.WORDS.get(kind, kind), numbers) for kind, numbers in _kinds(run).items()],
        "groups": [
            (name, _groups(run, sort, opened)) for name, sort in (("Übersprungen", "skipped"), ("Zweifelhaft", "doubt"))
        ],
        "group": group,
        "everything": everything,
        "open_in_group": opened.get(group, 0),
        "settled": run.remarks.filter(settled=True).count(),
        "words": report.WORDS,
        "page": Paginator(remarks, REMARKS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "motions/oparl_import.html", context)


def _progress(run: ImportRun) -> report.Progress:
    began = run.phase_at or run.started_at
    return report.Progress(found=run.found, expected=run.expected, seconds=(run.seen_at - began).total_seconds())


def _phases(run: ImportRun) -> list[tuple[str, str]]:
    """The parts of the work with "done", "now" or "" for what is still to come."""
    if not run.of_id:
        return []
    every = [phase for phase in ImportPhase if run.with_files or phase != ImportPhase.FILES]
    at = next((place for place, phase in enumerate(every) if phase == run.phase), -1)
    ended = run.state == ImportState.DONE
    return [
        (str(phase.label), "done" if ended or place < at else "now" if place == at else "")
        for place, phase in enumerate(every)
    ]


def _kinds(run: ImportRun) -> dict[str, list[int]]:
    return dict(run.counts.get("kinds", {}))


def _groups(run: ImportRun, sort: str, opened: dict[str, int]) -> list[Group]:
    counted: dict[str, int] = run.counts.get(_SORTS[RemarkSort(sort)], {})
    kept = run.remarks.filter(sort=sort).values_list("group").annotate(count=Count("pk"))
    found = {**counted, **{name: max(count, counted.get(name, 0)) for name, count in kept}}
    return [Group(name, count, opened.get(name, 0)) for name, count in sorted(found.items(), key=lambda one: -one[1])]


def _shown(run: ImportRun) -> Shown:
    columns = [sum(column) for column in zip(*_kinds(run).values(), strict=True)] or [0] * 5
    new, changed, unchanged, deleted, skipped = columns
    return Shown(run, new, changed, unchanged, deleted, skipped, sum(run.counts.get("doubts", {}).values()))


def _status(form: forms.OptionsForm) -> int:
    return doors.REFUSED if form.errors else 200
