"""Political programmes: what was promised before the election, what was agreed, and what became of each goal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from council.models import Organization
from council.models.entity import Entity
from documents.models import Paper, PaperVersion
from motions import seasons, states

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer
    from council.states import Steps


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes; they are read by whoever may read their paper."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the programmes this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the programmes someone of this standing may read."""
        return self.filter(Paper.readable_by(standing, prefix="paper__"))


class Programme(models.Model):
    """What makes a paper a programme: the agreement it is part of, who agreed, until when, and who keeps its state.

    `section` is its chapter in the whole agreement ("X"), `compared_with` the manifesto it is laid beside, `read_from`
    the text its parts were read from. The members of `keeper` say what became of the goals, beside the office.
    """

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="programme")
    title = models.CharField(max_length=300)
    section = models.CharField(max_length=40, blank=True, default="")
    compared_with = models.CharField(max_length=300, blank=True, default="")
    parties = models.JSONField(default=list, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    keeper = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="kept_programmes"
    )
    read_from = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ProgrammeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The synopsis."""
        return reverse("programme", args=[self.paper.key])

    @property
    def room(self) -> str:
        """Where its events are told: with its paper."""
        return f"paper:{self.paper_id}"


class ProgrammeItemQuerySet(models.QuerySet["ProgrammeItem"]):
    """Parts of programmes; they are read by whoever may read the programme's paper."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the parts this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the parts someone of this standing may read."""
        return self.filter(Paper.readable_by(standing, prefix="programme__paper__"), deleted_at=None)


class ProgrammeItem(Entity):
    """One point of a programme: of its overview, of the manifesto beside it, or a goal, which alone has a life.

    `block` is the block of the programme's text that says it in full, `deadline` what the text says of the time
    ("Frühjahr 2023"), `note` what is behind the goal's state, in a sentence.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12, choices=states.ProgrammePart.choices)
    number = models.PositiveSmallIntegerField()
    short_heading = models.CharField(max_length=300, blank=True, default="")
    one_sentence = models.TextField(blank=True, default="")
    block = models.PositiveIntegerField(null=True, blank=True)
    deadline = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(
        max_length=12, choices=states.GoalState.choices, default=states.GoalState.OPEN, db_index=True
    )
    note = models.TextField(blank=True, default="")
    stated_at = models.DateTimeField(null=True, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    papers = models.ManyToManyField(Paper, through="GoalPaper", related_name="goals")
    version = models.PositiveIntegerField(default=1)

    objects = ProgrammeItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind", "number"], name="one_programme_item_of_a_number"),
            models.CheckConstraint(condition=Q(kind="goal") | Q(state="open"), name="only_goals_have_a_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        """The point in the synopsis."""
        return f"{self.programme.get_absolute_url()}#{self.anchor}"

    @property
    def steps(self) -> Steps:
        """The table of its life."""
        return states.GOAL_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with the programme's paper."""
        return f"paper:{self.programme_id}"

    @property
    def anchor(self) -> str:
        """Its place on the page of the programme: `goal-3`."""
        return f"{self.kind}-{self.number}"

    @property
    def full_text_ref(self) -> str:
        """The address of the paragraph that says it in full; empty if none does."""
        if self.block is None:
            return ""
        programme = self.programme
        number = programme.read_from.number
        return f"{programme.paper.get_absolute_url()}?version={number}#absatz-{self.block}"

    def is_overdue(self, *, on: date) -> bool:
        """Whether its time is over and it is neither reached nor dropped; a time nobody can name is never over."""
        due = seasons.last_day(self.deadline)
        return due is not None and due < on and self.state in (states.GoalState.OPEN, states.GoalState.IN_PROGRESS)


class ProgrammeLink(models.Model):
    """What one point has to do with another: manifesto with overview, overview with goal; a proposal until decided."""

    source = models.ForeignKey(ProgrammeItem, on_delete=models.CASCADE, related_name="leads_to")
    target = models.ForeignKey(ProgrammeItem, on_delete=models.CASCADE, related_name="comes_from")
    strength = models.CharField(max_length=8, choices=states.LinkStrength.choices, default=states.LinkStrength.STRONG)
    state = models.CharField(max_length=12, choices=states.LinkState.choices, default=states.LinkState.SUGGESTED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="one_programme_link_of_a_pair"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="programme_link_has_two_ends"),
            models.CheckConstraint(
                condition=Q(state="suggested", decided_at=None) | (~Q(state="suggested") & Q(decided_at__isnull=False)),
                name="programme_link_is_decided_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} – {self.target}"

    @property
    def steps(self) -> Steps:
        """The table of its life."""
        return states.PROGRAMME_LINK_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with the programme's paper."""
        return self.source.room


class GoalPaper(models.Model):
    """A paper by which a goal is pursued."""

    goal = models.ForeignKey(ProgrammeItem, on_delete=models.CASCADE, related_name="hangings")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="hangings")
    hung_at = models.DateTimeField()
    hung_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "paper"], name="one_hanging_of_a_paper_on_a_goal")]

    def __str__(self) -> str:
        return f"{self.paper} – {self.goal}"
