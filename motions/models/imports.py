"""The runs of importers and what each left for a clerk to look at: bookkeeping, no business of the council."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from council import keys
from council.models import Body, Organization, Person
from documents.models import File
from motions.states import DownloadState, ImportPhase, ImportScope, ImportState, ImportVerdict, RemarkSort

if TYPE_CHECKING:
    from datetime import datetime

SILENCE = timedelta(minutes=10)
"""A run that has not been heard of for so long was broken off."""


class ImportSource(models.Model):
    """A council information system elsewhere that the office takes over through OParl, once or night after night."""

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    address = models.CharField(max_length=500, unique=True)
    body_name = models.CharField(max_length=200, blank=True, default="")
    with_files = models.BooleanField(default=True)
    nightly = models.BooleanField(default=False)
    nightly_at = models.TimeField(default=time(2, 30))
    whole_every = models.PositiveSmallIntegerField(default=7)
    """Days after which a nightly run compares everything instead of asking for changes."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.body_name or urlsplit(self.address).hostname or self.address

    def get_absolute_url(self) -> str:
        """The page of the source."""
        return reverse("import-source", args=[self.key])


class ImportRun(models.Model):
    """One pass of an importer over one source: how far it came and what became of what it found."""

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    source = models.CharField(max_length=500)
    of = models.ForeignKey(ImportSource, null=True, blank=True, on_delete=models.SET_NULL, related_name="runs")
    scope = models.CharField(max_length=8, choices=ImportScope.choices, default=ImportScope.WHOLE)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.RUNNING)
    phase = models.CharField(max_length=8, choices=ImportPhase.choices, blank=True, default="")
    phase_at = models.DateTimeField(null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
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
    target = models.CharField(max_length=1000, blank=True, default="")
    """What could not be found: the address of a body or person, or the name on a letterhead."""
    identity = models.CharField(max_length=64, blank=True, default="", db_index=True)
    settled = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["run", "sort", "group"], name="remark_group")]

    def __str__(self) -> str:
        return self.message

    def get_absolute_url(self) -> str:
        """The page on which it is settled."""
        return reverse("import-remark", args=[self.run.key, self.pk])


class ImportRuling(models.Model):
    """What the office said of something skipped or doubtful; it holds for every later run of the source."""

    identity = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=500)
    verdict = models.CharField(max_length=8, choices=ImportVerdict.choices)
    group = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True, default="")
    origin = models.CharField(max_length=1000, blank=True, default="")
    target = models.CharField(max_length=1000, blank=True, default="")
    message = models.CharField(max_length=1000)
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "verdict"], name="ruling_of_source")]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.message}"


class FileDownload(models.Model):
    """A file of a source whose bytes are to be fetched: from where, what they should be, and how often it was tried."""

    file = models.OneToOneField(File, on_delete=models.CASCADE, related_name="download")
    of = models.ForeignKey(ImportSource, on_delete=models.CASCADE, related_name="downloads")
    url = models.CharField(max_length=1000)
    other_url = models.CharField(max_length=1000, blank=True, default="")
    sha512 = models.CharField(max_length=128, blank=True, default="")
    sha1 = models.CharField(max_length=40, blank=True, default="")
    size = models.PositiveBigIntegerField(null=True, blank=True)
    asked = models.CharField(max_length=64)
    """A print of all the source says of the bytes: when it changes, they are fetched anew."""
    state = models.CharField(max_length=8, choices=DownloadState.choices, default=DownloadState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["of", "state", "next_at"], name="download_waiting")]

    def __str__(self) -> str:
        return self.url
