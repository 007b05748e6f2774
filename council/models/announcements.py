"""The public notice of a meeting (öffentliche Bekanntmachung, HGO §58(6))."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from council.models.meetings import AgendaRevision, Meeting


class Announcement(models.Model):
    """When and where the time, place and agenda of a meeting were made known; the agenda is one that was sent."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="announcements")
    revision = models.ForeignKey(AgendaRevision, on_delete=models.PROTECT, related_name="announcements")
    announced_on = models.DateField()
    announced_in = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"Bekanntmachung: {self.meeting}"

    def get_absolute_url(self) -> str:
        """The page with its wording."""
        return reverse("meeting-announcement", args=[self.meeting.key])
