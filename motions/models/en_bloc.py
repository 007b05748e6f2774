"""One vote on many items of the agenda's part without debate (en bloc)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from council.models import Meeting


class BlockVote(models.Model):
    """One vote taken on several items together; each of them has a ballot of its own that names it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="block_votes")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Abstimmung en bloc – {self.meeting}"
