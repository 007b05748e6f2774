"""Meetings a person took along on their devices, and how far they have read in each."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from council.models import Meeting


class Folder(models.Model):
    """A meeting's folder (Sitzungsmappe) that one person took along.

    `content` is their place in it: {"part": name, "block": number}; it is kept by revision, and read by them alone.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="folders")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="folders")
    content = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "meeting"], name="one_folder_of_a_meeting")]

    def __str__(self) -> str:
        return f"Sitzungsmappe: {self.meeting}"
