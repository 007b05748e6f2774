"""The runs of importers and what each left for a clerk to look at: bookkeeping, no business of the council."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from council import keys
from council.models import Body
from motions.states import ImportState, RemarkSort

if TYPE_CHECKING:
    from datetime import datetime

SILENCE = timedelta(minutes=10)
"""A run that has not been heard of for so long was broken off."""


class ImportRun(models.Model):
    """One pass of an importer over one source: how far it came and what became of what it found."""

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    source = models.CharField(max_length=500)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.RUNNING)
    with_files = models.BooleanField(default=True)
    started_at = models.DateTimeField(db_index=True)
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    expected = models.PositiveIntegerField(null=True, blank=True)
    found = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return self.source

    def get_absolute_url(self) -> str:
        """The page of the run."""
        return reverse("import", args=[self.key])

    def is_silent(self, *, at: datetime | None = None) -> bool:
        """Say whether a run that never ended has not been heard of for ten minutes (default: until now)."""
        return self.state == ImportState.RUNNING and (at or timezone.now()) - self.seen_at > SILENCE


class ImportRemark(models.Model):
    """Something a run skipped, doubted or could not read, with the sentence for the clerk."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="remarks")
    sort = models.CharField(max_length=8, choices=RemarkSort.choices)
    group = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True, default="")
    origin = models.CharField(max_length=1000, blank=True, default="")
    field = models.CharField(max_length=60, blank=True, default="")
    message = models.CharField(max_length=1000)

    class Meta:
        indexes = [models.Index(fields=["run", "sort", "group"], name="remark_group")]

    def __str__(self) -> str:
        return self.message
