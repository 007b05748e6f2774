"""Where a note stands in a later version of the text it was written on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from collaboration import states
from collaboration.models.notes import Note
from documents.models import PaperVersion


class Placement(models.Model):
    """A note's passage in a later version, in code points; one there is none of has no place.

    It is found by the house once, and where that was unsure or in vain, the note's author decides.
    """

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="placements")
    version_of_text = models.ForeignKey(PaperVersion, on_delete=models.CASCADE, related_name="placements")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=states.PlacementState.choices)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "version_of_text"], name="one_place_in_a_version"),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__lt=models.F("end")), name="placement_is_a_passage"
            ),
            models.CheckConstraint(
                condition=Q(state="lost", start=None) | (~Q(state="lost") & Q(start__isnull=False)),
                name="only_a_lost_note_has_no_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note} in {self.version_of_text}"

    def get_absolute_url(self) -> str:
        """Where its author decides whether it still holds."""
        return reverse("placement", args=[self.note.key])

    @property
    def steps(self) -> states.Steps:
        """The table of its life."""
        return states.PLACEMENT_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with the paper."""
        return self.note.room
