"""Petitions (Eingaben): what somebody asked of the town, who it was – kept apart –, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council import keys
from council.models import Organization
from documents.models import Paper
from documents.models.papers import unbarred
from documents.states import PaperState
from motions.states import PETITION_WITH_COMMITTEE, PETITION_WITH_EXECUTIVE, PetitionGround, PetitionOutcome

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class PetitionQuerySet(models.QuerySet["Petition"]):
    """Petitions as they were handed in; the public reads the paper with the released text instead."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the petitions this person may read unredacted on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """The assembly office reads all; the Magistrat once it is asked, the committee once it decides."""
        condition = Q(paper__pk__in=())
        if standing.clerk:
            condition |= Q(paper__body__home=True)
        if standing.executive:
            condition |= Q(paper__state__in=PETITION_WITH_EXECUTIVE)
        if standing.bodies:
            condition |= Q(committee__in=standing.bodies, paper__state__in=PETITION_WITH_COMMITTEE)
        return self.filter(condition & unbarred(standing, prefix="paper__"), paper__deleted_at=None)

    def owed_by_executive(self) -> Self:
        """Keep those for which the Magistrat owes a statement."""
        return self.filter(paper__state=PaperState.STATEMENT_REQUESTED, statement_on=None)


class Petition(models.Model):
    """What makes a paper a petition (GO §20a): the original words, read by those who deal with it alone.

    The paper carries a neutral title and no text until the office releases a redacted version (`released_at`).
    """

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="petition")
    subject = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    received_on = models.DateField()
    acknowledge_due = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=12, choices=PetitionGround.choices, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    statement_due = models.DateField(null=True, blank=True, db_index=True)
    statement_on = models.DateField(null=True, blank=True)
    statement = models.TextField(blank=True, default="")
    committee = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="petitions"
    )
    outcome = models.CharField(max_length=12, choices=PetitionOutcome.choices, blank=True, default="")
    decision = models.TextField(blank=True, default="")
    decided_on = models.DateField(null=True, blank=True)
    reply = models.TextField(blank=True, default="")
    released_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, db_index=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on=None, outcome="") | (Q(decided_on__isnull=False) & ~Q(outcome="")),
                name="petition_is_decided_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(subject="", text="", closed_on__isnull=False),
                name="petition_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.paper.name

    def get_absolute_url(self) -> str:
        """The page for those who deal with it."""
        return reverse("petition", args=[self.paper.key])


class PetitionerQuerySet(models.QuerySet["Petitioner"]):
    """Personal data of petitioners: for the assembly office, and the committee while it decides."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the data this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the data someone of this standing may read; the Magistrat answers without them."""
        deciding = Q(petition__committee__in=standing.bodies, petition__paper__state=PaperState.IN_COMMITTEE)
        condition = deciding | Q(petition__paper__body__home=True) if standing.clerk else deciding
        return self.filter(condition & unbarred(standing, prefix="petition__paper__"), petition__paper__deleted_at=None)


class Petitioner(models.Model):
    """Who petitions: a row of its own, erased after the time of retention. `receipt` opens the secret page."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, primary_key=True, related_name="petitioner")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=500)
    email = models.EmailField(blank=True, default="", max_length=254)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="petitions"
    )
    receipt = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)

    objects = PetitionerQuerySet.as_manager()

    def __str__(self) -> str:
        return "Petent/in"

    def get_absolute_url(self) -> str:
        """The secret page of the receipt."""
        return reverse("petition-receipt", args=[self.receipt])
