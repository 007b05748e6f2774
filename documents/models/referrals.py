"""Referrals (Überweisungen): who sent a paper on its way to which bodies, when, and by what act."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import AgendaItem, Organization
from documents.models.papers import Paper


class Referral(models.Model):
    """The receipt of one referral, shown at both ends: with the paper, and with each body it went to.

    The bodies are those of its consultations. `organization` and `item` say which body resolved it;
    the chair alone refers directly. It is read by whoever may read its paper; the item has an audience of its own.
    """

    class Way(models.TextChoices):
        """By what act a paper is referred."""

        CHAIR = "chair", "direkte Überweisung durch den Vorsitz"
        BODY = "body", "Beschluss"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="referrals")
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.CHAIR)
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals")
    referred_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way="chair", organization=None, item=None) | Q(way="body", organization__isnull=False),
                name="referral_is_resolved_by_a_body_or_the_chair",
            )
        ]

    def __str__(self) -> str:
        return f"Überweisung vom {self.referred_on:%d.%m.%Y}"
