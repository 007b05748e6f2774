"""Votes taken name by name (namentliche Abstimmung): on the members' own devices, or called out and entered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council import keys
from council.models import AgendaItem, Organization, Person
from documents.models import Paper
from motions import states
from motions.models.ballots import Rule

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer
    from council.states import Steps


class RollCallQuerySet(models.QuerySet["RollCall"]):
    """Roll calls; they are read by whoever may read their agenda item."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the roll calls this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the roll calls someone of this standing may read."""
        return self.filter(AgendaItem.readable_by(standing, prefix="item__"))

    def open(self) -> Self:
        """Keep those that are being taken."""
        return self.filter(state=states.RollCallState.OPEN)


class RollCall(models.Model):
    """One open vote by name on the called item, its paper, an amendment to it, or a part of it (`subject`).

    `demanded_by` says in words on whose demand it is taken. Its result is the ballot that names it.
    """

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="roll_calls")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="roll_calls")
    subject = models.CharField(max_length=200, blank=True, default="")
    rule = models.CharField(max_length=24, choices=Rule.choices, default=Rule.SIMPLE)
    demanded_by = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=12, choices=states.RollCallState.choices, default=states.RollCallState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = RollCallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(state="open"), name="one_open_roll_call_of_an_item"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="roll_call_ends_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.item)

    def get_absolute_url(self) -> str:
        """The page of the roll call."""
        return reverse("roll-call", args=[self.key])

    @property
    def steps(self) -> Steps:
        """The table of its life."""
        return states.ROLL_CALL_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: in the meeting."""
        return self.item.room

    @property
    def is_open(self) -> bool:
        """Whether votes are taken now."""
        return self.state == states.RollCallState.OPEN


class NamedVote(models.Model):
    """The answer of one member: one row for each, replaced while the vote is open.

    `entered_by` is who entered a called-out answer, None for a member's own. The faction is that of the closing.
    """

    roll_call = models.ForeignKey(RollCall, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="named_votes")
    faction = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="named_votes"
    )
    answer = models.CharField(max_length=8, choices=states.VoteAnswer.choices)
    cast_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll_call", "person"], name="one_vote_of_a_person"),
            models.CheckConstraint(condition=Q(answer__in=["yes", "no", "abstain"]), name="vote_has_an_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_answer_display()}"


class VoteCorrection(models.Model):
    """A member's answer corrected after the closing: what it was and what it is, in the ballot that corrects."""

    vote = models.ForeignKey(NamedVote, on_delete=models.PROTECT, related_name="corrections")
    ballot = models.OneToOneField("motions.Ballot", on_delete=models.PROTECT, related_name="vote_correction")
    before = models.CharField(max_length=8, choices=states.VoteAnswer.choices)
    after = models.CharField(max_length=8, choices=states.VoteAnswer.choices)

    def __str__(self) -> str:
        return f"{self.vote.person}: {self.get_after_display()} statt {self.get_before_display()}"
