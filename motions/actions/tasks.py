"""Acts on what resolutions order: giving tasks out, reporting of them, and confirming that a paper is carried out."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from council import journal, life, rulebook
from council.law import deadlines
from council.models import Entry, Organization, User
from documents.models import Paper
from documents.states import PaperState
from motions.actions import treatment
from motions.may import tasks as may
from motions.models import ResolutionExtract, ResolutionTask, TaskReport
from motions.states import TASK_OPEN, TaskState

COMMISSIONABLE = frozenset({PaperState.ADOPTED, PaperState.ADOPTED_AMENDED, PaperState.IN_IMPLEMENTATION})
# The step a report means: by the state before, where that matters, and the state it tells of.
_STEPS: dict[tuple[str, str], str] = {
    (TaskState.IN_PROGRESS, TaskState.IN_PROGRESS): "go_on",
    ("", TaskState.OPEN): "wait",
    ("", TaskState.IN_PROGRESS): "begin",
    ("", TaskState.DONE): "finish",
    ("", TaskState.NOT_FEASIBLE): "give_up",
}


@journal.act
def create(
    extract: ResolutionExtract, *, order_text: str, office: Organization, due: date | None, by: User | None
) -> ResolutionTask:
    """Give out a task of an adopted resolution; its paper is „in Umsetzung“ from the first one on.

    The lead office reports first after the months of the rulebook (`resolution.report_months`).
    """
    if extract.paper is None or extract.result not in treatment.ADOPTING:
        raise life.WrongState("Aufträge folgen aus einem angenommenen Beschluss über eine Vorlage.")
    paper = life.lock(extract.paper)
    extract = life.lock(extract)
    if by is not None:
        may.keep(by, extract)
    if paper.state not in COMMISSIONABLE:
        raise life.WrongState(
            f"Der Stand der Vorlage ist „{paper.get_state_display()}“; Aufträge folgen aus einem geltenden Beschluss."
        )
    if ResolutionExtract.objects.filter(corrects=extract).exists():
        raise life.WrongState("Dieser Auszug ist berichtigt; Aufträge folgen aus dem neuen.")
    now = timezone.now()
    task = ResolutionTask(
        paper=paper,
        extract=extract,
        order_text=order_text,
        office=office,
        due=due,
        report_due=next_report(timezone.localdate(now), organization=extract.organization),
        made_by=by,
        created_at=now,
        modified_at=now,
    )
    task.full_clean(validate_unique=False)
    task.save(force_insert=True)
    journal.record("task.created", task, by=by, after=task.state, office=office.pk)
    if life.can(paper, "commission"):
        life.take(paper, "commission", by=by, task=task.pk)
    return task


@journal.act
def change(
    task: ResolutionTask, *, office: Organization, due: date | None, by: User, version: int | None = None
) -> ResolutionTask:
    """Give an open task to another office, or another day; a form made from an older state is refused (Stale)."""
    task = life.lock(task, version=version)
    may.keep(by, task)
    _refuse_settled(task)
    task.office, task.due = office, due
    life.touch(task, fields=("office", "due"))
    journal.record("task.changed", task, by=by, office=office.pk, due=due.isoformat() if due else None)
    return task


@journal.act
def report(task: ResolutionTask, *, text: str, on: date, state: str, by: User | None) -> TaskReport:
    """Report of a task: what was done, and where it stands now; the next report is due after the rulebook's months.

    Raises WrongState for a day to come or before the resolution, and for a task that is settled.
    """
    task = life.lock(task)
    if by is not None:
        may.report(by, task)
    _refuse_settled(task)
    _refuse_day(task, on)
    kept = TaskReport.objects.create(
        task=task,
        number=task.reports.count() + 1,
        text=text,
        reported_on=on,
        state=state,
        made_at=timezone.now(),
        made_by=by,
    )
    settled = state not in TASK_OPEN
    task.settled_on = on if settled else None
    task.report_due = None if settled else next_report(on, organization=task.extract.organization)
    step = _STEPS.get((task.state, state)) or _STEPS["", state]
    life.take(task, step, by=by, also=("settled_on", "report_due"), report=kept.pk)
    return kept


@journal.act
def reopen(task: ResolutionTask, *, by: User) -> ResolutionTask:
    """Take up again what was said to be done or not feasible. Raises WrongState once the paper is carried out."""
    paper = life.lock(task.paper)
    task = life.lock(task)
    may.keep(by, task)
    if paper.state != PaperState.IN_IMPLEMENTATION:
        raise life.WrongState("Die Vorlage ist umgesetzt; ihre Aufträge stehen fest.")
    task.settled_on = None
    task.report_due = next_report(timezone.localdate(), organization=task.extract.organization)
    return life.take(task, "reopen", by=by, also=("settled_on", "report_due"))


@journal.act
def implement(paper: Paper, *, by: User | None) -> Paper:
    """Confirm that everything a paper ordered is done, or found not to be feasible; it is „umgesetzt“."""
    paper = life.lock(paper)
    if by is not None:
        may.keep(by, paper)
    tasks = ResolutionTask.objects.filter(paper=paper, deleted_at=None)
    if not tasks.exists() or tasks.open().exists():
        raise life.WrongState("Umgesetzt ist eine Vorlage, wenn alle ihre Aufträge erledigt oder nicht umsetzbar sind.")
    return life.take(paper, "implement", by=by)


@journal.act
def note_overdue(task: ResolutionTask, *, on: date) -> bool:
    """Note once for each day set that the task is overdue; readers then remind the office. Says if it is new."""
    task = life.lock(task)
    return task.is_open and task.due is not None and task.due < on and _note_once(task, "task.overdue", task.due)


@journal.act
def note_report_due(task: ResolutionTask, *, on: date) -> bool:
    """Note once for each day that a report is due; readers then remind the office. Says if it is new."""
    task = life.lock(task)
    due = task.report_due
    return task.is_open and due is not None and due <= on and _note_once(task, "task.report_due", due)


def next_report(after: date, *, organization: Organization | None) -> date:
    """The day of the next report: so many months after this one as the rulebook says."""
    months = rulebook.value("resolution.report_months", on=after, organization=organization)
    return deadlines.add_months(after, months=months)


def _note_once(task: ResolutionTask, verb: str, due: date) -> bool:
    known = Entry.objects.filter(verb=verb, kind=ResolutionTask._meta.label_lower, thing=task.pk)
    if known.filter(numbers__due=due.isoformat()).exists():
        return False
    journal.record(verb, task, by=None, due=due.isoformat())
    return True


def _refuse_settled(task: ResolutionTask) -> None:
    if not task.is_open:
        raise life.WrongState(f"Der Auftrag ist „{task.get_state_display()}“; er lässt sich nur wieder aufnehmen.")


def _refuse_day(task: ResolutionTask, on: date) -> None:
    if on > timezone.localdate():
        raise life.WrongState("Dieser Tag liegt in der Zukunft.")
    if task.extract.resolved_on is not None and on < task.extract.resolved_on:
        raise life.WrongState("Dieser Tag liegt vor dem Beschluss.")
