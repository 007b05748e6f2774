"""Which moment of a meeting somebody wants to see."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from council.models import AgendaItem


class MomentForm(forms.Form):
    """An hour of the meeting's day, or an item: then the moment it was voted on."""

    at = forms.TimeField(
        label="Uhrzeit",
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Diese Uhrzeit gibt es nicht."},
    )
    item = forms.ChoiceField(
        label="Tagesordnungspunkt",
        required=False,
        error_messages={"invalid_choice": "Diesen Punkt gibt es hier nicht."},
    )

    def __init__(self, *args: Any, items: list[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        field.choices = [("", "bitte wählen"), *((item.key, str(item)[:120]) for item in items)]

    def moment(self, *, on: date) -> datetime | None:
        """The moment that was asked for, on the day of the meeting; None if no hour was given."""
        hour: time | None = self.cleaned_data.get("at")
        return timezone.make_aware(datetime.combine(on, hour)) if hour is not None else None
