"""What a text seems to say of places and does not mean."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import AgendaItem, District
from documents.models.papers import Paper


class NotMeant(models.Model):
    """A district that a paper or an item names without being about it; it is not proposed there again."""

    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.CASCADE, related_name="not_meant")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.CASCADE, related_name="not_meant")
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="not_meant")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "district"], name="district_is_not_meant_once_in_a_paper"),
            models.UniqueConstraint(fields=["item", "district"], name="district_is_not_meant_once_at_an_item"),
            models.CheckConstraint(
                condition=Q(paper=None, item__isnull=False) | Q(paper__isnull=False, item=None),
                name="district_is_not_meant_by_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district}: nicht gemeint"
