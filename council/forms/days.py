"""The day a page is asked about."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone


class DayForm(forms.Form):
    """A day to look at; left empty it is today."""

    on = forms.DateField(
        label="Stand am",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Dieses Datum gibt es nicht. Gezeigt wird der heutige Stand."},
    )

    def day(self) -> date:
        """The day that was asked for, today if none or none that exists."""
        return (self.is_valid() and self.cleaned_data["on"]) or timezone.localdate()
