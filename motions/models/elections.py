"""Elections (Wahlen, HGO §55): who stands, how each ballot went, which lot was drawn, and who was elected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council import keys
from council.models import AgendaItem, Person
from motions import states

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer
    from council.states import Steps


class ElectionQuerySet(models.QuerySet["Election"]):
    """Elections; they are read by whoever may read their agenda item."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the elections this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the elections someone of this standing may read."""
        return self.filter(AgendaItem.readable_by(standing, prefix="item__"))


class Election(models.Model):
    """One election at an agenda item. Secret ballots are cast on paper; what is kept here is their count.

    `posts` are filled together only in proportion or by one joint list. `full_time` is a full-time seat in the
    Magistrat, which is never filled by acclamation. `method` is the seat method that was applied.
    """

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="elections")
    office = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=states.ElectionKind.choices)
    manner = models.CharField(max_length=16, choices=states.ElectionManner.choices, default=states.ElectionManner.PAPER)
    posts = models.PositiveSmallIntegerField(default=1)
    full_time = models.BooleanField(default=False)
    method = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(max_length=12, choices=states.ElectionState.choices, default=states.ElectionState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ElectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(posts__gte=1), name="election_fills_a_post"),
            models.CheckConstraint(
                condition=~Q(kind="majority") | Q(posts=1), name="one_post_in_an_election_by_majority"
            ),
            models.CheckConstraint(
                condition=Q(manner="paper") | Q(full_time=False, kind__in=["majority", "joint_list"]),
                name="acclamation_only_where_the_law_has_it",
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(state="open"), name="one_open_election_of_an_item"),
        ]

    def __str__(self) -> str:
        return self.office

    def get_absolute_url(self) -> str:
        """The page of the election."""
        return reverse("election", args=[self.key])

    @property
    def steps(self) -> Steps:
        """The table of its life."""
        return states.ELECTION_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: in the meeting."""
        return self.item.room

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state == states.ElectionState.OPEN


class Candidacy(models.Model):
    """Who or what stands: a person, or a list whose people (one a line) are elected from the top.

    `seats` is how many posts it won, None before the decision.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="candidacies")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="candidacies")
    people = models.TextField(blank=True, default="")
    seats = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="one_candidacy_of_a_number")]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        """The people of the list in their order; of a single candidacy, the one who stands."""
        return [line for line in self.people.splitlines() if line] or [self.name]

    @property
    def elected(self) -> list[str]:
        """Who was elected from it."""
        return self.names[: self.seats or 0]


class ElectionBallot(models.Model):
    """One ballot (Wahlgang) as counted. It is never changed: one counted wrongly is struck, and a new row follows.

    `step` is what follows from it by law. No votes are valid votes, abstentions are not (HGO §55(5)).
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField(default=0)
    abstain = models.PositiveSmallIntegerField(default=0)
    invalid = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=16)
    counted_at = models.DateTimeField()
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"], condition=Q(struck_at=None), name="one_ballot_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. Wahlgang – {self.election}"


class CandidateVotes(models.Model):
    """The votes for one candidacy in one ballot."""

    ballot = models.ForeignKey(ElectionBallot, on_delete=models.CASCADE, related_name="counts")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="counts")
    votes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "candidacy"], name="one_count_of_a_candidacy")]

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.votes}"


class Lot(models.Model):
    """A lot drawn by the chair among equals, where the law wants one."""

    ballot = models.OneToOneField(ElectionBallot, on_delete=models.CASCADE, related_name="lot")
    places = models.PositiveSmallIntegerField()
    among = models.ManyToManyField(Candidacy, related_name="lots")
    drawn = models.ManyToManyField(Candidacy, related_name="lots_won")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Los: {self.ballot}"


class ElectionObjection(models.Model):
    """A member's objection to the validity of an election, raised within a month."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="election_objections")
    reason = models.TextField(blank=True, default="")
    raised_on = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "person"], name="one_objection_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person} – {self.election}"
