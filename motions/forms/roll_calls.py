"""What is typed when a vote by name is opened, answered, entered or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from council.models import Person
from documents.models import Paper
from motions.models import Amendment
from motions.models.ballots import Rule
from motions.states import VoteAnswer

MAIN, PART = "main", "part"
QUARTER = "ein Viertel der Anwesenden"


class AnswerForm(forms.Form):
    """One answer."""

    answer = forms.ChoiceField(
        label="Antwort",
        choices=VoteAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte Ja, Nein oder Enthaltung wählen.",
            "invalid_choice": "Bitte Ja, Nein oder Enthaltung wählen.",
        },
    )


class CalledOutForm(AnswerForm):
    """The answer that a member called out."""

    person = forms.ModelChoiceField(
        label="Mitglied",
        queryset=Person.objects.filter(deleted_at=None),
        to_field_name="key",
        error_messages={
            "required": "Bitte ein Mitglied aus der Liste wählen.",
            "invalid_choice": "Diese Person steht nicht auf der Liste.",
        },
    )


class VoteCorrectionForm(AnswerForm):
    """A corrected answer; the chair says why."""

    reason = forms.CharField(label="Grund", max_length=500)


class RollCallForm(forms.Form):
    """What is voted on, by which majority, and who demanded that it be by name."""

    what = forms.ChoiceField(label="Worüber wird abgestimmt?", widget=forms.RadioSelect, initial=MAIN)
    subject = forms.CharField(
        label="Welcher Teil?",
        required=False,
        max_length=200,
        help_text="Nur bei einem Teil: zum Beispiel „Punkt 2“.",
    )
    rule = forms.ChoiceField(label="Nötige Mehrheit", choices=Rule.choices)
    demanded_by = forms.ChoiceField(label="Verlangt von", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        main: str,
        amendments: Sequence[Amendment] = (),
        factions: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.amendments = {one.paper.key: one for one in amendments}
        what, demanded = self.fields["what"], self.fields["demanded_by"]
        assert isinstance(what, forms.ChoiceField) and isinstance(demanded, forms.ChoiceField)
        named = [(key, f"Änderungsantrag {one.label}") for key, one in self.amendments.items()]
        what.choices = [(MAIN, main), *named, (PART, "nur einen Teil davon")]
        demanded.choices = [("", "nicht angegeben"), *((name, name) for name in (*factions, QUARTER))]

    def clean(self) -> dict[str, Any]:
        """A part has a name."""
        data = super().clean() or self.cleaned_data
        if data.get("what") == PART and not data.get("subject"):
            self.add_error("subject", "Bitte angeben, über welchen Teil abgestimmt wird.")
        return data

    def values(self, *, paper: Paper | None) -> dict[str, Any]:
        """The clean values as the act takes them; `paper` is the item's own."""
        data = self.cleaned_data
        amendment = self.amendments.get(data["what"])
        return {
            "paper": amendment.paper if amendment is not None else paper,
            "subject": data["subject"] if data["what"] == PART else "",
            "rule": data["rule"],
            "demanded_by": data["demanded_by"],
        }
