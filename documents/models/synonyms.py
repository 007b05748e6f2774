"""The town's own list of words that mean the same to the search."""

from django.conf import settings
from django.db import models


class SynonymList(models.Model):
    """One version of the list; the newest counts, and older ones stay as they were."""

    number = models.PositiveIntegerField(unique=True)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Gleichbedeutende Wörter, Fassung {self.number}"
