"""What the chair does to keep order."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from council import keys, states
from council.models.meetings import AgendaItem, Meeting
from council.models.people import Person
from council.models.speeches import Speech


class OrderMeasure(models.Model):
    """A measure of the chair against a person: a call, the floor taken away, exclusion from up to three meetings.

    `meetings` counts the present meeting; it is given for exclusions alone. What was taken back keeps its row.
    """

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="measures")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    speech = models.ForeignKey(Speech, null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=16, choices=states.OrderKind.choices)
    meetings = models.PositiveSmallIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=states.OrderKind.EXCLUSION, meetings__gte=1, meetings__lte=3)
                | (~Q(kind=states.OrderKind.EXCLUSION) & Q(meetings=None)),
                name="exclusion_lasts_one_to_three_meetings",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"

    @property
    def room(self) -> str:
        """Where it is told: in its meeting."""
        return f"meeting:{self.meeting_id}"
