"""Who read closed matter, and when: once for each person, thing and hour."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ClosedReading(models.Model):
    """A person read something closed within one hour; `hour` is its beginning, `thing` the row of that kind."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="closed_readings")
    kind = models.CharField(max_length=16)
    thing = models.PositiveBigIntegerField()
    hour = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing", "user", "hour"], name="one_reading_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"
