"""Notes on a passage of a paper's text or of a page of one of its files, each in one of four circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from collaboration import states
from council import audiences
from council.models.entity import Entity
from council.models.readable import Readable, ReadableQuerySet
from council.states import Audience
from documents.models import File, Paper, PaperVersion

if TYPE_CHECKING:
    from council.audiences import Standing


class NoteQuerySet(ReadableQuerySet["Note"]):
    """Notes that know who may read them."""


class Note(Entity, Readable):
    """A W3C annotation on a version of a text, or on a page of a file: quote and position in code points, body, circle.

    `page` is the number of the page; its canonical text is `FilePage.canonical`. Should the file be read anew, the
    quote says where the note stands. `owner` is its author. Circles are the audiences private, faction, council and
    public. `told_at` is since when its present circle reads it; `change_asked` says that moderation asked for other
    words.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="notes")
    version_of_text = models.ForeignKey(
        PaperVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )
    file = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="notes")
    page = models.PositiveIntegerField(null=True, blank=True)
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    motivation = models.CharField(
        max_length=16, choices=states.Motivation.choices, default=states.Motivation.COMMENTING
    )
    text = models.TextField()
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True, default="")
    suffix = models.CharField(max_length=64, blank=True, default="")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=states.NoteState.choices, default=states.NoteState.OPEN)
    told_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    change_asked = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=models.F("end")), name="note_has_a_passage"),
            models.CheckConstraint(
                condition=Q(version_of_text__isnull=False, file=None, page=None)
                | Q(version_of_text=None, file__isnull=False, page__isnull=False),
                name="note_on_a_text_or_on_a_page",
            ),
            models.CheckConstraint(condition=Q(owner__isnull=False) | Q(state="withdrawn"), name="note_has_an_author"),
            models.CheckConstraint(
                condition=Q(audience__in=["private", "faction", "council", "public"]), name="note_in_a_circle"
            ),
            models.CheckConstraint(
                condition=~Q(audience="faction") | Q(audience_organization__isnull=False),
                name="faction_note_names_its_faction",
            ),
        ]
        indexes = [
            models.Index(fields=["paper", "start"], name="note_passage"),
            models.Index(fields=["file", "page", "start"], condition=Q(file__isnull=False), name="note_on_page"),
        ]

    def __str__(self) -> str:
        return f"Anmerkung zu „{self.exact[:40]}“"

    def get_absolute_url(self) -> str:
        """The note's lasting address, which leads to it beside the version or the page it was written on."""
        return reverse("note", args=[self.key])

    @property
    def steps(self) -> states.Steps:
        """The table of its life."""
        return states.NOTE_STEPS

    @property
    def room(self) -> str:
        """Where its events are told: with its paper."""
        return f"paper:{self.paper_id}"

    @classmethod
    def beside_readable(cls, standing: Standing, *, prefix: str = "") -> Q:
        """Say which notes stand on something that someone of this standing may read: on its paper, and on its file."""
        file = Q(**{f"{prefix}file": None}) | File.readable_by(standing, prefix=f"{prefix}file__")
        return Paper.readable_by(standing, prefix=f"{prefix}paper__") & file

    @classmethod
    def readable_by(cls, standing: Standing, *, prefix: str = "") -> Q:
        """Its own circle or its naming, as far as its reader reads what it stands on; what was taken down, its author.

        A reply goes with the note it replies to.
        """
        condition = super().readable_by(standing, prefix=prefix)
        if standing.named:
            named = Q(**{f"{prefix}audience": Audience.PRIVATE, f"{prefix}deleted_at": None})
            condition |= named & Q(**{f"{prefix}pk__in": audiences.named_to(standing, model=cls)})
        condition &= cls.beside_readable(standing, prefix=prefix)
        shown = ~Q(**{f"{prefix}state__in": states.GONE})
        with_its_note = ~Q(**{f"{prefix}reply_to__state__in": states.GONE})
        if standing.user_id is not None:
            own = Q(**{f"{prefix}owner": standing.user_id})
            shown |= own & Q(**{f"{prefix}state__in": states.KEPT_FROM_OTHERS})
            with_its_note |= own
        return condition & shown & with_its_note
