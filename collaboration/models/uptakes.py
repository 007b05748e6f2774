"""What members make of notes: an amendment, a question of an inquiry."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from collaboration.models.notes import Note
from documents.models import Paper


class Uptake(models.Model):
    """A note that was taken up in a paper; both show the other, each to who may read it."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="uptakes")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="uptakes")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "paper"], name="note_taken_up_once_in_a_paper")]

    def __str__(self) -> str:
        return f"{self.note} in {self.paper}"
