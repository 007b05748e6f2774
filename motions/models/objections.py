"""Objections of the mayor to a resolution (HGO §63): they suspend it until it was voted on again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from council.models import AgendaItem
from documents.models import Paper
from motions import states
from motions.models.resolutions import readable_with_item

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Objections; they are read by whoever may read the resolution objected to."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the objections this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the objections someone of this standing may read."""
        return self.filter(readable_with_item(standing))

    def open(self) -> Self:
        """Keep those that still suspend a resolution."""
        return self.filter(outcome="")


class Objection(models.Model):
    """One objection: the first (Widerspruch) asks for another vote, the second (Beanstandung) may go to court.

    `item` is where the resolution was taken that is objected to, `again_at` where it was voted on again.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="objections")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField(choices=states.ObjectionRank.choices)
    reason = models.TextField()
    decided_on = models.DateField()
    due = models.DateField()
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=states.ObjectionOutcome.choices, blank=True, default="")
    again_at = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="objections_voted_on"
    )
    ended_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_objection_of_a_rank"),
            models.UniqueConstraint(fields=["paper"], condition=Q(outcome=""), name="one_open_objection"),
            models.CheckConstraint(condition=Q(raised_on__lte=F("due")), name="objection_is_in_time"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_on=None) | (~Q(outcome="") & Q(ended_on__isnull=False)),
                name="objection_ends_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_number_display()} gegen den Beschluss vom {self.decided_on:%d.%m.%Y}"

    @property
    def room(self) -> str:
        """Where its events are told: with its paper."""
        return f"paper:{self.paper_id}"
