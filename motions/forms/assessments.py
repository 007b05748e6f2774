"""Turns what the askers think of an answer, and the Magistrat's reply, into clean values."""

from __future__ import annotations

from typing import Any

from django import forms

from motions.models import Inquiry
from motions.states import MARKABLE, Verdict


class AssessmentForm(forms.Form):
    """Whether the answer satisfied, in one sentence, and which questions were evaded."""

    verdict = forms.ChoiceField(label="Die Antwort ist", choices=Verdict.choices, widget=forms.RadioSelect)
    sentence = forms.CharField(label="In einem Satz", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    evaded = forms.TypedMultipleChoiceField(
        label="Diesen Fragen wurde ausgewichen",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wählbar sind Fragen, die nicht oder nur teilweise beantwortet sind.",
    )
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, inquiry: Inquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evaded"]
        field.choices = [
            (question.number, f"{question.number}. {question.text[:80]}")
            for question in inquiry.questions.all()
            if question.answer_status in MARKABLE
        ]
        if not field.choices:
            del self.fields["evaded"]


class ReplyForm(forms.Form):
    """The Magistrat's reply."""

    text = forms.CharField(label="Erwiderung", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)
