"""Who represents the chair for some days, because she is ill or away."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from council import keys
from council.models.bodies import Organization
from council.models.people import Membership, Person


class RepresentationQuerySet(models.QuerySet["Representation"]):
    """Representations by day."""

    def standing(self) -> Self:
        """Keep those that were not revoked."""
        return self.filter(revoked_at=None)

    def held(self, *, on: date) -> Self:
        """Keep those that hold on that day: they end at midnight after the last one, or with the deputy's office."""
        seats = Membership.objects.current(on=on).deputies()
        seats = seats.filter(person=OuterRef("person"), organization=OuterRef("organization"))
        return self.standing().filter(Exists(seats), first_day__lte=on, last_day__gte=on)


class Representation(models.Model):
    """A deputy represents the chair of the assembly from one day to another, in everything (HGO §57)."""

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="representations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="representations")
    first_day = models.DateField()
    last_day = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="representation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="representation_is_revoked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organization}"
