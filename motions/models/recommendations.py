"""Citizens' reports (Bürgergutachten) and their recommendations, each of which is owed an answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council.models import Organization
from documents.models import Paper
from motions import states

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer
    from council.states import Steps


class PanelReportQuerySet(models.QuerySet["PanelReport"]):
    """Reports; they are read by whoever may read their paper, by the panel that writes them, and by the office."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the reports this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the reports someone of this standing may read."""
        condition = Paper.readable_by(standing, prefix="paper__")
        if standing.clerk:
            condition |= Q(paper__body__home=True, paper__deleted_at=None)
        return self.filter(condition)


class PanelReport(models.Model):
    """What makes a paper a citizens' report; state, title and text are the paper's.

    The votes are those of the panel on the report as a whole, unknown where it agreed without voting. `feedback_due` is
    the day by which every recommendation is owed an answer.
    """

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="panel_report")
    panel = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="panel_reports")
    introduction = models.TextField(blank=True, default="")
    adopted_on = models.DateField(null=True, blank=True)
    votes_yes = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_no = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_abstain = models.PositiveSmallIntegerField(null=True, blank=True)
    presented_on = models.DateField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    feedback_due = models.DateField(null=True, blank=True)

    objects = PanelReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_over_on=None, feedback_due=None)
                | Q(handed_over_on__isnull=False, feedback_due__isnull=False),
                name="panel_report_is_answered_by_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.paper)

    def get_absolute_url(self) -> str:
        """The page on which it is put together and its answers are given."""
        return reverse("panel-report", args=[self.paper.key])


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Recommendations; they are read by whoever may read their report."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the recommendations this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the recommendations someone of this standing may read."""
        return self.filter(report__in=PanelReport.objects.visible_for(standing))

    def owed(self) -> Self:
        """Keep those handed over and not answered."""
        return self.filter(state=states.RecommendationState.UNDER_REVIEW, due__isnull=False)


class Recommendation(models.Model):
    """One recommendation of a report and what the Magistrat made of it; owed an answer by `due` once handed over."""

    report = models.ForeignKey(PanelReport, on_delete=models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    addressee = models.CharField(max_length=200, default="Magistrat")
    consent = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(
        max_length=16, choices=states.RecommendationState.choices, default=states.RecommendationState.UNDER_REVIEW
    )
    due = models.DateField(null=True, blank=True, db_index=True)
    answer = models.TextField(blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    implemented_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_recommendation_of_a_number"),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(answer=""), name="recommendation_is_rejected_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="under_review", answered_on=None)
                | (~Q(state="under_review") & Q(answered_on__isnull=False)),
                name="recommendation_is_answered_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Empfehlung {self.number}"

    @property
    def steps(self) -> Steps:
        """The table of its life."""
        return states.RECOMMENDATION_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with its report."""
        return f"paper:{self.report_id}"

    def is_overdue(self, *, on: date) -> bool:
        """Whether its answer was due before that day and has not come."""
        open_ = self.state == states.RecommendationState.UNDER_REVIEW
        return open_ and self.due is not None and self.due < on
