"""Minutes of a meeting (Niederschrift, HGO §61): their text item by item, what was drafted, and what was sent out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from council.models import AgendaItem, Meeting, Person
from council.models.entity import Entity
from council.states import Audience
from documents.models import File
from motions import states

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer
    from council.states import Steps


class MinutesQuerySet(models.QuerySet["Minutes"]):
    """Minutes; who reads them follows from how far they are, and for the closed part from its items."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the minutes this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep those someone of this standing may read; of the closed part only with an item they may read."""
        reached = Meeting.readable_by(standing, prefix="meeting__") & Q(deleted_at=None)
        section = MinutesSection.objects.filter(MinutesSection.readable_by(standing), minutes=OuterRef("pk"))
        closed = Q(part=states.MinutesPart.PUBLIC) | Exists(section)
        return self.filter(reached & closed & _far_enough(standing))


def _far_enough(standing: Standing) -> Q:
    """The office, the chair and who signs read at any time, members once sent, everyone once signed and published."""
    if standing.clerk or standing.chair:
        return Q()
    out = Q(state__in=states.MINUTES_OUT)
    open_to = Q(state=states.MinutesState.SIGNED, published=True, part=states.MinutesPart.PUBLIC)
    if standing.member or standing.executive:
        open_to |= out
    if standing.bodies:
        open_to |= out & Q(meeting__organization__in=standing.bodies)
    if standing.named:
        open_to |= out & Q(part=states.MinutesPart.CLOSED)
    if standing.person_id is not None:
        open_to |= Q(chair=standing.person_id) | Q(secretary=standing.person_id)
    return open_to


class Minutes(Entity):
    """The minutes of the public or of the closed part of one meeting.

    `published` and `show_names` are what the rulebook said on the day of signing (HGO §61(4)); `sha512` is the seal of
    the PDF, which never changes.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    part = models.CharField(max_length=8, choices=states.MinutesPart.choices)
    state = models.CharField(
        max_length=12, choices=states.MinutesState.choices, default=states.MinutesState.DRAFT, db_index=True
    )
    chair = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    secretary = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    send_due = models.DateField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    published = models.BooleanField(default=False)
    show_names = models.BooleanField(default=True)
    file = models.OneToOneField(File, null=True, blank=True, on_delete=models.PROTECT, related_name="minutes")
    sha512 = models.CharField(max_length=128, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "part"], name="one_minutes_of_a_part"),
            models.CheckConstraint(
                condition=Q(chair=None) | Q(secretary=None) | ~Q(chair=F("secretary")),
                name="minutes_are_signed_by_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(file=None, sha512="") | (Q(file__isnull=False) & ~Q(sha512="")),
                name="minutes_are_filed_with_their_hash",
            ),
            models.CheckConstraint(
                condition=Q(published=False) | Q(state=states.MinutesState.SIGNED, part=states.MinutesPart.PUBLIC),
                name="minutes_are_published_when_signed",
            ),
        ]

    def __str__(self) -> str:
        closed = " (nichtöffentlicher Teil)" if self.part == states.MinutesPart.CLOSED else ""
        return f"Niederschrift: {self.meeting.name}{closed}"

    def get_absolute_url(self) -> str:
        """The page of the minutes."""
        return reverse("minutes", args=[self.key])

    @property
    def steps(self) -> Steps:
        """The table of its life."""
        return states.MINUTES_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with its meeting."""
        return f"meeting:{self.meeting_id}"

    @property
    def closed(self) -> bool:
        """Whether it is the document of the closed part."""
        return self.part == states.MinutesPart.CLOSED


class MinutesSectionQuerySet(models.QuerySet["MinutesSection"]):
    """Sections; they are read with their minutes and their item."""

    def visible_for(self, standing: Standing) -> Self:
        """Keep the sections whose item someone of this standing may read; the minutes are the caller's question."""
        return self.filter(MinutesSection.readable_by(standing))


class MinutesSection(models.Model):
    """The text on one item, or on what belongs to none; written like every draft, revision by revision.

    `content` holds what is being written under "text"; `number` is its address and never changes, `order` its place.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="sections")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=10, choices=states.MinutesPlace.choices)
    number = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    content = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    kept_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MinutesSectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="one_section_of_a_number"),
            models.UniqueConstraint(
                fields=["minutes", "item"], condition=Q(item__isnull=False), name="one_section_of_an_item"
            ),
            models.UniqueConstraint(fields=["minutes", "place"], condition=Q(item=None), name="one_section_of_a_place"),
            models.CheckConstraint(
                condition=Q(item=None) ^ Q(place=states.MinutesPlace.ITEM), name="section_is_of_an_item_or_of_a_place"
            ),
        ]

    def __str__(self) -> str:
        return str(self.item) if self.item is not None else str(self.get_place_display())

    @property
    def text(self) -> str:
        """What is written so far."""
        return str(self.content.get("text", ""))

    @classmethod
    def readable_by(cls, standing: Standing, *, prefix: str = "") -> Q:
        """A section is read with its minutes and its item; what the closed part tells of a public item, by the body."""
        closed = Q(**{f"{prefix}minutes__part": states.MinutesPart.CLOSED})
        open_item = Q(**{f"{prefix}item": None}) | Q(**{f"{prefix}item__audience": Audience.PUBLIC})
        readable = Q(**{f"{prefix}item": None}) | AgendaItem.readable_by(standing, prefix=f"{prefix}item__")
        inside = Q() if standing.clerk or standing.executive else _of_the_body(standing, prefix=prefix)
        inside &= ~Q(**{f"{prefix}item__in": standing.barred_items})
        return readable & (~closed | ~open_item | inside)


def _of_the_body(standing: Standing, *, prefix: str) -> Q:
    return Q(**{f"{prefix}minutes__meeting__organization__in": standing.bodies})


class MinutesFact(models.Model):
    """One fact drafted from the journal: the row it names and the sentence that says it; never changed.

    `source` is the row ("attendance:17") or the entry ("entry:88"), `bare` the sentence without names of persons.
    A fact that is no longer so is marked, and another takes its place.
    """

    section = models.ForeignKey(MinutesSection, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=24)
    source = models.CharField(max_length=80)
    group = models.CharField(max_length=300, blank=True, default="")
    sentence = models.TextField()
    bare = models.TextField(blank=True, default="")
    at = models.DateTimeField(null=True, blank=True)
    order = models.PositiveIntegerField()
    drafted_at = models.DateTimeField()
    outdated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "source"], condition=Q(outdated_at=None), name="one_fact_of_a_source"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence


class MinutesVersion(models.Model):
    """The whole text as it was sent out or corrected: an immutable row that entries and signatures name.

    `content` is a list of sections: number, item (primary key or none), title, text.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    issue = models.CharField(max_length=10, choices=states.MinutesIssue.choices)
    content = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="one_minutes_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.minutes} – Fassung {self.number}"
