"""Persons and their dated memberships, from which every right follows."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from council import audiences
from council.models.bodies import Body, Organization
from council.models.entity import Entity
from council.states import BodyKind

LONGEST_LIFE = 299  # signs of what a person says of their life (OParl 1.1, Person.life: fewer than 300)


class Person(Entity):
    """A natural person (OParl Person): name and office are public, contact data are not kept here.

    `life` are a few words on the person's life, with their consent; `life_source` says where they come from.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=100, blank=True, default="", db_index=True)
    given_name = models.CharField(max_length=100, blank=True, default="")
    form_of_address = models.CharField(max_length=50, blank=True, default="")
    affix = models.CharField(max_length=50, blank=True, default="")
    titles = models.JSONField(default=list, blank=True)
    gender = models.CharField(max_length=20, blank=True, default="")
    life = models.CharField(max_length=LONGEST_LIFE, blank=True, default="")
    life_source = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the person."""
        return reverse("person", args=[self.key])


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by day."""

    def current(self, *, on: date) -> Self:
        """Keep memberships in force on that day; they end at midnight after `end_date`."""
        return self.filter(
            Q(start_date=None) | Q(start_date__lte=on), Q(end_date=None) | Q(end_date__gte=on), deleted_at=None
        )

    def chairs(self) -> Self:
        """Keep the seats of those who preside over the assembly (`audiences.chairs`)."""
        rows = self.filter(organization__kind=BodyKind.ASSEMBLY, role__startswith=audiences.CHAIR)
        return rows.exclude(role__icontains=audiences.DEPUTY)

    def deputies(self) -> Self:
        """Keep the seats of those who stand in for them (`audiences.deputises`)."""
        of_assembly = self.filter(organization__kind=BodyKind.ASSEMBLY)
        return of_assembly.filter(role__icontains=audiences.DEPUTY).filter(role__icontains=audiences.CHAIR)


class Membership(Entity):
    """A person's seat or office in a body from one day to another (OParl Membership)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=200, blank=True, default="")
    voting_right = models.BooleanField(null=True, blank=True)
    on_behalf_of = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="delegations"
    )
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(start_date=None) | Q(end_date=None) | Q(start_date__lte=F("end_date")),
                name="membership_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.role or 'Mitglied'} ({self.organization})"
