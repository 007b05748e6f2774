"""What members say for the minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from council import keys
from council.models.meetings import AgendaItem, Meeting
from council.models.people import Person

if TYPE_CHECKING:
    from council.audiences import Standing


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    """Declarations; they are read by whoever may read what they belong to."""

    def visible_for(self, standing: Standing) -> Self:
        """Keep those someone of this standing may read."""
        of_item = Q(item__isnull=False) & AgendaItem.readable_by(standing, prefix="item__")
        return self.filter(of_item | Q(item=None) & Meeting.readable_by(standing, prefix="meeting__"))

    def standing(self) -> Self:
        """Keep those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Declaration(models.Model):
    """A statement somebody gives for the minutes (Erklärung zur Niederschrift), in their own words."""

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="declarations")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    text = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DeclarationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Erklärung zur Niederschrift: {self.person}"

    @property
    def room(self) -> str:
        """Where it is told: in its meeting."""
        return f"meeting:{self.meeting_id}"
