"""Procedural motions (Anträge zur Geschäftsordnung): moved in a meeting, put in their order, carried out at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from council import presence
from council.law import procedure
from council.models import AgendaItem, Meeting, Organization, Person
from council.models.entity import Entity
from council.models.readable import Readable, ReadableQuerySet
from documents.models import Paper
from motions import states
from motions.models.ballots import Rule

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing
    from council.states import Steps


class ProceduralMotionQuerySet(ReadableQuerySet["ProceduralMotion"]):
    """Procedural motions; they are read by whoever may read their meeting and their item, closed ones by fewer."""

    def pending(self) -> Self:
        """Keep those nobody decided yet."""
        return self.filter(state=states.ProceduralState.MOVED)

    def adopted(self) -> Self:
        """Keep those that passed, carried out or not yet."""
        return self.filter(state__in=(states.ProceduralState.ADOPTED, states.ProceduralState.CARRIED_OUT))


class ProceduralMotion(Entity, Readable):
    """One procedural motion. It is no paper: it lives and ends in its meeting.

    `item` is what it is about, none for the meeting as a whole; `mover` is none where the chair proposes it. `part` and
    `before` say where an item is moved to, `bodies` and `lead` where it is referred to, `along` what is called up with
    it, `paper` or `subject` what the agenda is extended by. `shut_at` is when outsiders were shut out for its debate.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="procedural_motions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="procedural_motions"
    )
    kind = models.CharField(max_length=20, choices=states.ProceduralKind.choices)
    state = models.CharField(
        max_length=12, choices=states.ProceduralState.choices, default=states.ProceduralState.MOVED
    )
    mover = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="procedural_motions"
    )
    faction = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    supporters = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    spoke_for = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    spoke_against = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=4, blank=True, default="")
    before = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    along = models.ManyToManyField(AgendaItem, blank=True, related_name="+")
    bodies = models.ManyToManyField(Organization, blank=True, related_name="+")
    lead = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=1000, blank=True, default="")
    shut_at = models.DateTimeField(null=True, blank=True)
    was_public = models.BooleanField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProceduralMotionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["meeting", "state"], name="procedural_pending")]

    def __str__(self) -> str:
        return f"Antrag zur Geschäftsordnung: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """The page of the motion, where the chair puts it."""
        return reverse("procedural", args=[self.meeting.key, self.key])

    @property
    def steps(self) -> Steps:
        """The table of its life."""
        return states.PROCEDURAL_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: in its meeting."""
        return f"meeting:{self.meeting_id}"

    @property
    def basis(self) -> str:
        """The paragraph it rests on."""
        return procedure.basis(self.kind)

    @classmethod
    def readable_by(cls, standing: Standing, *, prefix: str = "") -> Q:
        """Whoever may read its meeting and its item, save those barred from it; moved in closed session, the body."""
        condition = super().readable_by(standing, prefix=prefix)
        condition &= Meeting.readable_by(standing, prefix=f"{prefix}meeting__")
        condition &= Q(**{f"{prefix}item": None}) | AgendaItem.readable_by(standing, prefix=f"{prefix}item__")
        if standing.barred_items:
            inside = ~Q(**{f"{prefix}audience": "public"}) & Q(**{f"{prefix}item__in": standing.barred_items})
            condition &= Q(**{f"{prefix}item": None}) | ~inside
        return condition


class ProceduralVote(models.Model):
    """How a procedural motion was decided, by which rule; never changed: a correction is a new row that names it.

    Heads are counted where the law needs them; else it is enough that the chair saw a majority or heard no objection.
    """

    motion = models.ForeignKey(ProceduralMotion, on_delete=models.PROTECT, related_name="votes")
    manner = models.CharField(max_length=10, choices=states.Manner.choices)
    rule = models.CharField(max_length=24, choices=Rule.choices, default=Rule.SIMPLE)
    statutory_seats = models.PositiveSmallIntegerField(null=True, blank=True)
    yes = models.PositiveSmallIntegerField(null=True, blank=True)
    no = models.PositiveSmallIntegerField(null=True, blank=True)
    abstain = models.PositiveSmallIntegerField(null=True, blank=True)
    invalid = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(null=True, blank=True)
    paragraph = models.CharField(max_length=60)
    passed = models.BooleanField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(manner="counted")
                | Q(yes__isnull=False, no__isnull=False, abstain__isnull=False, needed__isnull=False),
                name="procedural_vote_counted_has_heads",
            ),
            models.CheckConstraint(
                condition=Q(manner="counted") | Q(yes=None, no=None, abstain=None, invalid=None, needed=None),
                name="procedural_vote_has_heads_only_if_counted",
            ),
            models.CheckConstraint(
                condition=~Q(manner="counted", passed=True) | Q(yes__gte=F("needed"), yes__gt=F("no")),
                name="procedural_vote_passed_by_its_heads",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} ({self.manner_in_words})"

    @property
    def outcome(self) -> str:
        """The result in the words of the minutes."""
        if not self.passed:
            return "abgelehnt"
        return "einstimmig angenommen" if self.manner == states.Manner.COUNTED and self.no == 0 else "angenommen"

    @property
    def manner_in_words(self) -> str:
        """The heads, or how it was seen without counting."""
        if self.manner != states.Manner.COUNTED:
            return str(self.get_manner_display())
        noun = "Enthaltung" if self.abstain == 1 else "Enthaltungen"
        return f"{self.yes} Ja, {self.no} Nein, {self.abstain} {noun}"


class ProceduralStand(models.Model):
    """How one faction stood on a procedural motion, in heads; without a faction: those who belong to none."""

    vote = models.ForeignKey(ProceduralVote, on_delete=models.CASCADE, related_name="by_faction")
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    yes = models.PositiveSmallIntegerField(default=0)
    no = models.PositiveSmallIntegerField(default=0)
    abstain = models.PositiveSmallIntegerField(default=0)
    absent = models.PositiveSmallIntegerField(default=0)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "organization"], name="one_procedural_stand_of_a_faction"),
        ]

    def __str__(self) -> str:
        return f"{self.faction_name}: {self.yes} Ja, {self.no} Nein"

    @property
    def faction_name(self) -> str:
        """The faction as lists call it."""
        return presence.name_of(self.organization)
