"""Ballots (Abstimmungen): what was counted at an agenda item, by which rule, and how the factions stood."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from council import presence
from council.law import majorities
from council.models import AgendaItem, Organization
from documents.models import Paper

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class Rule(models.TextChoices):
    """The majority a matter needs, in the words of the minutes."""

    SIMPLE = majorities.Rule.SIMPLE, "einfache Mehrheit"
    STATUTORY = majorities.Rule.STATUTORY, "Mehrheit der gesetzlichen Mitgliederzahl"
    TWO_THIRDS_STATUTORY = majorities.Rule.TWO_THIRDS_STATUTORY, "zwei Drittel der gesetzlichen Mitgliederzahl"
    TWO_THIRDS_CAST = majorities.Rule.TWO_THIRDS_CAST, "zwei Drittel der abgegebenen Stimmen"


class BallotQuerySet(models.QuerySet["Ballot"]):
    """Ballots; they are read by whoever may read their agenda item."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the ballots this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the ballots someone of this standing may read."""
        return self.filter(AgendaItem.readable_by(standing, prefix="item__"))

    def standing(self) -> Self:
        """Keep those that hold: no later correction took their place."""
        return self.filter(correction=None)


class Ballot(models.Model):
    """One open vote on a paper or a part of it. It is never changed: a correction is a new row that names it.

    There is no secret vote on papers (HGO §54(2)); `statutory_seats` are the body's, `needed` the yes votes asked for.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots")
    subject = models.CharField(max_length=200, blank=True, default="")
    rule = models.CharField(max_length=24, choices=Rule.choices, default=Rule.SIMPLE)
    statutory_seats = models.PositiveSmallIntegerField(null=True, blank=True)
    yes = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField()
    abstain = models.PositiveSmallIntegerField(default=0)
    invalid = models.PositiveSmallIntegerField(default=0)
    needed = models.PositiveSmallIntegerField()
    paragraph = models.CharField(max_length=60)
    passed = models.BooleanField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction")
    reason = models.CharField(max_length=500, blank=True, default="")  # of a correction
    roll_call = models.ForeignKey(
        "motions.RollCall", null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )
    block = models.ForeignKey(
        "motions.BlockVote", null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )

    objects = BallotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(passed=False) | Q(yes__gte=F("needed"), yes__gt=F("no")), name="ballot_passed_by_its_heads"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.yes} Ja, {self.no} Nein, {self.abstain} {self.noun_of_abstentions}"

    @property
    def noun_of_abstentions(self) -> str:
        """The right number of the word."""
        return "Enthaltung" if self.abstain == 1 else "Enthaltungen"

    @property
    def unanimous(self) -> bool:
        """Passed without a vote against; abstentions do not harm."""
        return self.passed and self.no == 0

    @property
    def outcome(self) -> str:
        """The result in the words of the minutes."""
        if not self.passed:
            return "abgelehnt"
        return "einstimmig angenommen" if self.unanimous else "mehrheitlich angenommen"

    @property
    def wording(self) -> str:
        """The result with its heads: „mehrheitlich angenommen (41 Ja, 22 Nein, 3 Enthaltungen)“."""
        return f"{self.outcome} ({self})"


class RequiredMajority(models.Model):
    """The majority an item needs, where it was entered and does not follow from its paper."""

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="required_majority")
    rule = models.CharField(max_length=24, choices=Rule.choices)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.item}: {self.get_rule_display()}"


class FactionVote(models.Model):
    """How one faction stood in a ballot, in heads; without a faction: those who belong to none."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="by_faction")
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="faction_votes"
    )
    yes = models.PositiveSmallIntegerField(default=0)
    no = models.PositiveSmallIntegerField(default=0)
    abstain = models.PositiveSmallIntegerField(default=0)
    absent = models.PositiveSmallIntegerField(default=0)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "organization"], name="one_stand_of_a_faction"),
        ]

    def __str__(self) -> str:
        return f"{self.faction_name}: {self.stance}"

    @property
    def faction_name(self) -> str:
        """The faction as lists call it."""
        return presence.name_of(self.organization)

    @property
    def heads(self) -> str:
        """Its heads in words, those that were none left out: „18 Ja, 1 abwesend“."""
        abstained = "Enthaltung" if self.abstain == 1 else "Enthaltungen"
        counted = ((self.yes, "Ja"), (self.no, "Nein"), (self.abstain, abstained), (self.absent, "abwesend"))
        return ", ".join(f"{heads} {word}" for heads, word in counted if heads) or "abwesend"

    @property
    def tally(self) -> majorities.Tally:
        """The heads that answered."""
        return majorities.Tally(yes=self.yes, no=self.no, abstain=self.abstain)

    @property
    def stance(self) -> str:
        """How the faction stood, in the words of the minutes."""
        return str(majorities.stance(self.tally).value)
