"""A paper's way through the bodies (Beratungsfolge)."""

from __future__ import annotations

from django.db import models

from council.models import AgendaItem, Meeting, Organization
from council.models.entity import Entity
from documents import states
from documents.models.papers import Paper


class Consultation(Entity):
    """The treatment of one paper in one body (OParl Consultation); one may need several agenda items."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="consultations")
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations"
    )
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations")
    role = models.CharField(
        max_length=16, choices=states.ConsultationRole.choices, default=states.ConsultationRole.OTHER
    )
    role_text = models.CharField(max_length=200, blank=True, default="")
    authoritative = models.BooleanField(null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=states.ConsultationState.choices, default=states.ConsultationState.PLANNED
    )
    order = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.paper} in {self.organization}"

    @property
    def steps(self) -> states.Steps:
        """The table of its life."""
        return states.CONSULTATION_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with its paper."""
        return f"paper:{self.paper_id}"


class Slot(models.Model):
    """The agenda item at which a consultation takes place; an item has one consultation."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="slots")
    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="slot")

    def __str__(self) -> str:
        return f"{self.consultation} – {self.item}"
