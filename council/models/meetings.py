"""Meetings, their agenda, and who is barred from an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from council import states
from council.models.bodies import District, LegislativeTerm, Location, Organization
from council.models.entity import Entity
from council.models.people import Person
from council.models.readable import Readable, ReadableQuerySet

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing


class MeetingQuerySet(ReadableQuerySet["Meeting"]):
    """Meetings that know who may read them."""


class Meeting(Entity, Readable):
    """A meeting of one body, or of several jointly (OParl Meeting). The day can be unknown; so can the hour."""

    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    joint_organizations = models.ManyToManyField(Organization, blank=True, related_name="joint_meetings")
    term = models.ForeignKey(LegislativeTerm, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(max_length=300)
    state = models.CharField(max_length=16, choices=states.MeetingState.choices, default=states.MeetingState.PLANNED)
    public = models.BooleanField(null=True, blank=True)
    date = models.DateField(null=True, blank=True, db_index=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings")
    agenda_published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "term", "number"],
                condition=Q(origin=None, number__isnull=False),
                name="one_meeting_of_a_number",
            )
        ]
        indexes = [models.Index(fields=["audience", "date"], name="meeting_calendar")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the meeting."""
        return reverse("meeting", args=[self.key])

    @property
    def steps(self) -> states.Steps:
        """The table of its life."""
        return states.MEETING_STEPS

    @property
    def room(self) -> str:
        """Where its events are told."""
        return f"meeting:{self.pk}"


class AgendaItemQuerySet(ReadableQuerySet["AgendaItem"]):
    """Agenda items that know who may read them."""

    def together(self, item: AgendaItem) -> Self:
        """Keep those that are called up together with the item, itself included; the item alone without others."""
        leader = item.joined_to_id or item.pk
        return self.filter(Q(pk=leader) | Q(joined_to=leader), deleted_at=None)

    def debated_with(self, item: AgendaItem) -> Self:
        """Keep those of one debate: while the item is called up, it and what was called up together with it."""
        if item.state != states.ItemState.CALLED:
            return self.filter(pk=item.pk)
        return self.together(item).filter(state=states.ItemState.CALLED)

    def lapsed(self) -> Self:
        """Keep what a meeting left for want of a quorum: not reached, or put off once that was found (HGO §53(2)).

        What was postponed while there was a quorum was postponed for other reasons.
        """
        from council.models.attendance import QuorumFinding  # it imports this module

        found = QuorumFinding.objects.filter(meeting=OuterRef("meeting"), quorate=False).order_by("-made_at")
        waiting = Q(state__in=(states.ItemState.OPEN, states.ItemState.CALLED))
        put_off = Q(result=states.Result.POSTPONED, closed_at__gte=Subquery(found.values("made_at")[:1]))
        closed = Q(state=states.ItemState.CLOSED) & (Q(result=states.Result.NOT_REACHED) | put_off)
        return self.filter(waiting | closed, deleted_at=None)


class AgendaItem(Entity, Readable):
    """An item of a meeting's agenda (Tagesordnungspunkt); items nest and lie in part I or II.

    `joined_to` is the item together with which it is called up (gemeinsam aufgerufen); each is decided by itself.
    `repeats` is the item of a meeting without a quorum whose matter it calls up a second time (HGO §53(2)).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by")
    part = models.CharField(max_length=4, blank=True, default="")
    number = models.CharField(max_length=40, blank=True, default="")
    order = models.PositiveIntegerField()
    name = models.CharField(max_length=1000)
    neutral_name = models.CharField(max_length=300, blank=True, default="")
    matter = models.CharField(max_length=12, choices=states.Matter.choices, default=states.Matter.ORDINARY)
    public = models.BooleanField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=states.ItemState.choices, default=states.ItemState.OPEN)
    result = models.CharField(max_length=24, choices=states.Result.choices, blank=True, default="")
    result_text = models.CharField(max_length=1000, blank=True, default="")
    resolution_text = models.TextField(blank=True, default="")
    districts = models.ManyToManyField(District, blank=True, related_name="items")
    called_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(repeats=None) | ~Q(repeats=F("pk")), name="item_repeats_another")
        ]
        indexes = [models.Index(fields=["meeting", "order"], name="item_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()

    def get_absolute_url(self) -> str:
        """The item on its meeting's page."""
        return f"{reverse('meeting', args=[self.meeting.key])}#top-{self.key}"

    @property
    def steps(self) -> states.Steps:
        """The table of its life."""
        return states.ITEM_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: in its meeting."""
        return f"meeting:{self.meeting_id}"

    @classmethod
    def readable_by(cls, standing: Standing, *, prefix: str = "") -> Q:
        """An item is read by who may read both it and its meeting, save those barred from it (HGO §25)."""
        condition = super().readable_by(standing, prefix=prefix)
        condition &= Meeting.readable_by(standing, prefix=f"{prefix}meeting__")
        if standing.barred_items:
            condition &= Q(**{f"{prefix}audience": states.Audience.PUBLIC}) | ~Q(
                **{f"{prefix}pk__in": standing.barred_items}
            )
        return condition


class Conflict(models.Model):
    """A person barred from an item by a conflict of interest (Widerstreit der Interessen, HGO §25).

    The person declared it, or somebody raised it and the body decided: `upheld` with its heads. What was not upheld
    bars nobody and is lifted at once. The reason is for chair and office alone. `left_at` and `returned_at` say when
    the person last left the room for this item; the journal keeps all times.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="conflicts")
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason_category = models.CharField(max_length=12, choices=states.ConflictReason.choices, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    raised_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    upheld = models.BooleanField(null=True, blank=True)
    yes = models.PositiveSmallIntegerField(null=True, blank=True)
    no = models.PositiveSmallIntegerField(null=True, blank=True)
    abstain = models.PositiveSmallIntegerField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "person"], condition=Q(lifted_at=None), name="one_open_conflict"),
            models.CheckConstraint(
                condition=Q(upheld=None, yes=None, no=None, abstain=None)
                | Q(upheld__isnull=False, yes__isnull=False, no__isnull=False, abstain__isnull=False),
                name="conflict_decided_by_heads",
            ),
            models.CheckConstraint(
                condition=~Q(upheld=False) | Q(lifted_at__isnull=False), name="conflict_not_upheld_bars_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.item}"


class AgendaRevision(models.Model):
    """The agenda as it was sent once, or as the body adopted it: an immutable row that journal entries name."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=states.AgendaKind.choices, default=states.AgendaKind.SENT)
    made_at = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_revision_of_a_number")]

    def __str__(self) -> str:
        return f"{self.meeting} – Fassung {self.number}"
