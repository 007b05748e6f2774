"""Pages of what resolutions order: the board with its figures, one task with its reports, giving out and reporting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Max, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import tables
from council.requests import SignedInRequest
from council.views import doors
from documents.models import Paper
from motions.actions import tasks
from motions.forms import tasks as forms
from motions.may import tasks as may
from motions.models import ResolutionExtract, ResolutionTask
from motions.states import TASK_OPEN, TaskState
from motions.views.lights import Light

PER_PAGE = 25
SOON = 14  # days before the day set from which the light is yellow
_HEAD = (
    "Beschluss",
    "Gremium",
    "Beschlossen am",
    "Vorlage",
    "Auftrag",
    "Federführung",
    "Frist",
    "Stand",
    "überfällig",
    "Letzter Bericht",
    "Nächster Bericht",
    "Adresse",
)


@dataclass(frozen=True)
class Line:
    """One task on the board, with its light and the day of its last report."""

    task: ResolutionTask
    light: Light
    report_is_due: bool
    last: date | None


def shown(rows: QuerySet[ResolutionTask]) -> QuerySet[ResolutionTask]:
    """Fetch what a line or a page needs: what is to be done first, the earliest day on top."""
    rows = rows.select_related("extract__organization", "extract__item__meeting", "paper__body", "office")
    settled = Case(When(state__in=TASK_OPEN, then=0), default=1)
    return rows.annotate(last_report=Max("reports__reported_on")).order_by(
        settled, F("due").asc(nulls_last=True), "-pk"
    )


def lines(rows: Iterable[ResolutionTask], *, on: date) -> list[Line]:
    """Make the lines of the board for that day."""
    return [
        Line(row, light_of(row, on=on), is_report_due(row, on=on), row.last_report)  # type: ignore[attr-defined]  # annotated
        for row in rows
    ]


def light_of(task: ResolutionTask, *, on: date) -> Light:
    """The light of a task on that day."""
    if not task.is_open:
        return Light("done", str(task.get_state_display()))
    if task.due is None:
        return Light("", "ohne Frist")
    days = (task.due - on).days
    if days < 0:
        return Light("red", "seit gestern überfällig" if days == -1 else f"seit {-days} Tagen überfällig")
    words = "heute fällig" if days == 0 else "noch 1 Tag" if days == 1 else f"noch {days} Tage"
    return Light("yellow" if days <= SOON else "green", words)


def is_report_due(task: ResolutionTask, *, on: date) -> bool:
    """Whether the lead office should report now."""
    return task.is_open and task.report_due is not None and task.report_due <= on


@require_safe
@login_not_required
def board(request: HttpRequest) -> HttpResponse:
    """List the tasks this person may read, with figures in all and by body."""
    today = timezone.localdate()
    visible = ResolutionTask.objects.visible_to(request.user)
    wanted = forms.BoardFilter(request.GET, tasks=visible)
    page = Paginator(shown(narrowed(visible, wanted.values(), on=today)), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines(page, on=today),
        "filter": wanted,
        "query": request.GET.urlencode(),
        "bodies": list(_figures(visible, on=today).values()),
        "whole": _whole(visible, on=today),
    }
    return render(request, "motions/tasks.html", context)


def narrowed(rows: QuerySet[ResolutionTask], wanted: dict[str, Any], *, on: date) -> QuerySet[ResolutionTask]:
    """Keep the tasks that the filter asks for."""
    if "gremium" in wanted:
        rows = rows.filter(extract__organization=wanted["gremium"])
    if "amt" in wanted:
        rows = rows.filter(office=wanted["amt"])
    match wanted.get("stand"):
        case None:
            return rows
        case "overdue":
            return rows.filter(state__in=TASK_OPEN, due__lt=on)
        case state:
            return rows.filter(state=state)


def _counts(*, on: date) -> dict[str, Count]:
    of_states = {state: Count("pk", filter=Q(state=state)) for state in TaskState.values}
    return of_states | {"overdue": Count("pk", filter=Q(state__in=TASK_OPEN, due__lt=on))}


def _whole(rows: QuerySet[ResolutionTask], *, on: date) -> dict[str, int]:
    return rows.aggregate(**_counts(on=on))


def _figures(rows: QuerySet[ResolutionTask], *, on: date) -> dict[int, dict[str, Any]]:
    """The figures of each body that resolved something, by its primary key."""
    grouped = rows.order_by("extract__organization__name").values(
        "extract__organization", "extract__organization__name", "extract__organization__key"
    )
    return {
        row["extract__organization"]: row
        | {"name": row["extract__organization__name"], "key": row["extract__organization__key"]}
        for row in grouped.annotate(**_counts(on=on))
    }


@require_safe
@login_not_required
def as_csv(request: HttpRequest) -> HttpResponse:
    """Give the tasks of the board with its filters as a table for spreadsheets."""
    today = timezone.localdate()
    visible = ResolutionTask.objects.visible_to(request.user)
    wanted = forms.BoardFilter(request.GET, tasks=visible).values()
    rows = lines(shown(narrowed(visible, wanted, on=today)), on=today)
    address = tables.address_of(request)
    cells = ([*_cells(line), address(line.task)] for line in rows)
    return tables.answer(name="beschlusskontrolle", lines=[_HEAD, *cells])


def _cells(line: Line) -> list[object]:
    task, extract = line.task, line.task.extract
    return [
        extract.number,
        extract.organization,
        extract.resolved_on,
        task.paper,
        task.order_text,
        task.office,
        task.due,
        task.get_state_display(),
        line.light.state == "red",
        line.last,
        task.report_due,
    ]


@require_safe
@login_not_required
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show one task with everything that was reported of it."""
    task = _task(request, key)
    today = timezone.localdate()
    context = {
        "task": task,
        "light": light_of(task, on=today),
        "report_is_due": is_report_due(task, on=today),
        "reports": list(task.reports.order_by("-number")),
    }
    return render(request, "motions/task.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, key: str) -> HttpResponse:
    """Give out a task of a resolution."""
    rows = ResolutionExtract.objects.visible_to(request.user).select_related("organization", "paper__body", "item")
    extract = get_object_or_404(rows, key=key)
    may.keep(request.user, extract)
    body = extract.organization.body
    form = forms.TaskForm(doors.typed(request), body=body, initial={"order_text": extract.text})
    if form.is_valid():
        clean = form.cleaned_data
        made = tasks.create(
            extract, order_text=clean["order_text"], office=clean["office"], due=clean["due"], by=request.user
        )
        messages.success(request, f"Der Auftrag ist erteilt. {made.office} berichtet regelmäßig darüber.")
        return doors.see(made.get_absolute_url())
    lead = f"Was der Magistrat nach dem Beschluss {extract.number} zu tun hat."
    return _page(request, form, title="Auftrag erteilen", lead=lead, back=extract.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Give a task to another office, or set another day."""
    task = _task(request, key)
    may.keep(request.user, task)
    initial = {"office": task.office.key, "due": task.due, "version": task.version}
    form = forms.LeadForm(doors.typed(request), body=task.paper.body, initial=initial)
    if form.is_valid():
        clean = form.cleaned_data
        tasks.change(task, office=clean["office"], due=clean["due"], version=clean["version"] or 0, by=request.user)
        messages.success(request, "Der Auftrag ist geändert.")
        return doors.see(task.get_absolute_url())
    return _page(request, form, title="Auftrag ändern", lead=task.order_text, back=task.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, key: str) -> HttpResponse:
    """Report of a task."""
    task = _task(request, key)
    may.report(request.user, task)
    form = forms.ReportForm(doors.typed(request), initial={"state": TaskState.IN_PROGRESS})
    if form.is_valid():
        tasks.report(task, by=request.user, **form.cleaned_data)
        messages.success(request, "Der Bericht ist gespeichert.")
        return doors.see(task.get_absolute_url())
    return _page(request, form, title="Über den Auftrag berichten", lead=task.order_text, back=task.get_absolute_url())


@require_POST
def reopen(request: SignedInRequest, key: str) -> HttpResponse:
    """Take a settled task up again."""
    task = tasks.reopen(_task(request, key), by=request.user)
    messages.success(request, "Der Auftrag ist wieder in Arbeit.")
    return doors.see(task.get_absolute_url())


@require_POST
def implement(request: SignedInRequest, key: str) -> HttpResponse:
    """Confirm that a paper is carried out."""
    paper = tasks.implement(get_object_or_404(Paper.objects.visible_to(request.user), key=key), by=request.user)
    messages.success(request, "Die Vorlage ist umgesetzt.")
    return doors.see(paper.get_absolute_url())


def _task(request: HttpRequest, key: str) -> ResolutionTask:
    return get_object_or_404(shown(ResolutionTask.objects.visible_to(request.user)), key=key)


def _page(request: SignedInRequest, form: Any, *, title: str, lead: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "back": back}
    return render(request, "motions/task_form.html", context, status=doors.REFUSED if form.errors else 200)
