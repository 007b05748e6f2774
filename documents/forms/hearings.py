"""Turns what a body says in its hearing into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from documents.forms import LONGEST_TEXT
from documents.models import HearingStatement


class BeginForm(forms.Form):
    """How long the body has."""

    urgent = forms.BooleanField(
        label="Eilig: verkürzte Frist",
        required=False,
        help_text="Wie lange die Anhörung dauert, steht in den örtlichen Regeln.",
    )


class StatementForm(forms.Form):
    """How the body stands to the paper, in a word and in its own."""

    stance = forms.ChoiceField(
        label="Haltung",
        choices=HearingStatement.Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen, wie das Gremium zu der Vorlage steht."},
    )
    text = forms.CharField(
        label="Stellungnahme",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=LONGEST_TEXT,
        required=False,
        help_text="Wie das Gremium sie beschlossen hat. Absätze durch eine Leerzeile trennen.",
    )
    given_on = forms.DateField(
        label="Beschlossen am", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_given_on(self) -> Any:
        """Nobody has said anything yet on a day to come."""
        day = self.cleaned_data["given_on"]
        today = timezone.localdate()
        if not today.replace(year=today.year - 10, day=min(today.day, 28)) <= day <= today:
            raise forms.ValidationError("Der Tag liegt in der Zukunft oder mehr als zehn Jahre zurück.")
        return day

    def clean(self) -> dict[str, Any]:
        """Whoever wants changes or refuses says what."""
        super().clean()
        clean = self.cleaned_data
        needing = (HearingStatement.Stance.CHANGES, HearingStatement.Stance.REJECTING)
        if clean.get("stance") in needing and "text" in clean and not clean["text"].strip():
            self.add_error("text", "Bitte sagen, was das Gremium ändern möchte oder warum es ablehnt.")
        return clean

    def values(self) -> dict[str, Any]:
        """The statement as the acts take it."""
        clean = self.cleaned_data
        return {"stance": clean["stance"], "text": clean["text"].strip(), "on": clean["given_on"]}
