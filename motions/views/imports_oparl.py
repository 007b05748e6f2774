"""Pages of import runs for the assembly office: how far each came, what it brought, and what a human should look at."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from council import may
from motions.importing.oparl import report
from motions.models import ImportRun
from motions.states import RemarkSort

RUNS_A_PAGE = 20
REMARKS_A_PAGE = 50
_GROUPS = {RemarkSort.SKIPPED: "reasons", RemarkSort.DOUBT: "doubts"}


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


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the runs, the newest first."""
    may.be_clerk(request.user)
    runs = ImportRun.objects.select_related("body", "by__person").order_by("-started_at", "-pk")
    page = Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "motions/oparl_imports.html", {"page": page, "rows": [_shown(run) for run in page]})


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show one run: progress, counts by kind, and what it skipped or doubted, group by group."""
    may.be_clerk(request.user)
    run = get_object_or_404(ImportRun.objects.select_related("body", "by__person"), key=key)
    group = request.GET.get("group", "")
    remarks = run.remarks.order_by("pk")
    if group:
        remarks = remarks.filter(group=group)
    context = {
        "shown": _shown(run),
        "run": run,
        "kinds": [(report.WORDS.get(kind, kind), numbers) for kind, numbers in _kinds(run).items()],
        "groups": [
            (name, _groups(run, sort)) for name, sort in (("Übersprungen", "skipped"), ("Zweifelhaft", "doubt"))
        ],
        "group": group,
        "words": report.WORDS,
        "page": Paginator(remarks, REMARKS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "motions/oparl_import.html", context)


def _kinds(run: ImportRun) -> dict[str, list[int]]:
    return dict(run.counts.get("kinds", {}))


def _groups(run: ImportRun, sort: str) -> list[tuple[str, int]]:
    found: dict[str, int] = run.counts.get(_GROUPS[RemarkSort(sort)], {})
    return sorted(found.items(), key=lambda one: -one[1])


def _shown(run: ImportRun) -> Shown:
    columns = [sum(column) for column in zip(*_kinds(run).values(), strict=True)] or [0] * 5
    new, changed, unchanged, deleted, skipped = columns
    return Shown(run, new, changed, unchanged, deleted, skipped, sum(run.counts.get("doubts", {}).values()))
