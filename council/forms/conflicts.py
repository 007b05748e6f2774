"""Forms around conflicts of interest: one's own declaration, and what the body decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from council.law import majorities
from council.models import AgendaItem, Person
from council.states import ConflictReason

LONGEST_REASON = 1000  # characters


def _category(*, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Grund (HGO §25)",
        choices=ConflictReason.choices if required else [("", "nicht angegeben"), *ConflictReason.choices],
        widget=forms.RadioSelect if required else forms.Select,
        required=required,
        error_messages={"required": "Bitte einen Grund wählen."},
    )


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Näheres",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Das lesen nur Sitzungsleitung und Büro. In die Niederschrift kommt nur, dass Sie nicht mitwirken.",
        error_messages={"max_length": f"Das ist zu lang: Möglich sind {LONGEST_REASON} Zeichen."},
    )


class DeclareForm(forms.Form):
    """For which item somebody is barred, and why."""

    item = forms.ModelChoiceField(
        label="Bei welchem Punkt?",
        queryset=AgendaItem.objects.none(),
        to_field_name="key",
        empty_label="bitte wählen",
        error_messages={
            "required": "Bitte einen Punkt wählen.",
            "invalid_choice": "Dieser Punkt steht nicht zur Wahl. Bitte einen aus der Liste wählen.",
        },
    )
    category = _category(required=True)
    reason = _reason()

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["item"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = AgendaItem.objects.filter(pk__in=[item.pk for item in items]).order_by("order", "pk")


class DecideForm(forms.Form):
    """Whom the body took for barred, who raised it, and the heads."""

    person = forms.ModelChoiceField(label="Um wen geht es?", queryset=Person.objects.none(), to_field_name="key")
    raised_by = forms.ModelChoiceField(
        label="Wer hat es vorgebracht?",
        queryset=Person.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="die Person selbst, im Zweifel",
    )
    category = _category(required=False)
    yes = forms.IntegerField(label="Ja: wirkt nicht mit", min_value=0, max_value=1000)
    no = forms.IntegerField(label="Nein: wirkt mit", min_value=0, max_value=1000)
    abstain = forms.IntegerField(label="Enthaltungen", min_value=0, max_value=1000, required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "raised_by"):
            choice = self.fields[name]
            assert isinstance(choice, forms.ModelChoiceField)
            choice.queryset = people
            choice.error_messages |= {
                "required": "Bitte eine Person wählen.",
                "invalid_choice": "Diese Person steht nicht zur Wahl. Bitte eine aus der Liste wählen.",
            }

    def clean(self) -> dict[str, Any]:
        """Nobody raises a conflict against themselves as another."""
        super().clean()
        if self.cleaned_data.get("person") and self.cleaned_data["person"] == self.cleaned_data.get("raised_by"):
            self.add_error("raised_by", "Hier steht, wer es über eine andere Person vorbringt.")
        return self.cleaned_data

    def tally(self) -> majorities.Tally:
        """The heads that were counted."""
        return majorities.Tally(
            yes=self.cleaned_data["yes"], no=self.cleaned_data["no"], abstain=self.cleaned_data["abstain"] or 0
        )
