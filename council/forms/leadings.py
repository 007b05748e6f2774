"""Turns the hand-over of a meeting's leading into clean values: to whom, why, and who led when the page was shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from council.models import Person
from council.presiding import Deputy
from council.states import LeadingReason


class HandOverForm(forms.Form):
    """To which deputy, for which reason; the first who is there is proposed."""

    to = forms.ModelChoiceField(
        label="An wen?",
        queryset=Person.objects.none(),
        to_field_name="key",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Bitte eine Stellvertretung wählen.",
            "invalid_choice": "Diese Person kann die Sitzung jetzt nicht leiten. Bitte eine andere wählen.",
        },
    )
    reason = forms.ChoiceField(
        label="Grund",
        choices=LeadingReason.choices,
        error_messages={"invalid_choice": "Bitte einen Grund aus der Liste wählen."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, deputies: Sequence[Deputy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["to"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Person.objects.filter(pk__in=[deputy.person.pk for deputy in deputies])
        choice.choices = [(deputy.person.key, f"{deputy.person}, {deputy.role}") for deputy in deputies]
        if deputies:
            choice.initial = deputies[0].person.key
