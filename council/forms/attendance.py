"""Turns taps on the attendance list into persons of that meeting."""

from __future__ import annotations

from typing import Any

from django import forms

from council import presence
from council.models import Meeting, Person

_WRONG = "Diese Person gehört nicht zu dieser Sitzung. Bitte eine aus der Liste wählen."


def _person(label: str) -> forms.ModelChoiceField[Person]:
    return forms.ModelChoiceField(
        label=label,
        queryset=Person.objects.none(),
        to_field_name="key",
        empty_label="bitte wählen",
        error_messages={"required": "Bitte eine Person wählen.", "invalid_choice": _WRONG},
    )


class SubstituteForm(forms.Form):
    """Who stands in for which absent member."""

    member = _person("Wer fehlt?")
    person = _person("Wer vertritt?")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members, others = presence.stand_ins(meeting)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]  # a choice among rows
        self.fields["person"].queryset = others  # type: ignore[attr-defined]  # a choice among rows


class QuorumForm(forms.Form):
    """Which member moved that those present be counted."""

    moved_by = _person("Wer beantragt, die Beschlussfähigkeit festzustellen?")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = meeting.attendances.present().voting().values("person")
        people = Person.objects.filter(pk__in=there).order_by("family_name", "name")
        self.fields["moved_by"].queryset = people  # type: ignore[attr-defined]  # a choice among rows
