"""Turns input about petitions into clean values: from residents on a phone, from the office, from the Magistrat."""

from __future__ import annotations

from typing import Any

from django import forms

from council.models import Body, Organization
from council.states import BodyKind
from motions.states import PetitionGround, PetitionOutcome

LONGEST_PETITION = 20_000
LONGEST_WORDS = 50_000  # of the office and the Magistrat


def _text(label: str, *, rows: int, help_text: str = "", longest: int = LONGEST_WORDS) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=longest, help_text=help_text
    )


class PetitionForm(forms.Form):
    """A petition as anybody hands it in."""

    subject = forms.CharField(
        label="Worum geht es?", max_length=300, help_text="Ein Satz, zum Beispiel „Zebrastreifen vor der Grundschule“."
    )
    text = _text(
        "Ihre Eingabe",
        rows=10,
        longest=LONGEST_PETITION,
        help_text="Was soll die Stadt tun oder lassen, und warum? Bitte keine Angaben über andere Menschen.",
    )
    name = forms.CharField(label="Ihr Name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    address = forms.CharField(
        label="Ihre Anschrift",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        help_text="Dorthin geht der Bescheid.",
    )
    email = forms.EmailField(
        label="Ihre E-Mail-Adresse",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Für Rückfragen.",
    )

    def clean_text(self) -> str:
        """A petition says something."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if len(text.strip()) < 20:
            raise forms.ValidationError("Bitte beschreiben Sie Ihr Anliegen in wenigstens einem Satz.")
        return text


class RefusalForm(forms.Form):
    """Why a petition is inadmissible: a ground from the list, and words for the petitioner."""

    ground = forms.ChoiceField(
        label="Die Eingabe ist unzulässig, denn sie", choices=PetitionGround.choices, widget=forms.RadioSelect
    )
    reason = _text("Erläuterung", rows=5, help_text="Die Erläuterung liest, wer die Eingabe eingereicht hat.")


class StatementForm(forms.Form):
    """What the Magistrat says to it."""

    statement = _text(
        "Stellungnahme", rows=12, help_text="Sie lesen das Büro und der Ausschuss, der über die Eingabe entscheidet."
    )


class CommitteeForm(forms.Form):
    """Which committee decides."""

    to = forms.ModelChoiceField(label="Ausschuss", queryset=Organization.objects.none(), to_field_name="key")

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = Organization.objects.living().of_kind(BodyKind.COMMITTEE).filter(body=body).order_by("name")


class DecisionForm(forms.Form):
    """What the committee decided."""

    outcome = forms.ChoiceField(label="Der Eingabe wurde", choices=PetitionOutcome.choices, widget=forms.RadioSelect)
    decision = _text("Begründung", rows=6, help_text="So, wie der Ausschuss entschieden hat.")


class ReplyForm(forms.Form):
    """What is written to the petitioner."""

    reply = _text(
        "Bescheid", rows=12, help_text="Er steht auf der Quittungsseite; mit der Post geht er zusätzlich hinaus."
    )


class ReleaseForm(forms.Form):
    """The redacted text that everyone may read."""

    name = forms.CharField(label="Titel für die Öffentlichkeit", max_length=300)
    text = _text(
        "Text für die Öffentlichkeit",
        rows=14,
        help_text="Ohne Namen, Anschriften und alles, woran sich jemand erkennen lässt: auch nicht Dritte.",
    )
    checked = forms.BooleanField(label="Ich habe geprüft, dass niemand zu erkennen ist.")


class WithdrawalForm(forms.Form):
    """The wish of the petitioner, confirmed."""

    wished = forms.BooleanField(label="Die Person, die die Eingabe eingereicht hat, wünscht es.")
