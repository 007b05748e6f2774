"""Inquiries to the Magistrat: numbered questions, what answered them, and what was asked further."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import AgendaItem, Meeting, Organization, Person
from council.models.entity import Entity
from council.models.readable import Readable, ReadableQuerySet
from documents.models import File, Paper
from documents.models.papers import unbarred
from documents.states import PaperType
from motions.states import AnswerMode, AnswerStatus, StatusMark

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """Inquiries; they are read by whoever may read their paper."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the inquiries whose paper this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the inquiries whose paper someone of this standing may read.

        That their papers are inquiries goes without saying, but lets the database find them by the index of kinds.
        """
        return self.filter(Paper.readable_by(standing, prefix="paper__"), paper__paper_type=PaperType.INQUIRY)


class Inquiry(models.Model):
    """What makes a paper an inquiry (Anfrage, HGO §50(2)); state, title and text are the paper's."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="inquiry")
    answer_mode_requested = models.CharField(max_length=8, choices=AnswerMode.choices, blank=True, default="")
    answer_mode_actual = models.CharField(max_length=8, choices=AnswerMode.choices, blank=True, default="")
    assigned_office = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="assigned_inquiries"
    )
    answer_due = models.DateField(null=True, blank=True, db_index=True)
    internal_due = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    extension_reason = models.CharField(max_length=500, blank=True, default="")
    resubmits = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="resubmissions")

    objects = InquiryQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.paper)

    def counts(self) -> Counter[str]:
        """How many questions have which status; reads the prefetched questions."""
        return Counter(question.answer_status for question in self.questions.all())

    @property
    def evaded(self) -> int:
        """How many questions those who asked marked as evaded; reads the prefetched questions."""
        return sum(question.status_mark == StatusMark.EVASIVE for question in self.questions.all())

    @property
    def overall(self) -> str:
        """The status of the whole: answered iff all are answered or refused, unanswered iff none is, else partial."""
        counts = self.counts()
        total = sum(counts.values())
        if total and counts[AnswerStatus.ANSWERED] + counts[AnswerStatus.REFUSED] == total:
            return AnswerStatus.ANSWERED
        if counts[AnswerStatus.UNANSWERED] + counts[AnswerStatus.DEFERRED] == total:
            return AnswerStatus.UNANSWERED
        return AnswerStatus.PARTIAL

    @property
    def answer_mode_honoured(self) -> bool | None:
        """Whether the answer came in the form that was asked for; None if nothing was asked or answered."""
        if not self.answer_mode_requested or not self.answer_mode_actual:
            return None
        return self.answer_mode_requested == self.answer_mode_actual

    @property
    def written_answer_outstanding(self) -> bool:
        """A written answer was asked for and none was given; it keeps the inquiry open."""
        return self.answer_mode_requested == AnswerMode.WRITTEN and self.answer_mode_actual not in (
            AnswerMode.WRITTEN,
            AnswerMode.MIXED,
        )


class Question(models.Model):
    """One numbered question of an inquiry and its status, set by a human."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    answer_status = models.CharField(max_length=12, choices=AnswerStatus.choices, default=AnswerStatus.UNANSWERED)
    status_mark = models.CharField(max_length=12, choices=StatusMark.choices, blank=True, default="")
    status_reason = models.CharField(max_length=500, blank=True, default="")
    status_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status_set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "number"], name="one_question_of_a_number"),
            models.CheckConstraint(
                condition=Q(status_mark="") | Q(answer_status__in=("unanswered", "partial")),
                name="question_is_marked_where_something_is_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class Extension(models.Model):
    """More time granted for the answer: from which day to which, why, by whom and when.

    `granted_as` names the office the public reads; the person stays with those who keep the account.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="granted_extensions")
    old_due = models.DateField(null=True, blank=True)
    new_due = models.DateField()
    reason = models.CharField(max_length=500)
    granted_at = models.DateTimeField()
    granted_as = models.CharField(max_length=100, blank=True, default="")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(old_due=None) | Q(new_due__gt=models.F("old_due")), name="extension_grants_more_time"
            )
        ]

    def __str__(self) -> str:
        return f"Fristverlängerung bis {self.new_due:%d.%m.%Y}"


