"""Motions: what makes a paper one, the draft while it is written, and what was ruled on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council.models import Meeting, Organization
from documents.models import Paper, PaperVersion
from documents.models.papers import unbarred
from documents.states import PaperState
from motions.drafts import MotionKind
from motions.models import movers

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class MotionQuerySet(models.QuerySet["Motion"]):
    """Motions; they are read by whoever may read their paper, by the chair who judges, by factions asked to join."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the motions this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the motions someone of this standing may read."""
        condition = Paper.readable_by(standing, prefix="paper__")
        if standing.chair:
            judged = (PaperState.SUBMITTED, PaperState.INADMISSIBLE)
            alive = Q(paper__deleted_at=None) & unbarred(standing, prefix="paper__")
            condition |= alive & Q(paper__state__in=judged, paper__body__home=True)
        if standing.member and standing.factions:
            condition |= movers.asked(standing)
        return self.filter(condition)


class Motion(models.Model):
    """What makes a paper a motion (Antrag); state, title and text are the paper's.

    `mover` is the faction or body for whose sake it is brought in; `handed_in` the text as it was on submission.
    """

    noun: ClassVar[str] = "motion"
    word: ClassVar[str] = "Antrag"
    for_factions: ClassVar[bool] = True

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="motion")
    kind = models.CharField(max_length=16, choices=MotionKind.choices, default=MotionKind.MOTION)
    mover = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="motions")
    target = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    direct_treatment = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    oral_reasons = models.BooleanField(default=False)
    handed_in = models.ForeignKey(PaperVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    deadline_met = models.BooleanField(null=True, blank=True)
    aimed_at = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refiled_from = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    blocked_until = models.DateField(null=True, blank=True)
    block_lifted_at = models.DateTimeField(null=True, blank=True)
    block_lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MotionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(direct_treatment=False) | Q(target=None), name="motion_is_treated_or_referred_directly"
            ),
            models.CheckConstraint(
                condition=Q(block_lifted_at=None, block_lifted_by=None)
                | Q(block_lifted_at__isnull=False, block_lifted_by__isnull=False),
                name="motion_block_is_lifted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(refiled_from=None, blocked_until=None)
                | Q(refiled_from__isnull=False, blocked_until__isnull=False),
                name="motion_is_blocked_by_a_paper",
            ),
        ]

    def __str__(self) -> str:
        return str(self.paper)

    def get_absolute_url(self) -> str:
        """The page of the motion while it is no paper for all: for those asked to join, and the chair."""
        return reverse("motion", args=[self.paper.key])

    @property
    def scratch(self) -> Scratch:
        """The draft as it is being written; every motion has one. Read anew each time."""
        return Scratch.objects.get(pk=self.pk)

    @property
    def is_blocked(self) -> bool:
        """It was rejected not long ago and the chair has not let it through."""
        return self.blocked_until is not None and self.block_lifted_at is None


class Scratch(models.Model):
    """What is being written and is no version yet: the fields of a form as typed; `revision` counts every keeping."""

    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, primary_key=True, related_name="scratch")
    content = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Arbeitsstand {self.revision}"


class Ruling(models.Model):
    """What office or chair said when they returned or refused a paper or let it through, for its movers."""

    class Step(models.TextChoices):
        """What was done with the reason."""

        RETURN = "return", "zurückgegeben"
        REFUSE = "refuse", "als unzulässig zurückgewiesen"
        LIFT = "lift", "trotz Sperre zugelassen"

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="rulings")
    step = models.CharField(max_length=8, choices=Step.choices)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.paper}"
