"""Who is at a meeting, from when to when, and whether the body was found to have a quorum."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from council.models.meetings import AgendaItem, Conflict, Meeting
from council.models.people import Person


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Stays at meetings."""

    def present(self) -> Self:
        """Keep those who are there now."""
        return self.filter(left_at=None)

    def voting(self) -> Self:
        """Keep those who vote in this body."""
        return self.filter(voting=True)

    def at(self, item: AgendaItem) -> Self:
        """Keep those who count for the item: whoever is barred from it does not (HGO §25)."""
        return self.exclude(person__in=Conflict.objects.filter(item=item, lifted_at=None).values("person"))


class Attendance(models.Model):
    """One stay of a person at a meeting; who leaves and comes back has two.

    `voting` is whether the person votes there, `substitute_for` for whom they stand in, `remote` by video (HGO §52a).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    voting = models.BooleanField()
    substitute_for = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="stood_in_for"
    )
    remote = models.BooleanField(default=False)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(left_at=None), name="one_stay_of_a_person_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["meeting", "substitute_for"],
                condition=Q(left_at=None, substitute_for__isnull=False),
                name="one_substitute_of_a_member_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")), name="attendance_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.meeting}"


class QuorumFinding(models.Model):
    """What was found when those present were counted: at the opening, or because a member moved for it (HGO §53(1))."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="quorum_findings")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    moved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    statutory_seats = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    barred = models.PositiveSmallIntegerField(default=0)
    needed = models.PositiveSmallIntegerField()
    quorate = models.BooleanField()
    paragraph = models.CharField(max_length=40)

    def __str__(self) -> str:
        word = "beschlussfähig" if self.quorate else "nicht beschlussfähig"
        return f"{self.present} von {self.statutory_seats} anwesend: {word}"
