"""The life of a task that a resolution gave (domain brief §3.12)."""

from django.db.models import TextChoices

from documents.states import Steps


class TaskState(TextChoices):
    """How far the Magistrat is with what a resolution orders; overdue is what an open task is after its day."""

    OPEN = "open", "offen"
    IN_PROGRESS = "in_progress", "in Arbeit"
    DONE = "done", "erledigt"
    NOT_FEASIBLE = "not_feasible", "nicht umsetzbar"


_T = TaskState

TASK_OPEN = frozenset({_T.OPEN, _T.IN_PROGRESS})

# domain brief §3.12: a resolution is followed until it is carried out, or found not to be feasible.
TASK_STEPS: Steps = {
    "wait": (frozenset({_T.OPEN}), _T.OPEN, "task.reported"),
    "begin": (frozenset({_T.OPEN}), _T.IN_PROGRESS, "task.begun"),
    "go_on": (frozenset({_T.IN_PROGRESS}), _T.IN_PROGRESS, "task.reported"),
    "finish": (TASK_OPEN, _T.DONE, "task.finished"),
    "give_up": (TASK_OPEN, _T.NOT_FEASIBLE, "task.given_up"),
    "reopen": (frozenset({_T.DONE, _T.NOT_FEASIBLE}), _T.IN_PROGRESS, "task.reopened"),
}
