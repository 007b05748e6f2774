"""Papers (Drucksachen), their immutable versions, and who brought them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from council.models import Body, District, LegislativeTerm, Location, Organization, Person
from council.models.entity import Entity
from council.models.readable import Readable, ReadableQuerySet
from council.states import BodyKind
from documents import states

if TYPE_CHECKING:
    from council.audiences import Standing


# Beside the factions, the bodies that bring papers in, and so read what became of them (domain brief §2.2).
_BRINGING_IN = (BodyKind.EXECUTIVE, BodyKind.DISTRICT_COUNCIL, BodyKind.ADVISORY_BOARD, BodyKind.COMMISSION)


class PaperQuerySet(ReadableQuerySet["Paper"]):
    """Papers that know who may read them."""


class Paper(Entity, Readable):
    """A paper before the council (OParl Paper). Its reference is given once and never reused."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="papers")
    paper_type = models.CharField(max_length=24, choices=states.PaperType.choices)
    type_text = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=1000)
    reference = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001 – unknown is not ""
    date = models.DateField(null=True, blank=True, db_index=True)
    term = models.ForeignKey(LegislativeTerm, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    state = models.CharField(max_length=20, choices=states.PaperState.choices, default=states.PaperState.DRAFT)
    addressed_to = models.CharField(max_length=200, blank=True, default="")
    direct_referral = models.BooleanField(null=True, blank=True)
    plain_summary = models.TextField(blank=True, default="")
    superordinate = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="subordinates"
    )
    under_direction_of = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="directed_papers"
    )
    districts = models.ManyToManyField(District, blank=True, related_name="papers")
    locations = models.ManyToManyField(Location, blank=True, related_name="papers")
    related = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="related_from")
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "reference"], condition=Q(origin=None), name="one_paper_of_a_reference"
            ),
        ]
        indexes = [
            # These two hold all that decides who reads which paper, so that long lists are cut without the rows.
            models.Index(
                fields=["-date", "-id", "audience", "audience_organization", "owner", "deleted_at"], name="paper_list"
            ),
            models.Index(
                fields=[
                    "paper_type",
                    "-date",
                    "-id",
                    "audience",
                    "audience_organization",
                    "owner",
                    "deleted_at",
                    "state",
                ],
                name="paper_of_a_kind",
            ),
            models.Index(fields=["reference"], name="paper_reference"),
            models.Index(fields=["state"], name="paper_state"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}" if self.reference else self.name

    def get_absolute_url(self) -> str:
        """The page of the paper."""
        return reverse("paper", args=[self.key])

    @property
    def steps(self) -> states.Steps:
        """The table of its life, by its kind."""
        return states.LIVES[self.paper_type]

    @property
    def room(self) -> str:
        """Where its events are told."""
        return f"paper:{self.pk}"

    @property
    def kind_label(self) -> str:
        """What kind of paper it is, as the source calls it."""
        return self.type_text or str(self.get_paper_type_display())

    def versions_for(self, standing: Standing) -> models.QuerySet[PaperVersion]:
        """The versions of its text someone may read, newest first; earlier drafts stay its author's."""
        rows = self.versions.order_by("-number")
        is_own = standing.user_id is not None and standing.user_id == self.owner_id
        return rows if is_own else rows.handed_in()

    def texts_for(self, standing: Standing) -> list[PaperVersion]:
        """The same with their texts; read once for this row and person, for many parts of a page ask for them."""
        kept: dict[int | None, list[PaperVersion]] = self.__dict__.setdefault("_texts", {})
        if standing.user_id not in kept:
            kept[standing.user_id] = list(self.versions_for(standing))
        return kept[standing.user_id]

    @classmethod
    def readable_by(cls, standing: Standing, *, prefix: str = "") -> Q:
        """Its audience, those who brought it in, and never those barred from its closed treatment (HGO §25)."""
        condition = super().readable_by(standing, prefix=prefix)
        if standing.user_id is not None:
            alive = Q(**{f"{prefix}deleted_at": None})
            condition |= alive & Q(**{f"{prefix}owner": standing.user_id})
            if standing.person_id is not None:
                condition |= alive & Q(**{f"{prefix}pk__in": _brought_in_by(standing)})
        return condition & unbarred(standing, prefix=prefix)


def _brought_in_by(standing: Standing) -> models.QuerySet[Originator, int]:
    """Handed-in papers that this person, or a faction or body of theirs, brought in; drafts stay with their author."""
    bodies = standing.factions | standing.bodies_of(_BRINGING_IN)
    return (
        Originator.objects.filter(Q(person=standing.person_id) | Q(organization__in=bodies))
        .exclude(paper__state=states.PaperState.DRAFT)
        .values_list("paper_id", flat=True)
    )


def unbarred(standing: Standing, *, prefix: str = "", paper: str = "") -> Q:
    """Keep public rows, and closed ones whose paper is not treated at an item this person is barred from (HGO §25).

    `prefix` leads to the rows, `paper` (such as ``"paper__"``) from a row to its paper.
    """
    if not standing.barred_items:
        return Q()
    return Q(**{f"{prefix}audience": "public"}) | ~Q(**{f"{prefix}{paper}pk__in": _treated_at(standing)})


def _treated_at(standing: Standing) -> models.QuerySet[models.Model, int]:
    from documents.models.consultations import Slot  # a slot points to both, so it comes after papers

    return Slot.objects.filter(item__in=standing.barred_items).values_list("consultation__paper_id", flat=True)


class Originator(models.Model):
    """Who brought a paper in: a person or a body; `inferred` if nobody said so but the text suggests it."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="originators")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="brought_in")
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="brought_in"
    )
    order = models.PositiveSmallIntegerField(default=0)
    inferred = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, organization__isnull=False) | Q(person__isnull=False, organization=None),
                name="originator_is_person_or_body",
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.organization)


class PaperVersionQuerySet(models.QuerySet["PaperVersion"]):
    """Versions of texts."""

    def handed_in(self) -> Self:
        """Leave out the drafts before what was handed in; of a paper that was never handed in, keep all."""
        later = PaperVersion.objects.filter(
            paper=OuterRef("paper"), number__gt=OuterRef("number"), made_at__lte=OuterRef("paper__submitted_at")
        )
        return self.filter(~Exists(later))


class PaperVersion(models.Model):
    """The canonical text of a paper at one moment: immutable; every offset refers to it, in code points."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.paper} – Fassung {self.number}"


class NumberSeries(models.Model):
    """The counter of one series of references in one term, such as 101.18; it only ever grows."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="series")
    series = models.PositiveSmallIntegerField()
    term = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "series", "term"], name="one_counter_of_a_series")]

    def __str__(self) -> str:
        return f"{self.series}.{self.term}.{self.last}"
