"""Resolutions taken in closed session that are announced to the public (HGO §52(2)): redacted, by two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from council.models import Meeting
from motions.models.resolutions import ResolutionExtract

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing


class ResolutionReleaseQuerySet(models.QuerySet["ResolutionRelease"]):
    """Announcements of closed resolutions."""

    def released(self) -> Self:
        """Keep those that were made public; everyone who may read their meeting reads them."""
        return self.filter(released_at__isnull=False)

    def visible_for(self, standing: Standing) -> Self:
        """Keep the public ones of meetings someone of this standing may read."""
        return self.released().filter(Meeting.readable_by(standing, prefix="extract__item__meeting__"))


class ResolutionRelease(models.Model):
    """The wording in which a closed resolution is announced, proposed by one of the office and released by another."""

    extract = models.OneToOneField(ResolutionExtract, on_delete=models.PROTECT, related_name="release")
    title = models.CharField(max_length=1000)
    text = models.TextField()
    result = models.CharField(max_length=1000, blank=True, default="")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ResolutionReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="resolution_is_released_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("proposed_by")), name="resolution_is_released_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"Bekanntgabe: {self.title}"
