"""What those who asked think of the answer, and what the Magistrat says to that: entries that are never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import Organization, Person
from motions.models.inquiries import Inquiry
from motions.states import Verdict


class Assessment(models.Model):
    """The askers' judgement of the answer; a correction is a new entry that `replaces` the one before.

    `evaded` are the numbers of the questions that in their opinion were evaded. It is read with its inquiry.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="assessments")
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    sentence = models.CharField(max_length=1000)
    evaded = models.JSONField(default=list, blank=True)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="assessments"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="assessments")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(replaces=None), name="one_first_assessment_of_an_inquiry"
            )
        ]

    def __str__(self) -> str:
        return f"Bewertung von {self.asker}: {self.get_verdict_display()}"

    @property
    def asker(self) -> str:
        """For whom it speaks: the faction that asked, else the person."""
        return str(self.organization or self.person or "Fragende")


class Reply(models.Model):
    """The Magistrat's reply to an assessment; a correction is a new entry that `replaces` the one before."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="replies")
    text = models.CharField(max_length=2000)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(replaces=None), name="one_first_reply_to_an_assessment"
            )
        ]

    def __str__(self) -> str:
        return f"Erwiderung auf: {self.assessment}"
