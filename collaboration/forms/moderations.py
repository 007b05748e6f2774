"""Turns into clean values what people report, what moderation decides, and what authors answer to it."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from collaboration.models import Note
from collaboration.states import Decision, Ground, NoteState, Outcome
from council.audiences import Standing
from council.states import Audience
from documents import text as canonical

LONGEST_WORDS = 5_000  # code points of an explanation or a reason
SHORTEST_WORDS = 10
_ADDRESS = re.compile(r"(?:/notes/|#notiz-)([a-z2-7]{26})\b")
NO_NOTE = (
    "Unter dieser Adresse steht keine öffentliche Anmerkung. Sie finden die Adresse an der Anmerkung bei ihrem Datum."
)


def _text(label: str, *, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 5}),
        min_length=SHORTEST_WORDS,
        max_length=LONGEST_WORDS,
        help_text=help_text,
    )


class _Tidy(forms.Form):
    """Whatever is typed is kept as the house keeps text."""

    def clean(self) -> dict[str, Any]:
        """Normalise all words."""
        for name, value in self.cleaned_data.items():
            if isinstance(value, str) and isinstance(self.fields[name].widget, forms.Textarea):
                self.cleaned_data[name] = canonical.normalise(value).strip()
        return self.cleaned_data


class FlagForm(_Tidy):
    """A report as Art. 16 has it: where, why, by whom, in good faith."""

    address = forms.CharField(
        label="Adresse der Anmerkung",
        max_length=1000,
        help_text="Sie steht an der Anmerkung, beim Datum.",
    )
    ground = forms.ChoiceField(label="Grund", choices=[("", "Bitte wählen"), *Ground.choices])
    explanation = _text(
        "Was ist daran nicht in Ordnung?", help_text="Bitte so, dass jemand es ohne Rückfrage versteht."
    )
    name = forms.CharField(
        label="Ihr Name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Bitte Ihren Namen angeben."},
    )
    email = forms.EmailField(
        label="Ihre E-Mail-Adresse",
        max_length=254,
        error_messages={"required": "Bitte Ihre E-Mail angeben."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Der Verfasser erfährt nicht, wer meldet. Bei Darstellungen von Kindesmissbrauch darf beides fehlen.",
    )
    good_faith = forms.BooleanField(
        label="Ich versichere nach bestem Wissen, dass diese Angaben richtig und vollständig sind.",
        error_messages={"required": "Ohne diese Versicherung kann die Meldung nicht entgegengenommen werden."},
    )

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        if self.data.get("ground") == Ground.CHILD_ABUSE:
            self.fields["name"].required = self.fields["email"].required = False

    def clean_address(self) -> str:
        """Find the note; what this person does not read is not there."""
        found = _ADDRESS.search(self.cleaned_data["address"])
        rows = Note.objects.visible_for(self.standing).filter(audience=Audience.PUBLIC, state=NoteState.OPEN)
        note = rows.filter(key=found[1]).first() if found else None
        if note is None:
            raise forms.ValidationError(NO_NOTE)
        self.cleaned_data["note"] = note
        return note.key


class DecisionForm(_Tidy):
    """A decision on a note: one of four, with its ground and its reason."""

    decision = forms.ChoiceField(label="Entscheidung", choices=Decision.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label="Grund",
        choices=[("", "keiner, die Anmerkung ist zulässig"), *Ground.choices],
        required=False,
        help_text="Meinungen sind kein Grund: Die Stadt ist an die Meinungsfreiheit gebunden (Art. 5 GG).",
    )
    reason = _text("Begründung", help_text="Der Verfasser liest sie. Keine Angaben darüber, wer gemeldet hat.")
    police_told = forms.BooleanField(
        label="Es geht um eine Gefahr für Leben oder Sicherheit; Polizei oder Staatsanwaltschaft sind unterrichtet.",
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What is taken down is taken down for a ground."""
        clean = super().clean()
        if clean.get("decision") == Decision.KEEP:
            clean["ground"] = ""
        elif "ground" in clean and not clean["ground"]:
            self.add_error("ground", "Bitte den Grund wählen.")
        return clean


class ComplaintForm(_Tidy):
    """Why the author finds a decision wrong."""

    text = _text("Warum ist die Entscheidung falsch?")


class ReviewForm(_Tidy):
    """What the second person decides on a complaint."""

    outcome = forms.ChoiceField(label="Entscheidung", choices=Outcome.choices, widget=forms.RadioSelect)
    answer = _text("Begründung", help_text="Wer sich beschwert hat, liest sie.")
