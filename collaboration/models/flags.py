"""Reports of notes by anyone, as Art. 16 of the Digital Services Act has them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from collaboration import states
from collaboration.models.moderations import Moderation
from collaboration.models.notes import Note
from council import keys


class Flag(models.Model):
    """A reasoned report of a note; open until a decision of moderation answers it.

    Name and address may be missing only for what shows the abuse of children. Both are erased with time.
    """

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="flags")
    ground = models.CharField(max_length=16, choices=states.Ground.choices)
    explanation = models.TextField()
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    moderation = models.ForeignKey(Moderation, null=True, blank=True, on_delete=models.PROTECT, related_name="flags")
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ground="child_abuse") | (~Q(name="") & ~Q(email="")) | Q(forgotten_at__isnull=False),
                name="flag_names_who_reports",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=models.F("made_at")), name="flag_has_time"),
        ]
        indexes = [models.Index(fields=["moderation", "due_at"], name="flag_queue")]

    def __str__(self) -> str:
        return f"Meldung vom {self.made_at:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        """The receipt: what came of the report, for whoever made it."""
        return reverse("flag", args=[self.key])
