"""Invitations to a meeting, and for each recipient the proof of when they were reached."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from council.models.meetings import AgendaRevision, Meeting
from council.models.people import Person
from council.states import Capacity, ChannelKind, InvitationKind


class Invitation(models.Model):
    """One sending of an agenda to all who are entitled: the invitation itself, or a supplement to it.

    `urgency_note` is what a shortened invitation has to say (HGO §58(1)); `second_of` is the meeting that lapsed for
    want of a quorum, and `announces_quorum` that the invitation said any number would be enough (HGO §53(2)).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    revision = models.OneToOneField(AgendaRevision, on_delete=models.PROTECT, related_name="invitation")
    kind = models.CharField(max_length=12, choices=InvitationKind.choices)
    urgency_note = models.CharField(max_length=1000, blank=True, default="")
    second_of = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by")
    announces_quorum = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=InvitationKind.URGENT) ^ Q(urgency_note=""), name="urgent_invitation_says_why"
            ),
            models.CheckConstraint(
                condition=Q(kind=InvitationKind.SECOND) | Q(second_of=None, announces_quorum=False),
                name="second_meeting_alone_repeats_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} zu {self.meeting}"

    def get_absolute_url(self) -> str:
        """The page with the proof of receipt."""
        return reverse("invitation-proof", args=[self.meeting.key, self.revision.number])


UNREACHABLE = "Der Mailserver war nicht erreichbar."


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by what became of them."""

    def of_members(self) -> Self:
        """Keep those whose receipt decides whether the meeting was rightly called."""
        return self.filter(capacity=Capacity.MEMBER)

    def to_send(self) -> Self:
        """Keep the e-mails that nobody has tried to send yet, or that are to be sent again."""
        return self._waiting().filter(problem="")

    def to_retry(self) -> Self:
        """Keep the e-mails that found no mail server: nobody refused them, so they are tried until one is there."""
        return self._waiting().filter(problem=UNREACHABLE)

    def _waiting(self) -> Self:
        return self.filter(channel=ChannelKind.EMAIL, notified_at=None, received_on=None)

    def failed(self) -> Self:
        """Keep those that could not be delivered."""
        return self.filter(received_on=None).exclude(problem="")


class Delivery(models.Model):
    """One recipient of an invitation: provided, notified, delivered, opened; and the day that counts as receipt.

    `received_on` is the day of receipt by the rulebook's hour, or the day that the office entered (`entered_by`).
    """

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deliveries")
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    channel = models.CharField(max_length=8, choices=ChannelKind.choices)
    address = models.CharField(max_length=500, blank=True, default="")
    provided_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invitation", "person"], name="one_delivery_of_a_person"),
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(received_on__isnull=False), name="delivered_has_a_day_of_receipt"
            ),
            models.CheckConstraint(
                condition=Q(entered_by=None, entered_at=None) | Q(entered_by__isnull=False, entered_at__isnull=False),
                name="receipt_is_entered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(notified_at=None) | Q(notified_at__gte=F("provided_at")),
                name="delivery_is_provided_before_notice",
            ),
        ]
        indexes = [models.Index(fields=["person", "opened_at"], name="delivery_unopened")]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_channel_display()}"
