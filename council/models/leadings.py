"""Who led a meeting in the chair's stead, from when to when."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from council import keys, states
from council.models.meetings import Meeting
from council.models.people import Membership, Person


class LeadingQuerySet(models.QuerySet["Leading"]):
    """Spans in which deputies led meetings."""

    def open(self) -> Self:
        """Keep those that nobody ended."""
        return self.filter(ended_at=None)

    def held(self, *, on: date) -> Self:
        """Keep those that hold: not ended, and whoever has it still is a deputy on that day."""
        seats = Membership.objects.current(on=on).deputies()
        seats = seats.filter(person=OuterRef("holder"), organization=OuterRef("meeting__organization"))
        return self.open().filter(Exists(seats))


class Leading(models.Model):
    """The leading of a meeting (Sitzungsleitung) while a deputy has it in the chair's stead (HGO §57).

    `taken_from` is whoever led before: the chair or another deputy; none where the town has no chair.
    """

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="leadings")
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leadings")
    taken_from = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=states.LeadingReason.choices)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ending = models.CharField(max_length=12, choices=states.LeadingEnd.choices, blank=True, default="")

    objects = LeadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(ended_at=None), name="one_leads_a_meeting"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="leading_ends_for_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} – {self.meeting}"

    @property
    def room(self) -> str:
        """Where it is told: in its meeting."""
        return f"meeting:{self.meeting_id}"
