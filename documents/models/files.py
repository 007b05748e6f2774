"""Files in the vault, the text of their pages, and what they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property

from council.models import AgendaItem, Body, Meeting
from council.models.entity import Entity
from council.models.readable import Readable, ReadableQuerySet
from documents import states, text
from documents.models.papers import Paper, unbarred

if TYPE_CHECKING:
    from council.audiences import Standing


class FileQuerySet(ReadableQuerySet["File"]):
    """Files that know who may read them."""


class File(Entity, Readable):
    """A file (OParl File): bytes in the vault under their SHA-512, text page by page beside them."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="files")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(max_length=20, choices=states.FileRole.choices, default=states.FileRole.AUXILIARY)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=500)
    file_name = models.CharField(max_length=300, blank=True, default="")
    mime_type = models.CharField(max_length=100, blank=True, default="")
    date = models.DateField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha512 = models.CharField(max_length=128, blank=True, default="", db_index=True)
    state = models.CharField(max_length=12, choices=states.FileState.choices, default=states.FileState.RECEIVED)
    problem = models.CharField(max_length=300, blank=True, default="")
    page_count = models.PositiveIntegerField(null=True, blank=True)
    source_url = models.URLField(max_length=1000, blank=True, default="")

    objects = FileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state"], name="file_state")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the file."""
        return reverse("file", args=[self.key])

    @property
    def steps(self) -> states.Steps:
        """The table of its life."""
        return states.FILE_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with its paper, if it has one."""
        return f"paper:{self.paper_id}" if self.paper_id else ""

    @classmethod
    def readable_by(cls, standing: Standing, *, prefix: str = "") -> Q:
        """Its own audience, and everything it hangs on: paper, meeting and item each must be readable too."""
        condition = super().readable_by(standing, prefix=prefix)
        condition &= Q(**{f"{prefix}paper": None}) | Paper.readable_by(standing, prefix=f"{prefix}paper__")
        condition &= unbarred(standing, prefix=prefix, paper="paper__")
        condition &= ~Q(**{f"{prefix}pk__in": _hanging_on_closed(standing)})
        return condition if standing.clerk else condition & ~Q(**{f"{prefix}pk__in": _held_from(standing)})


def _held_from(standing: Standing) -> models.QuerySet[Quarantine, int]:
    """Files in quarantine that somebody else brought in."""
    held = Quarantine.objects.all()
    if standing.user_id is not None:
        held = held.exclude(brought_by_id=standing.user_id)
    return held.values_list("file_id", flat=True)


def _hanging_on_closed(standing: Standing) -> models.QuerySet[MeetingFile, int]:
    """Files attached to a meeting or item that someone of this standing may not read."""
    open_meeting = Meeting.objects.filter(Meeting.readable_by(standing), pk=OuterRef("meeting"))
    open_item = AgendaItem.objects.filter(AgendaItem.readable_by(standing), pk=OuterRef("item"))
    return MeetingFile.objects.filter(~Exists(open_meeting) | (Q(item__isnull=False) & ~Exists(open_item))).values_list(
        "file_id", flat=True
    )


class Quarantine(models.Model):
    """A file the virus scanner has not passed: only who brought it in and the office know of it, nobody gets its bytes.

    The row is gone once the scanner found nothing. Nobody brought what an import took over.
    """

    file = models.OneToOneField(File, on_delete=models.CASCADE, related_name="quarantine")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8, choices=states.QuarantineState.choices, default=states.QuarantineState.WAITING
    )

    def __str__(self) -> str:
        return f"Quarantäne: {self.file}"

    @property
    def is_infected(self) -> bool:
        """Whether the scanner found something: the file is never let out."""
        return self.state == states.QuarantineState.FOUND


class MeetingFile(models.Model):
    """A file of a meeting or of one of its items: invitation, minutes, attachment."""

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="meeting_files")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="meeting_files")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="item_files")
    role = models.CharField(max_length=20, choices=states.FileRole.choices, default=states.FileRole.AUXILIARY)

    def __str__(self) -> str:
        return f"{self.file} zu {self.item or self.meeting}"


class FilePage(models.Model):
    """The text of one page of a file, as the reader of PDFs gave it, line by line.

    `canonical` is made of it, in paragraphs: what pages show, and what every offset on this page counts in.
    """

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_page_of_a_number")]

    def __str__(self) -> str:
        return f"{self.file}, Seite {self.number}"

    @cached_property
    def canonical(self) -> str:
        """The canonical text of the page."""
        return text.paragraphs_from_pdf(self.text)
