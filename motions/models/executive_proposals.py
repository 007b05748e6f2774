"""Magistratsvorlagen: which office writes one, what it does to budget and climate, who co-signs, how it was decided."""

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


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Magistratsvorlagen; they are read by whoever may read their paper."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the proposals this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the proposals someone of this standing may read."""
        return self.filter(Paper.readable_by(standing, prefix="paper__"))


class Proposal(models.Model):
    """What makes a paper a Magistratsvorlage; state, title, text and lead Dezernat are the paper's.

    `office` writes it: an office of the town, or the Magistrat itself. `handed_in` is the text as it was on submission.
    """

    class Decision(models.TextChoices):
        """What the Magistrat made of it (HGO §66)."""

        ADOPTED = "adopted", "beschlossen"
        REJECTED = "rejected", "abgelehnt"

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="proposal")
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="proposals")
    cost_impact = models.TextField(blank=True, default="")
    climate_impact = models.TextField(blank=True, default="")
    gender_impact = models.TextField(blank=True, default="")
    closed = models.BooleanField(default=False)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True, default="")
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_in = models.ForeignKey(PaperVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    deadline_met = models.BooleanField(null=True, blank=True)
    aimed_at = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None, decided_by=None)
                | (~Q(decision="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="proposal_is_decided_by_someone_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.paper)

    def get_absolute_url(self) -> str:
        """The page of its paper."""
        return reverse("paper", args=[self.paper.key])


class CoSignature(models.Model):
    """One office's turn in the chain that co-signs a Magistratsvorlage; it is asked once the one before has spoken."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="cosignatures")
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="cosignatures")
    order = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "office"], name="one_cosignature_of_an_office"),
            models.UniqueConstraint(fields=["proposal", "order"], name="one_cosignature_in_a_place"),
            models.CheckConstraint(
                condition=Q(signed_at=None, objected_at=None, by=None, reason="")
                | Q(asked_at__isnull=False, signed_at__isnull=False, objected_at=None, by__isnull=False, reason="")
                | (
                    Q(asked_at__isnull=False, signed_at=None, objected_at__isnull=False, by__isnull=False)
                    & ~Q(reason="")
                ),
                name="cosignature_is_asked_then_signed_or_objected",
            ),
        ]

    def __str__(self) -> str:
        return str(self.office)

    @property
    def is_waiting(self) -> bool:
        """The office was asked and has not spoken."""
        return self.asked_at is not None and self.signed_at is None and self.objected_at is None
