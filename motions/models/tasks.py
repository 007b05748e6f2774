"""What a resolution orders the Magistrat to do, and what the lead office reports of it (Beschlusskontrolle)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council.models import AgendaItem, Organization
from council.models.entity import Entity
from documents.models import Paper
from motions import states
from motions.models.resolutions import ResolutionExtract

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer
    from council.states import Steps


class ResolutionTaskQuerySet(models.QuerySet["ResolutionTask"]):
    """Tasks; they are read by whoever may read the resolution they come from."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the tasks this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the tasks whose paper and agenda item someone of this standing may read."""
        item = AgendaItem.readable_by(standing, prefix="extract__item__")
        return self.filter(item, Paper.readable_by(standing, prefix="paper__"), deleted_at=None)

    def open(self) -> Self:
        """Keep those that are neither done nor found not feasible."""
        return self.filter(state__in=states.TASK_OPEN)

    def overdue(self, *, on: date) -> Self:
        """Keep the open ones whose day has passed."""
        return self.open().filter(due__lt=on)

    def unreported(self, *, on: date) -> Self:
        """Keep the open ones of which a report is due on that day or was before."""
        return self.open().filter(report_due__lte=on)


class ResolutionTask(Entity):
    """One order to the Magistrat: which office has the lead, until when, and when it reports next."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="tasks")
    extract = models.ForeignKey(ResolutionExtract, on_delete=models.PROTECT, related_name="tasks")
    order_text = models.TextField()
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="resolution_tasks")
    due = models.DateField(null=True, blank=True, db_index=True)
    report_due = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=states.TaskState.choices, default=states.TaskState.OPEN, db_index=True
    )
    settled_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ResolutionTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "in_progress"], settled_on=None)
                | (~Q(state__in=["open", "in_progress"]) & Q(settled_on__isnull=False)),
                name="task_is_settled_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Auftrag aus {self.extract.number}"

    def get_absolute_url(self) -> str:
        """The page of the task."""
        return reverse("task", args=[self.key])

    @property
    def steps(self) -> Steps:
        """The table of its life."""
        return states.TASK_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with its paper."""
        return f"paper:{self.paper_id}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in states.TASK_OPEN


class TaskReport(models.Model):
    """What the lead office reported on one day, and where the task stood then; never changed."""

    task = models.ForeignKey(ResolutionTask, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    reported_on = models.DateField()
    state = models.CharField(max_length=12, choices=states.TaskState.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="one_report_of_a_number")]

    def __str__(self) -> str:
        return f"{self.task} – Bericht {self.number}"
