"""Decisions of moderation with their reasons, and complaints about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from collaboration import states
from collaboration.models.notes import Note
from council import keys


class Moderation(models.Model):
    """One decision on a note, never changed; its words and those it was about are erased with time."""

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="moderations")
    decision = models.CharField(max_length=8, choices=states.Decision.choices)
    ground = models.CharField(max_length=16, choices=states.Ground.choices, blank=True, default="")
    reason = models.TextField()
    words = models.TextField(blank=True, default="")
    reported = models.BooleanField(default=False)
    police_told = models.BooleanField(default=False)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(decision="keep") | ~Q(ground=""), name="moderation_names_its_ground"),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(forgotten_at__isnull=False), name="moderation_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} ({self.decided_at:%d.%m.%Y})"

    def get_absolute_url(self) -> str:
        """The statement of reasons, for the note's author."""
        return reverse("moderation", args=[self.key])


class Complaint(models.Model):
    """The author's complaint about a decision; a second person decides on it."""

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    moderation = models.OneToOneField(Moderation, on_delete=models.PROTECT, related_name="complaint")
    text = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=states.Outcome.choices, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="complaint_is_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("made_by")), name="nobody_decides_their_own"
            ),
        ]

    def __str__(self) -> str:
        return f"Beschwerde vom {self.made_at:%d.%m.%Y}"
