"""What a page of news is asked for, and how it is said that it was read."""

from __future__ import annotations

from datetime import date

from django import forms

from collaboration import marks
from collaboration.marks import Mark
from council import journal

EARLIEST = date(1900, 1, 1)


class SinceForm(forms.Form):
    """Since which day; left empty, or with a day that does not exist, it is the last week."""

    since = forms.DateField(
        label="Seit",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Dieses Datum gibt es nicht. Gezeigt wird die letzte Woche."},
    )

    def day(self) -> date | None:
        """The day that was asked for; nothing if none, or none that exists."""
        day = self.cleaned_data["since"] if self.is_valid() else None
        return day if day is None or day >= EARLIEST else EARLIEST


class ReadForm(forms.Form):
    """Up to where somebody has read: the mark of their page."""

    until = forms.CharField(max_length=200)

    def clean_until(self) -> Mark:
        """Refuse what was not written on a page of news, or too long ago."""
        mark = marks.read(self.cleaned_data["until"], head=journal.head_number())
        if mark is None:
            raise forms.ValidationError("Bis hierhin hat niemand gelesen.")
        return mark
