"""Amendments: what makes a paper one, its rank, what became of it, and the text that came of several."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council.models import AgendaItem, Organization
from council.states import Audience
from documents.models import Paper, PaperVersion
from documents.models.papers import unbarred
from documents.states import PaperState
from motions.models import movers
from motions.models.ballots import Ballot
from motions.models.motions import Scratch

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Amendments; they are read by whoever may read their paper, the chair who judges, and factions asked to join."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the amendments this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the amendments someone of this standing may read."""
        condition = Paper.readable_by(standing, prefix="paper__")
        if standing.chair:
            judged = (PaperState.SUBMITTED, PaperState.INADMISSIBLE)
            alive = Q(paper__deleted_at=None) & unbarred(standing, prefix="paper__")
            condition |= alive & Q(paper__state__in=judged, paper__body__home=True)
        if standing.member and standing.factions:
            condition |= movers.asked(standing)
        return self.filter(condition)


class Amendment(models.Model):
    """What makes a paper an amendment (Änderungsantrag) of the text of another, its superordinate paper.

    `edits` are those of `motions.drafting` on the text of `parent_version`; ranks go from 0 to 100, the most
    far-reaching first; `handed_in` is its own text as it was on submission.
    """

    noun: ClassVar[str] = "amendment"
    word: ClassVar[str] = "Änderungsantrag"

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="amendment")
    parent_version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="amendments")
    mover = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="amendments")
    edits = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True, default="")
    handed_in = models.ForeignKey(PaperVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rank_proposed = models.PositiveSmallIntegerField(null=True, blank=True)
    rank_fixed = models.PositiveSmallIntegerField(null=True, blank=True)
    rank_fixed_at = models.DateTimeField(null=True, blank=True)
    rank_fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ballot = models.ForeignKey(Ballot, null=True, blank=True, on_delete=models.PROTECT, related_name="amendments")
    moot_through = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="makes_moot")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rank_fixed=None, rank_fixed_at=None, rank_fixed_by=None)
                | Q(rank_fixed__isnull=False, rank_fixed_at__isnull=False, rank_fixed_by__isnull=False),
                name="amendment_rank_is_fixed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="amendment_is_taken_over_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(ballot=None), name="amendment_taken_over_is_not_voted"
            ),
        ]

    def __str__(self) -> str:
        return str(self.paper)

    def get_absolute_url(self) -> str:
        """The page of the amendment while it is no paper for all: for the chair who judges."""
        return reverse("amendment", args=[self.paper.key])

    @property
    def scratch(self) -> Scratch:
        """The draft as it is being written; every amendment has one. Read anew each time."""
        return Scratch.objects.get(pk=self.pk)

    @property
    def for_factions(self) -> bool:
        """Whether factions may bring it in, and so read it; a closed text is amended by persons alone."""
        main = self.paper.superordinate
        return main is not None and main.audience == Audience.PUBLIC

    @property
    def label(self) -> str:
        """How it is called among those of its paper: „Ä1“; without a number by its title."""
        return (self.paper.reference or "").rpartition("/")[2] or self.paper.name


class DebateClosing(models.Model):
    """That the debate on an agenda item is closed: nobody brings in an amendment any more."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, primary_key=True, related_name="debate_closing")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Schluss der Aussprache: {self.item}"


class Merging(models.Model):
    """That a version of a text came of another by the amendments adopted at an agenda item."""

    version = models.OneToOneField(PaperVersion, on_delete=models.CASCADE, primary_key=True, related_name="merging")
    base = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="mergings")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="mergings")

    def __str__(self) -> str:
        return f"{self.version} aus {self.base}"


class ChangeOrigin(models.Model):
    """What changed a block: an amendment, or the vote on a point of its own that rejected it.

    `block` is its number in the new text, none for a struck one; `was` in the base.
    """

    merging = models.ForeignKey(Merging, on_delete=models.CASCADE, related_name="origins")
    amendment = models.ForeignKey(Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="changes")
    ballot = models.ForeignKey(Ballot, null=True, blank=True, on_delete=models.PROTECT, related_name="left_out")
    block = models.PositiveIntegerField(null=True, blank=True)
    was = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(block=None, was=None), name="change_is_somewhere"),
            models.CheckConstraint(
                condition=Q(amendment__isnull=False, ballot=None) | Q(amendment=None, ballot__isnull=False),
                name="change_comes_of_an_amendment_or_a_vote",
            ),
        ]

    def __str__(self) -> str:
        return f"Absatz {self.block or self.was} durch {self.through}"

    @property
    def through(self) -> str:
        """Through what, in a word: „Ä1“, or the vote on the point."""
        return self.amendment.label if self.amendment is not None else "Einzelabstimmung"
