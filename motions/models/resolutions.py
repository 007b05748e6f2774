"""Results confirmed by the chair, and the extracts of resolutions (Beschlussauszüge) made of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council.models import AgendaItem, Organization
from council.models.entity import Entity
from council.states import ItemState, Result
from documents.models import File, Paper
from motions.models.ballots import Ballot

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


def readable_with_item(standing: Standing) -> Q:
    """Keep rows whose agenda item, and whose paper if there is one, someone of this standing may read."""
    paper = Q(paper=None) | Paper.readable_by(standing, prefix="paper__")
    return AgendaItem.readable_by(standing, prefix="item__") & paper


class ResultConfirmation(models.Model):
    """The chair's word that the result of an item stands as announced; until then it is provisional.

    It holds for one closing of the item: an item taken up again and closed anew is confirmed anew.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="confirmations")
    closed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "closed_at"], name="one_confirmation_of_a_result"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: Ergebnis bestätigt"


def is_confirmed(item: AgendaItem) -> bool:
    """Whether the chair confirmed the result the item has now. Costs one query for a closed item."""
    if item.state != ItemState.CLOSED or item.closed_at is None:
        return False
    return ResultConfirmation.objects.filter(item=item, closed_at=item.closed_at).exists()


class ResolutionSeries(models.Model):
    """The counter of a body's extracts in one year; it only ever grows."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="resolution_series")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "year"], name="one_counter_of_resolutions"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.label} {self.year}/{self.last}"


class ResolutionExtractQuerySet(models.QuerySet["ResolutionExtract"]):
    """Extracts; they are read by whoever may read their agenda item and paper."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the extracts this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the extracts someone of this standing may read."""
        return self.filter(readable_with_item(standing), deleted_at=None)

    def standing(self) -> Self:
        """Keep those that hold: no later extract took their place."""
        return self.filter(correction=None)


class ResolutionExtract(Entity):
    """What a body resolved at one item, as its minutes will have it: numbered, immutable, with the PDF in the vault.

    The number is that of the body and year, such as „StaVo 2026/17“, and is never given again. A mistake is put right
    by another extract that names this one.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="resolutions")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=140)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="resolutions")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="resolutions")
    ballot = models.ForeignKey(Ballot, null=True, blank=True, on_delete=models.PROTECT, related_name="resolutions")
    title = models.CharField(max_length=1000)
    text = models.TextField()
    resolved_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=24, choices=Result.choices)
    result_text = models.CharField(max_length=1000, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(File, null=True, blank=True, on_delete=models.PROTECT, related_name="resolution")
    sha512 = models.CharField(max_length=128, blank=True, default="")
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction")

    objects = ResolutionExtractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "year", "serial"], name="one_resolution_of_a_number"),
            models.CheckConstraint(
                condition=Q(file=None, sha512="") | (Q(file__isnull=False) & ~Q(sha512="")),
                name="resolution_is_printed_with_its_hash",
            ),
        ]
        indexes = [models.Index(fields=["year", "organization"], name="resolution_list")]

    def __str__(self) -> str:
        return f"Beschluss {self.number}"

    def get_absolute_url(self) -> str:
        """The page of the extract."""
        return reverse("resolution", args=[self.key])

    @property
    def room(self) -> str:
        """Where its events are told: with its meeting."""
        return self.item.room

    @property
    def outcome(self) -> str:
        """The result in the words of the minutes, with the heads where they are known."""
        return self.result_text or str(self.get_result_display())


class ExtractVoice(models.Model):
    """How one person answered in a roll-call; names stand in an extract for that alone (HGO §61(1))."""

    class Answer(models.TextChoices):
        """What can be answered."""

        YES = "yes", "Ja"
        NO = "no", "Nein"
        ABSTAIN = "abstain", "Enthaltung"

    extract = models.ForeignKey(ResolutionExtract, on_delete=models.CASCADE, related_name="voices")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    answer = models.CharField(max_length=8, choices=Answer.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["extract", "order"], name="one_voice_of_a_place")]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_answer_display()}"
