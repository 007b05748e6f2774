"""What is said against minutes, and who put their name under them (HGO §61(2), (3))."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import Meeting, Person
from motions import states
from motions.models.minutes import Minutes, MinutesSection, MinutesVersion

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class MinutesObjectionQuerySet(models.QuerySet["MinutesObjection"]):
    """Objections to minutes; they are read with the section they are against."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the objections this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the objections someone of this standing may read: members and office, never the web."""
        sent_to = Q() if standing.clerk or standing.chair or standing.member or standing.executive else None
        if sent_to is None:
            sent_to = Q(section__minutes__meeting__organization__in=standing.bodies)
        section = MinutesSection.readable_by(standing, prefix="section__")
        return self.filter(sent_to, section, section__minutes__in=Minutes.objects.visible_for(standing))

    def open(self) -> Self:
        """Keep those the body has not decided."""
        return self.filter(outcome="")


class MinutesObjection(models.Model):
    """What a member holds to be wrong in a section of the minutes, and what the body decided on it."""

    section = models.ForeignKey(MinutesSection, on_delete=models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=states.ObjectionRuling.choices, blank=True, default="")
    ruling = models.TextField(blank=True, default="")
    decided_in = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MinutesObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="one_minutes_objection_of_a_number"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="minutes_objection_is_decided_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"Einwendung {self.number} gegen {self.section}"


class MinutesSignature(models.Model):
    """That somebody signed one version in their office; each signs for themselves, and nobody for both."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="signatures")
    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, related_name="signatures")
    office = models.CharField(max_length=10, choices=states.Signatory.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "office"], name="one_signature_of_an_office"),
            models.UniqueConstraint(fields=["minutes", "person"], name="one_signature_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_office_display()}"
