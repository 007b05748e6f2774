"""Which deputy represents the chair, from when to when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from council.forms.lines import Day
from council.models import Membership, Organization, Person

_DAY = {"required": "Bitte einen Tag angeben.", "invalid": "Bitte einen Tag angeben, den es gibt."}


class RepresentationForm(forms.Form):
    """One of the deputies, and the days."""

    person = forms.ModelChoiceField(
        label="Wer vertritt?",
        queryset=Person.objects.none(),
        to_field_name="key",
        empty_label="bitte wählen",
        error_messages={
            "required": "Bitte eine Stellvertretung wählen.",
            "invalid_choice": "Diese Person ist keine Stellvertretung des Vorsitzes.",
        },
    )
    first_day = Day(label="Erster Tag", error_messages=_DAY)
    last_day = Day(
        label="Letzter Tag", help_text="Die Rechte enden um Mitternacht nach diesem Tag.", error_messages=_DAY
    )

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = Membership.objects.current(on=timezone.localdate()).deputies().filter(organization=organization)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ModelChoiceField)
        people = Person.objects.filter(pk__in=seats.values("person"), deleted_at=None)
        choice.queryset = people.order_by("family_name", "name")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, nor over."""
        super().clean()
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and last < max(first, timezone.localdate()):
            self.add_error("last_day", "Der letzte Tag liegt vor dem ersten oder ist schon vorbei.")
        return self.cleaned_data
