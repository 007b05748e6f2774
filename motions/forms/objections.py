"""Turns input about objections into clean values: the reason, and what a court or authority said."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone


class ObjectionForm(forms.Form):
    """Why the resolution breaks the law, or endangers the good of the town."""

    reason = forms.CharField(
        label="Begründung",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=50_000,
        help_text="Warum der Beschluss das Recht verletzt oder das Wohl der Gemeinde gefährdet (HGO § 63 Abs. 1).",
    )


class CourtForm(forms.Form):
    """How a second objection ended."""

    outcome = forms.ChoiceField(
        label="Wie ist es ausgegangen?",
        widget=forms.RadioSelect,
        choices=[("lift", "Der Beschluss gilt."), ("uphold", "Der Beschluss ist aufgehoben.")],
    )
    on = forms.DateField(
        label="Am",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label="Wer hat es entschieden, und warum?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
        help_text="Zum Beispiel das Aktenzeichen des Verwaltungsgerichts.",
    )

    def clean_on(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Dieser Tag liegt in der Zukunft.")
        return day
