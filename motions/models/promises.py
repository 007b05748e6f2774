"""Promises (Zusagen) made to a body in a meeting or with an answer, kept before it until they are fulfilled."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from council.models import AgendaItem, Meeting, Organization, Person
from council.models.entity import Entity
from council.states import ItemState
from documents.models import Paper
from motions import states
from motions.models.inquiries import Inquiry

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer
    from council.states import Steps


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Promises; they are read by whoever may read the item and the inquiry at which they were made."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the promises this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the promises whose item and inquiry someone of this standing may read."""
        item = Q(item=None) | AgendaItem.readable_by(standing, prefix="item__")
        inquiry = Q(inquiry=None) | Paper.readable_by(standing, prefix="inquiry__paper__")
        return self.filter(item, inquiry, deleted_at=None)

    def open(self) -> Self:
        """Keep those neither fulfilled nor withdrawn."""
        return self.filter(state=states.PromiseState.OPEN)

    def overdue(self, *, on: date) -> Self:
        """Keep the open ones whose day has passed."""
        return self.open().filter(due__lt=on)

    def not_yet_at(self, meeting: Meeting) -> Self:
        """Keep those that no item of this meeting's agenda takes up."""
        taken = AgendaItem.objects.filter(meeting=meeting, deleted_at=None).exclude(state=ItemState.REMOVED)
        return self.exclude(taken_up_at__in=taken).exclude(item__meeting=meeting)


class Promise(Entity):
    """What somebody promised a body: by when, or as soon as what has happened.

    `speaker` is a person, or the office in words where no person is known. `taken_up_at` are the agenda items at which
    the body was reminded of it; its audience is that of the item and the inquiry it came from.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="promises")
    speaker = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="promises")
    speaker_role = models.CharField(max_length=200, blank=True, default="")
    made_on = models.DateField()
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="promises")
    inquiry = models.ForeignKey(Inquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="promises")
    text = models.TextField()
    due = models.DateField(null=True, blank=True, db_index=True)
    condition = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(
        max_length=12, choices=states.PromiseState.choices, default=states.PromiseState.OPEN, db_index=True
    )
    outcome = models.TextField(blank=True, default="")
    settled_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_up_at = models.ManyToManyField(AgendaItem, blank=True, related_name="promises_taken_up")
    version = models.PositiveIntegerField(default=1)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False) | Q(inquiry__isnull=False), name="promise_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(speaker__isnull=False) | ~Q(speaker_role=""), name="promise_has_a_speaker"
            ),
            models.CheckConstraint(
                condition=Q(due__isnull=False) | ~Q(condition=""), name="promise_has_a_day_or_condition"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None) | (~Q(state="open") & Q(settled_on__isnull=False)),
                name="promise_is_settled_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Zusage vom {self.made_on:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        """The page of the promise."""
        return reverse("promise", args=[self.key])

    @property
    def steps(self) -> Steps:
        """The table of its life."""
        return states.PROMISE_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with its inquiry, else with its meeting."""
        if self.inquiry_id is not None:
            return f"paper:{self.inquiry_id}"
        return self.item.room if self.item is not None else ""

    @property
    def speaker_text(self) -> str:
        """Who promised, as far as it is known: person, office, or both."""
        return ", ".join(str(part) for part in (self.speaker, self.speaker_role) if part)

    @property
    def title(self) -> str:
        """What an agenda item that reminds of it is called."""
        return f"Zusage vom {self.made_on:%d.%m.%Y} ({self.speaker_text}): {self.text}"[:300]

    def is_overdue(self, *, on: date) -> bool:
        """Whether its day has passed and it is not settled."""
        return self.state == states.PromiseState.OPEN and self.due is not None and self.due < on
