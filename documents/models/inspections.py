"""What was found in a file before it is published, and who presented and opened it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from documents import states
from documents.models.files import File


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Files on their way to the public."""

    def open(self) -> InspectionQuerySet:
        """Keep those that are not published yet."""
        return self.filter(opened_at=None)


class Inspection(models.Model):
    """A file looked through before everybody may read it: for the office's eyes alone.

    `original_sha512` are the bytes that came in, which are kept; `sha512` are those for the public, with the visible
    pages alone (empty where none could be made), and `pages` their text. `two_persons`: the file was closed before.
    """

    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="inspection")
    outcome = models.CharField(
        max_length=10, choices=states.InspectionOutcome.choices, default=states.InspectionOutcome.WAITING
    )
    problem = models.CharField(max_length=300, blank=True, default="")
    two_persons = models.BooleanField(default=True)
    original_sha512 = models.CharField(max_length=128, blank=True, default="")
    sha512 = models.CharField(max_length=128, blank=True, default="")
    size = models.PositiveBigIntegerField(null=True, blank=True)
    pages = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    inspected_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(proposed_at=None, proposed_by=None)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
                name="file_is_presented_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="file_is_opened_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(opened_by=None)
                | Q(proposed_by__isnull=False) & ~Q(opened_by=F("proposed_by"))
                | Q(two_persons=False, outcome=states.InspectionOutcome.CLEAN),
                name="file_is_opened_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"Prüfung: {self.file}"

    @property
    def needs_two(self) -> bool:
        """Whether a second person opens the file: it was closed before, or something stands against it."""
        return self.two_persons or self.outcome != states.InspectionOutcome.CLEAN

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has looked it through yet."""
        return self.outcome == states.InspectionOutcome.WAITING

    @property
    def shown_sha512(self) -> str:
        """The bytes that everybody would get."""
        return self.sha512 or self.original_sha512


class Finding(models.Model):
    """Something in a file besides what is seen of its pages; `page` 0 is the whole file, `box` its place in points.

    The text is erased as soon as the file is published or the matter dropped.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=12, choices=states.FindingKind.choices)
    page = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=300, blank=True, default="")
    box = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_grave(self) -> bool:
        """Whether it stops the publication."""
        return self.kind in states.GRAVE_FINDINGS

    @property
    def is_staying(self) -> bool:
        """Whether it goes out with the file: nothing is wrong with it."""
        return self.kind in states.STAYING_FINDINGS
