"""What a body that is heard says to a paper (Stellungnahme), as one row of its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from documents.models.consultations import Consultation
from documents.models.papers import Paper

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class HearingStatementQuerySet(models.QuerySet["HearingStatement"]):
    """Statements; they are read by whoever may read the paper."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the statements this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the statements whose paper someone of this standing may read."""
        readable = Paper.readable_by(standing, prefix="consultation__paper__")
        return self.filter(readable, consultation__deleted_at=None)


class HearingStatement(models.Model):
    """The statement of a district council or board in its hearing; as public as the paper is."""

    class Stance(models.TextChoices):
        """How the body stands to the paper."""

        APPROVING = "approving", "zustimmend"
        REJECTING = "rejecting", "ablehnend"
        CHANGES = "changes", "mit Änderungen"
        NO_OBJECTION = "no_objection", "keine Bedenken"

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="statement")
    stance = models.CharField(max_length=16, choices=Stance.choices)
    text = models.TextField(blank=True, default="")
    given_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = HearingStatementQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Stellungnahme vom {self.given_on:%d.%m.%Y}"

    @property
    def is_late(self) -> bool:
        """Whether the hearing was over when it was given."""
        return self.consultation.due_on is not None and self.given_on > self.consultation.due_on
