"""A member's own vote, put into the minutes on demand (HGO §61(1))."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import Person
from motions import states
from motions.models.ballots import Ballot


class MinutedVote(models.Model):
    """How one member voted, as that member demanded it to be recorded."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="minuted")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="minuted_votes")
    answer = models.CharField(max_length=8, choices=states.VoteAnswer.choices)
    demanded_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "person"], name="one_minuted_vote_of_a_person"),
            models.CheckConstraint(condition=Q(answer__in=["yes", "no", "abstain"]), name="minuted_vote_has_an_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_answer_display()}"
