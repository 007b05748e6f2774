"""The way from a person of the council to their account."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from council.models.people import Person


class AccountInvitationQuerySet(models.QuerySet["AccountInvitation"]):
    """Invitations by moment."""

    def open(self, *, at: datetime) -> Self:
        """Keep those whose link still works at that moment."""
        return self.filter(ended_at=None, valid_until__gt=at)


class AccountInvitation(models.Model):
    """The office opens an account to a person: a link to their e-mail address, for a few days and once.

    The link is signed, not stored: whoever reads the rows cannot make one.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="account_invitations")
    email = models.EmailField()
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(default=False)

    objects = AccountInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_open_invitation_of_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"Zugang für {self.person}"
