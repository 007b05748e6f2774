"""Who brings an amendment in beside its author: members of the faction, and other factions jointly."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import Organization, Person
from motions.models.amendments import Amendment


class AmendmentCoMover(models.Model):
    """A member of the mover's faction who brings the amendment in, too; `agreed_text` is the hash of what they read."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="co_movers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    agreed_text = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendment", "person"], name="one_co_mover_of_an_amendment_a_person")
        ]

    def __str__(self) -> str:
        return str(self.person)


class AmendmentFaction(models.Model):
    """A faction asked to bring the amendment in jointly; it counts once a member agreed to the text as it stands."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="joint_factions")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="joint_amendments")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_text = models.CharField(max_length=64, blank=True, default="")
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendment", "organization"], name="one_invitation_to_an_amendment"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None, agreed_text="")
                | (Q(accepted_at__isnull=False, accepted_by__isnull=False, declined_at=None) & ~Q(agreed_text="")),
                name="amendment_faction_agreed_to_a_text",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)
