"""A paper's way through the bodies (Beratungsfolge)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council.models import AgendaItem, Meeting, Organization
from council.models.entity import Entity
from council.states import BodyKind
from documents import states
from documents.models.papers import Paper
from documents.models.referrals import Referral

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Consultations; they are read by whoever may read their paper."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the consultations this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the consultations whose paper someone of this standing may read."""
        return self.living().filter(Paper.readable_by(standing, prefix="paper__"))

    def living(self) -> Self:
        """Keep those that were not taken off the way."""
        return self.filter(deleted_at=None)

    def hearings(self) -> Self:
        """Keep the hearings that are open: with a last day, and neither answered, waived nor over."""
        waiting = (states.ConsultationState.PLANNED, states.ConsultationState.SCHEDULED)
        return self.living().filter(
            role=states.ConsultationRole.HEARING, state__in=waiting, due_on__isnull=False, paper__deleted_at=None
        )


class Consultation(Entity):
    """The treatment of one paper in one body (OParl Consultation); one may need several agenda items.

    `lead` is the committee in charge (federführend), `authoritative` the body that decides. A hearing begins on a day
    (`opened_on`) and ends with `due_on`; `referral` says by what act the paper came here.
    """

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
    lead = models.BooleanField(default=False)
    opened_on = models.DateField(null=True, blank=True)
    urgent = models.BooleanField(default=False)
    referral = models.ForeignKey(
        Referral, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper"], condition=Q(lead=True, deleted_at=None), name="one_lead_body_of_a_paper"
            )
        ]
        indexes = [models.Index(fields=["organization", "state"], name="consultation_waiting")]

    def __str__(self) -> str:
        return f"{self.paper} in {self.organization}"

    def get_absolute_url(self) -> str:
        """Its place on the way of its paper."""
        return f"{reverse('paper', args=[self.paper.key])}#weg-{self.key}"

    @property
    def steps(self) -> states.Steps:
        """The table of its life."""
        return states.CONSULTATION_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with its paper."""
        return f"paper:{self.paper_id}"

    @property
    def role_label(self) -> str:
        """Why the body deals with the paper, as the source calls it."""
        return self.role_text or str(self.get_role_display())

    @property
    def decides(self) -> bool:
        """Whether this body has the last word: it is said so, or it is the assembly and nothing else is said."""
        if self.authoritative is not None:
            return self.authoritative
        if self.role == states.ConsultationRole.DECISION:
            return True
        body = self.organization
        return body is not None and body.kind == BodyKind.ASSEMBLY and self.role == states.ConsultationRole.OTHER


class EarlyDecision(models.Model):
    """Why the chair lets the deciding body decide before all others were asked; read with the way of the paper."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="early_decision")
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Vorgezogen: {self.consultation}"


class Slot(models.Model):
    """The agenda item at which a consultation takes place; an item has one consultation."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="slots")
    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="slot")

    def __str__(self) -> str:
        return f"{self.consultation} – {self.item}"
