"""What was written on a device without network, each taken in exactly once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from collaboration.models.notes import Note


class Jotting(models.Model):
    """A note written, changed or withdrawn on a device, by the random number the device gave it.

    `digest` (SHA-256, hexadecimal) is that of what was sent: the same number with other words is refused.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jottings")
    uuid = models.UUIDField()
    digest = models.CharField(max_length=64)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="jottings")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "uuid"], name="one_jotting_of_a_number")]

    def __str__(self) -> str:
        return f"{self.uuid} → {self.note}"
