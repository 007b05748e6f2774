"""How each person is reached with invitations, from one day to another."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from council.models.people import Person
from council.states import ChannelKind

ELECTRONIC = (ChannelKind.EMAIL, ChannelKind.PORTAL)


class DeliveryChannelQuerySet(models.QuerySet["DeliveryChannel"]):
    """Channels by day."""

    def current(self, *, on: date) -> Self:
        """Keep the channels in force on that day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class DeliveryChannel(models.Model):
    """How a person wants to receive invitations; electronic ones need the person's consent (`opted_in_on`)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=8, choices=ChannelKind.choices)
    address = models.CharField(max_length=500, blank=True, default="")
    opted_in_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DeliveryChannelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(valid_to=None), name="one_open_channel_of_a_person"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lte=F("valid_to")), name="channel_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def electronic(self) -> bool:
        """Whether it needs the consent of the person."""
        return self.kind in ELECTRONIC
