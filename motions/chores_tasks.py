"""What falls due after a decision: tasks past their day, reports to be given, extracts not printed yet."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from council import tick
from council.models import Entry
from motions.actions import resolutions, tasks
from motions.models import ResolutionExtract, ResolutionTask


@tick.chore("overdue_tasks")
def overdue_tasks(now: datetime) -> int:
    """Note every open task whose day has passed, once for each day set."""
    today = timezone.localtime(now).date()
    noted = _noted("task.overdue")
    rows = ResolutionTask.objects.overdue(on=today).filter(deleted_at=None).order_by("due", "pk")
    return sum(tasks.note_overdue(row, on=today) for row in rows if (row.pk, str(row.due)) not in noted)


@tick.chore("due_task_reports")
def due_task_reports(now: datetime) -> int:
    """Note every open task of which a report is due, once for each day."""
    today = timezone.localtime(now).date()
    noted = _noted("task.report_due")
    rows = ResolutionTask.objects.unreported(on=today).filter(deleted_at=None).order_by("report_due", "pk")
    return sum(tasks.note_report_due(row, on=today) for row in rows if (row.pk, str(row.report_due)) not in noted)


@tick.chore("print_resolutions", eager=True)
def print_resolutions(now: datetime) -> int:
    """Print the extracts whose PDF is still missing, up to 20 at once."""
    rows = list(ResolutionExtract.objects.filter(file=None, deleted_at=None).order_by("pk")[:20])
    for row in rows:
        resolutions.file(row)
    return len(rows)


def _noted(verb: str) -> set[tuple[int, str]]:
    return set(Entry.objects.filter(verb=verb).values_list("thing", "numbers__due"))
