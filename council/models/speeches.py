"""The list of speakers of an item: who asked for the floor, who has it, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from council import keys, states
from council.law import speaking
from council.models.bodies import Organization
from council.models.meetings import AgendaItem
from council.models.people import Person

if TYPE_CHECKING:
    from council.audiences import Standing

_HELD = (states.SpeechState.SPEAKING, states.SpeechState.PAUSED, states.SpeechState.DONE)


class Debate(models.Model):
    """How the debate on an item is led: whether its list is closed, and how long it may last if somebody set that.

    `version` counts what the chair does with the list, not who asks for the floor.
    """

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="debate")
    list_closed_at = models.DateTimeField(null=True, blank=True)
    total_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"Aussprache: {self.item}"


def _heard_by(standing: Standing) -> Q:
    """What was said in closed session stays with those who sat there, even if its item is public again."""
    if standing.clerk or standing.chair or standing.executive:
        return Q()
    closed_still = ~Q(item__audience=states.Audience.PUBLIC)
    return Q(closed=False) | closed_still | Q(item__meeting__organization__in=standing.bodies)


class SpeechQuerySet(models.QuerySet["Speech"]):
    """Speeches and requests to speak; they are read by whoever may read their agenda item."""

    def visible_for(self, standing: Standing) -> Self:
        """Keep what someone of this standing may read."""
        return self.filter(AgendaItem.readable_by(standing, prefix="item__"), _heard_by(standing))

    def in_debate(self, item: AgendaItem) -> Self:
        """Keep those at the item and at what is debated with it."""
        return self.filter(item__in=AgendaItem.objects.debated_with(item))

    def waiting(self) -> Self:
        """Keep requests nobody answered yet, in their order."""
        return self.filter(state=states.SpeechState.ASKED).order_by("place", "pk")

    def under_way(self) -> Self:
        """Keep speeches that began and have not ended."""
        return self.filter(state__in=(states.SpeechState.SPEAKING, states.SpeechState.PAUSED))

    def open(self) -> Self:
        """Keep what is still to be heard or is being heard."""
        asked, speaking_, paused = states.SpeechState.ASKED, states.SpeechState.SPEAKING, states.SpeechState.PAUSED
        return self.filter(state__in=(asked, speaking_, paused))


class Speech(models.Model):
    """A request to speak (Wortmeldung) that becomes a speech (Rede) when the chair gives the floor.

    `faction` is the speaker's on that day, `minutes` what was given with the floor: None is without limit.
    `closed` says that it began in closed session.
    """

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="speeches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="speeches")
    faction = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=states.SpeechKind.choices, default=states.SpeechKind.DEBATE)
    state = models.CharField(max_length=12, choices=states.SpeechState.choices, default=states.SpeechState.ASKED)
    place = models.PositiveIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    closed = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SpeechQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state=states.SpeechState.SPEAKING), name="one_speaker_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["item", "person", "kind"],
                condition=Q(state=states.SpeechState.ASKED),
                name="one_request_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) & ~Q(state__in=_HELD) | Q(started_at__isnull=False, state__in=_HELD),
                name="speech_began_when_the_floor_was_given",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) & ~Q(state=states.SpeechState.DONE)
                | Q(ended_at__isnull=False, state=states.SpeechState.DONE),
                name="speech_ended_when_done",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="speech_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["item", "state"], name="speech_list")]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_kind_display()}"

    @property
    def steps(self) -> states.Steps:
        """The table of its life."""
        return states.SPEECH_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: in its meeting."""
        return f"meeting:{self.item.meeting_id}"

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return self.state == states.SpeechState.PAUSED

    def seconds_used(self, *, until: datetime) -> int:
        """Whole seconds spoken up to a moment or to the end, without the pauses; 0 before it began."""
        if self.started_at is None:
            return 0
        spans = [speaking.Pause(pause.began_at, pause.ended_at) for pause in self.pauses.all()]
        return speaking.seconds_used(self.started_at, until=max(self.ended_at or until, self.started_at), pauses=spans)

    def seconds_left(self, *, until: datetime) -> int | None:
        """Whole seconds left at that moment, negative once the time is over; None without limit."""
        return None if self.minutes is None else self.minutes * 60 - self.seconds_used(until=until)

    @property
    def spent(self) -> int:
        """Seconds spoken by a speech that ended or stands still."""
        return self.seconds_used(until=timezone.now())

    @property
    def left(self) -> int | None:
        """Seconds a speech has left that stands still; None without limit."""
        return self.seconds_left(until=timezone.now())

    @property
    def runs_from(self) -> datetime | None:
        """The moment the speech would have begun without its pauses; None while the clock stands still."""
        if self.started_at is None or self.paused or self.ended_at is not None:
            return None
        return self.started_at + sum((pause.length for pause in self.pauses.all()), timedelta())

    @property
    def runs_until(self) -> datetime | None:
        """The moment its time is over; None while the clock stands still, or without limit."""
        start = self.runs_from
        return None if start is None or self.minutes is None else start + timedelta(minutes=self.minutes)


class SpeechPause(models.Model):
    """A span in which a speech stood still: the chair paused it, or the meeting was interrupted."""

    speech = models.ForeignKey(Speech, on_delete=models.CASCADE, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["speech"], condition=Q(ended_at=None), name="one_pause_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="pause_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"Unterbrechung: {self.speech}"

    @property
    def length(self) -> timedelta:
        """How long it lasted; nothing while it lasts."""
        return timedelta() if self.ended_at is None else self.ended_at - self.began_at
