"""Who brings a paper in beside its author: members of the mover's faction, and other factions jointly."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import Organization, Person
from documents.models import Paper
from documents.models.papers import unbarred
from documents.states import PaperState, PaperType

if TYPE_CHECKING:
    from council.audiences import Standing
    from motions.models.amendments import Amendment
    from motions.models.motions import Motion

# What several bring in together. It says itself what it is called in entries and addresses (`noun`) and on pages
# (`word`), who its `mover` is, and whether factions may bring it in at all (`for_factions`).
Moved: TypeAlias = "Motion | Amendment"


class CoMover(models.Model):
    """A member of the mover's faction who brings the paper in, too; `agreed_text` is the hash of what they read."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="co_movers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="co_moved")
    joined_at = models.DateTimeField()
    agreed_text = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "person"], name="one_co_mover_of_a_person")]

    def __str__(self) -> str:
        return str(self.person)


class JointFaction(models.Model):
    """A faction asked to bring the paper in jointly; it counts once a member agreed to the text as it stands."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="joint_factions")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="joint_papers")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_text = models.CharField(max_length=64, blank=True, default="")
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "organization"], name="one_invitation_of_a_faction"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None, agreed_text="")
                | (Q(accepted_at__isnull=False, accepted_by__isnull=False, declined_at=None) & ~Q(agreed_text="")),
                name="joint_faction_agreed_to_a_text",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def moved(self) -> Moved:
        """What the faction was asked to bring in."""
        return self.paper.motion if self.paper.paper_type == PaperType.MOTION else self.paper.amendment


def asked(standing: Standing) -> Q:
    """Whether the paper of a motion or an amendment is a draft that a faction of this person was asked to bring in."""
    rows = JointFaction.objects.filter(organization__in=standing.factions, declined_at=None)
    draft = Q(paper__state=PaperState.DRAFT, paper__deleted_at=None, pk__in=rows.values("paper"))
    return draft & unbarred(standing, prefix="paper__")
