"""What the house found in a file that it took over from elsewhere, where everybody could read it already."""

from __future__ import annotations

from django.db import models

from documents import states
from documents.models.files import File


class Examination(models.Model):
    """A file taken over, scanned and looked through: nothing waits for it, the office is told what was found.

    `sha512` are the bytes that were examined; `hidden` is a list of pairs, the kind of what a PDF gives away beyond its
    visible pages (FindingKind) and the page (0: the whole file). `problem` says in German why nobody could look.
    """

    file = models.OneToOneField(File, on_delete=models.CASCADE, related_name="examination")
    sha512 = models.CharField(max_length=128)
    scan = models.CharField(max_length=10, choices=states.ScanResult.choices, default=states.ScanResult.UNASKED)
    hidden = models.JSONField(default=list, blank=True)
    problem = models.CharField(max_length=300, blank=True, default="")
    examined_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Durchsicht: {self.file}"
