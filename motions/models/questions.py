"""Questions of question time (Fragestunde): who asks at which meeting, when it was called, and what was answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from council.models import Meeting, Person
from documents.models import Paper
from documents.models.papers import unbarred
from documents.states import PaperState
from motions.states import OwedReason

if TYPE_CHECKING:
    from typing import Self

    from council.audiences import Standing, Viewer


class OralQuestionQuerySet(models.QuerySet["OralQuestion"]):
    """Questions; they are read by whoever may read their paper, and by the chair who judges them."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the questions this person may read on that day."""
        from council import audiences

        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the questions someone of this standing may read."""
        condition = Paper.readable_by(standing, prefix="paper__")
        if standing.chair:
            judged = Q(paper__state__in=(PaperState.SUBMITTED, PaperState.INADMISSIBLE), paper__body__home=True)
            condition |= judged & Q(paper__deleted_at=None) & unbarred(standing, prefix="paper__")
        return self.filter(condition)

    def owed(self) -> Self:
        """Keep those for which a written answer is owed."""
        return self.filter(paper__state=PaperState.WRITTEN_OWED)

    def overdue(self, *, on: date) -> Self:
        """Keep those whose written answer was due before that day and has not come."""
        return self.owed().filter(written_due__lt=on)


class OralQuestion(models.Model):
    """What makes a paper a question of question time (GO §13); state, title and text are the paper's.

    `deadline_met` is how it stood to its meeting when it was handed in. From `called_at` to `done_at` it takes time
    from the pool of the meeting. `written_due` is the day by which a written answer is owed, `owed_because` why.
    """

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="oral_question")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="oral_questions")
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="oral_questions")
    deadline_met = models.BooleanField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, default="")
    respondent = models.CharField(max_length=200, blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    owed_because = models.CharField(max_length=12, choices=OwedReason.choices, blank=True, default="")
    written_due = models.DateField(null=True, blank=True, db_index=True)

    objects = OralQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(called_at__isnull=False), name="oral_question_is_called_before_done"
            ),
            models.CheckConstraint(
                condition=Q(written_due=None, owed_because="") | (Q(written_due__isnull=False) & ~Q(owed_because="")),
                name="oral_question_is_owed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.paper)

    def get_absolute_url(self) -> str:
        """The page of its paper."""
        return self.paper.get_absolute_url()

    def is_overdue(self, *, on: date) -> bool:
        """Whether its written answer was due before that day and has not come."""
        owed = self.paper.state == PaperState.WRITTEN_OWED
        return owed and self.written_due is not None and self.written_due < on


class Supplementary(models.Model):
    """A supplementary question from the floor (Zusatzfrage); the first belongs to whoever asked the question."""

    question = models.ForeignKey(OralQuestion, on_delete=models.CASCADE, related_name="supplementaries")
    number = models.PositiveSmallIntegerField()
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supplementaries")
    text = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="one_supplementary_of_a_number")]

    def __str__(self) -> str:
        return f"Zusatzfrage {self.number}"
