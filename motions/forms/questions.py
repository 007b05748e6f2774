"""Turns input about question time into clean values; a form for each role and step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from council.models import Meeting, Membership, Person
from council.states import BodyKind, MeetingState
from motions.models import OralQuestion

if TYPE_CHECKING:
    from council.audiences import Viewer

LONGEST_QUESTION = 2_000  # characters: short enough to be read out
LONGEST_ANSWER = 20_000
OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)


def coming(user: Viewer) -> QuerySet[Meeting]:
    """The meetings of the assembly to come that this person may know of, the next one first."""
    rows = Meeting.objects.visible_to(user).filter(
        organization__kind=BodyKind.ASSEMBLY, organization__body__home=True, date__gte=timezone.localdate()
    )
    return rows.exclude(state__in=OVER).select_related("organization").order_by("date", "pk")


class QuestionForm(forms.Form):
    """A question as it is written: for which meeting, its title, the question itself."""

    meeting = forms.ModelChoiceField(
        label="Für welche Sitzung?", queryset=Meeting.objects.none(), to_field_name="key", empty_label=None
    )
    name = forms.CharField(label="Worum geht es?", max_length=200, help_text="Ein paar Wörter, die alle verstehen.")
    text = forms.CharField(
        label="Frage",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_QUESTION,
        help_text="Kurz genug, um vorgelesen zu werden. Nicht zu Punkten der Tagesordnung I derselben Sitzung.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Viewer, kept: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        rows = coming(user)
        if kept is not None:
            rows = rows | Meeting.objects.visible_to(user).filter(pk=kept.pk).select_related("organization")
        field.queryset = rows


class SubmissionForm(forms.Form):
    """The wish to hand the question in as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What was answered, and by whom."""

    answer = forms.CharField(label="Antwort", widget=forms.Textarea(attrs={"rows": 8}), max_length=LONGEST_ANSWER)
    respondent = forms.CharField(label="Antwort von", max_length=200, initial="Magistrat")


class OralAnswerForm(AnswerForm):
    """What was said in the meeting, in short."""

    answer = forms.CharField(
        label="Was geantwortet wurde",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_ANSWER,
        required=False,
        help_text="In Stichworten, so öffentlich wie die Frage.",
    )


class SupplementaryForm(forms.Form):
    """A supplementary question from the floor, with what was said to it."""

    asker = forms.ModelChoiceField(label="Wer fragt weiter?", queryset=Person.objects.none(), to_field_name="key")
    text = forms.CharField(
        label="Zusatzfrage", widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_QUESTION, required=False
    )
    answer = forms.CharField(
        label="Antwort", widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_ANSWER, required=False
    )
    waived = forms.BooleanField(required=False)

    def __init__(self, *args: Any, question: OralQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["asker"]
        seats = Membership.objects.current(on=timezone.localdate())
        seats = seats.filter(organization=question.meeting.organization_id, voting_right=True)
        field.queryset = Person.objects.filter(
            pk__in=[*seats.values_list("person", flat=True), question.asker_id], deleted_at=None
        ).order_by("family_name", "name")
        self.initial.setdefault("asker", question.asker.key)
        if question.supplementaries.exists():
            del self.fields["waived"]
        else:
            self.fields["waived"].label = f"{question.asker} verzichtet auf die erste Zusatzfrage"
