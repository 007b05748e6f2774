"""Municipality, legislative terms, bodies, places and districts."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from council.models.entity import Entity
from council.states import BodyKind


class Body(Entity):
    """A municipality (OParl Body). One of them is the installation's own; others come from imports."""

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True, default="")
    ags = models.CharField(max_length=8, blank=True, default="")
    website = models.URLField(blank=True, default="", max_length=500)
    home = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["home"], condition=Q(home=True), name="one_home_body"),
        ]

    def __str__(self) -> str:
        return self.name


class LegislativeTerm(Entity):
    """A term of office (Wahlperiode)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Location(Entity):
    """A place (OParl Location)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="locations")
    description = models.CharField(max_length=500, blank=True, default="")
    street_address = models.CharField(max_length=300, blank=True, default="")
    room = models.CharField(max_length=200, blank=True, default="")
    postal_code = models.CharField(max_length=20, blank=True, default="")
    locality = models.CharField(max_length=200, blank=True, default="")
    sub_locality = models.CharField(max_length=200, blank=True, default="")
    geojson = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        parts = [self.description, self.room, self.street_address, f"{self.postal_code} {self.locality}".strip()]
        return ", ".join(part for part in parts if part)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Bodies, chosen by kind and day."""

    def of_kind(self, *kinds: BodyKind) -> Self:
        """Keep bodies of these kinds."""
        return self.filter(kind__in=kinds)

    def existing(self, *, on: date) -> Self:
        """Keep bodies that exist on that day; unknown ends are open."""
        return self.filter(
            Q(start_date=None) | Q(start_date__lte=on), Q(end_date=None) | Q(end_date__gte=on), deleted_at=None
        )

    def living(self) -> Self:
        """Keep bodies that were not deleted."""
        return self.filter(deleted_at=None)


class Organization(Entity):
    """A body, faction or office (OParl Organization)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="organizations")
    kind = models.CharField(max_length=20, choices=BodyKind.choices)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=100, blank=True, default="")
    classification = models.CharField(max_length=100, blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    statutory_seats = models.PositiveSmallIntegerField(null=True, blank=True)
    website = models.URLField(blank=True, default="", max_length=500)
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["body", "kind"], name="organization_kind")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the body."""
        return reverse("body", args=[self.key])

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name


class District(Entity):
    """A district of the town (Ortsbezirk) and its council."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="districts")
    name = models.CharField(max_length=200)
    council = models.OneToOneField(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="district"
    )
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "name"], name="one_district_of_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the district."""
        return reverse("district", args=[self.key])
