"""Single points of a text that are voted on by themselves (Einzelabstimmung), before the vote on the whole."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import AgendaItem
from documents.models import Paper
from motions.models.ballots import Ballot


class PointVote(models.Model):
    """That one point of a paper is voted on by itself at an agenda item; what is rejected is left out of the text.

    `block` is the number of its block in the main text with the amendments adopted so far, for an amendment that of
    its change; `seen` is the hash of what was read, `label` the point in words: „Punkt 2“.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="point_votes")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="point_votes")
    block = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    seen = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ballot = models.ForeignKey(Ballot, null=True, blank=True, on_delete=models.PROTECT, related_name="points")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "paper", "block"], name="one_vote_on_a_point"),
            models.CheckConstraint(condition=Q(block__gte=1), name="point_is_counted_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.paper}"

    @property
    def is_rejected(self) -> bool:
        """Whether it was voted on and is left out."""
        return self.ballot is not None and not self.ballot.passed
