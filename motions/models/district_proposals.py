"""Proposals of the district councils (Vorschläge der Ortsbeiräte): which council's, and when the assembly heard it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council.models import Meeting, Organization
from documents.models import Paper, PaperVersion

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class DistrictProposalQuerySet(models.QuerySet["DistrictProposal"]):
    """Proposals of district councils; they are read by whoever may read their paper."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the proposals this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the proposals someone of this standing may read."""
        return self.filter(Paper.readable_by(standing, prefix="paper__"))


class DistrictProposal(models.Model):
    """What makes a paper the proposal of a district council (HGO §82(3)); state, title and text are the paper's."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="district_proposal")
    council = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="district_proposals")
    handed_in = models.ForeignKey(PaperVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    deadline_met = models.BooleanField(null=True, blank=True)
    aimed_at = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    read_out_at = models.DateTimeField(null=True, blank=True)
    read_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DistrictProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(read_out_at=None, read_out_by=None)
                | Q(read_out_at__isnull=False, read_out_by__isnull=False),
                name="district_proposal_is_read_out_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return str(self.paper)

    def get_absolute_url(self) -> str:
        """The page of its paper."""
        return reverse("paper", args=[self.paper.key])