class MeetingNoteQuerySet(ReadableQuerySet["MeetingNote"]):
    """Meeting notes that know who may read them."""


class MeetingNote(Entity, Readable):
    """Unofficial notes from a meeting ("ohne Gewähr"), never shown as minutes (Niederschrift)."""

    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="meeting_notes")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="notes")
    heading = models.CharField(max_length=500, blank=True, default="")
    text = models.TextField()
    official = models.BooleanField(default=False)
    disclaimer = models.CharField(max_length=200, default="ohne Gewähr")
    version = models.PositiveIntegerField(default=1)

    objects = MeetingNoteQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(official=False), name="meeting_note_is_never_official")]

    def __str__(self) -> str:
        return self.heading or f"Notizen zu {self.paper or self.meeting}"

    @property
    def room(self) -> str:
        """Where its events are told: with its paper."""
        return f"paper:{self.paper_id}" if self.paper_id else ""

    @classmethod
    def readable_by(cls, standing: Standing, *, prefix: str = "") -> Q:
        """Its own audience and its paper's; without a paper its meeting's."""
        condition = super().readable_by(standing, prefix=prefix) & unbarred(standing, prefix=prefix, paper="paper__")
        meeting = Q(**{f"{prefix}meeting": None}) | Meeting.readable_by(standing, prefix=f"{prefix}meeting__")
        of_meeting = Q(**{f"{prefix}paper": None}) & meeting
        return condition & (of_meeting | Paper.readable_by(standing, prefix=f"{prefix}paper__"))


class AnswerQuerySet(ReadableQuerySet["Answer"]):
    """Answers that know who may read them."""


class Answer(Entity, Readable):
    """One answer to an inquiry, written or given in a meeting, as passages that each answer some questions."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="answers")
    mode = models.CharField(max_length=8, choices=AnswerMode.choices)
    given_on = models.DateField(null=True, blank=True)
    respondent = models.CharField(max_length=200, blank=True, default="")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    file = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    note = models.OneToOneField(MeetingNote, null=True, blank=True, on_delete=models.PROTECT, related_name="answer")

    objects = AnswerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_mode_display()}e Antwort auf {self.inquiry}"

    @property
    def room(self) -> str:
        """Where its events are told: with its paper."""
        return f"paper:{self.inquiry_id}"

    @classmethod
    def readable_by(cls, standing: Standing, *, prefix: str = "") -> Q:
        """Its own audience and its inquiry's."""
        condition = super().readable_by(standing, prefix=prefix)
        condition &= unbarred(standing, prefix=prefix, paper="inquiry__paper__")
        return condition & Paper.readable_by(standing, prefix=f"{prefix}inquiry__paper__")


class Passage(models.Model):
    """A passage of an answer and the questions it answers (many to many)."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    remark = models.CharField(max_length=300, blank=True, default="")
    questions = models.ManyToManyField(Question, blank=True, related_name="passages")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="one_passage_of_a_number")]

    def __str__(self) -> str:
        return f"P{self.number}"


class FollowUp(models.Model):
    """A question asked further on an answer (Nachfrage), by whoever may ask, and what was said to it.

    `asker_role` says in words who asked where neither person nor body is known.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="followups")
    number = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="followups")
    asker_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="followups")
    asker_organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="followups"
    )
    asker_role = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField()
    answer_text = models.TextField(blank=True, default="")
    answer_status = models.CharField(max_length=12, choices=AnswerStatus.choices, default=AnswerStatus.UNANSWERED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inquiry", "number"], name="one_followup_of_a_number")]

    def __str__(self) -> str:
        return f"Nachfrage {self.number}"
