"""Drafts that a faction writes together: the document everybody's changes make, and each change by itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from council import keys
from council.states import Audience
from documents.models import Paper
from documents.models.papers import unbarred
from documents.states import PaperState

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class JointDraftQuerySet(models.QuerySet["JointDraft"]):
    """Joint drafts; whoever sees one writes in it: the author, and who belongs to the faction on that day."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the drafts in which this person may write on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the drafts in which someone of this standing may write; an office of the house opens none."""
        if standing.user_id is None:
            return self.none()
        circle = Q(paper__audience=Audience.FACTION, paper__audience_organization__in=standing.factions)
        drafts = self.filter(Q(paper__owner=standing.user_id) | circle, unbarred(standing, prefix="paper__"))
        return drafts.filter(paper__state=PaperState.DRAFT, paper__deleted_at=None)


class JointDraft(models.Model):
    """A draft while several write it. `state` is the document up to the edit numbered `folded`; `last` counts edits.

    `key` is another each time it is opened: what a device kept from an earlier time does not belong to this document.
    """

    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, primary_key=True, related_name="joint_draft")
    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.BinaryField()
    folded = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    objects = JointDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(folded__lte=models.F("last")), name="joint_draft_folds_what_came"),
        ]

    def __str__(self) -> str:
        return str(self.paper)


class DraftWindow(models.Model):
    """Whose window writes under a number in a joint draft; windows choose their numbers themselves."""

    joint = models.ForeignKey(JointDraft, on_delete=models.CASCADE, related_name="windows")
    number = models.BigIntegerField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["joint", "number"], name="one_account_for_a_window")]

    def __str__(self) -> str:
        return f"{self.joint} – Fenster {self.number}"


class DraftEdit(models.Model):
    """One change to a joint draft, as it came: bytes of the Yjs protocol."""

    joint = models.ForeignKey(JointDraft, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField()
    update = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["joint", "number"], name="one_edit_of_a_number")]

    def __str__(self) -> str:
        return f"{self.joint} – Änderung {self.number}"
