"""What a page of news is asked for, and how it is said that it was read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

USUAL = timedelta(days=7)  # what is shown to whoever names no day
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


def beginning(day: date | None) -> datetime:
    """The first moment of a day in local time; of the usual week without one."""
    return timezone.make_aware(datetime.combine(day or timezone.localdate() - USUAL, time.min))


class ReadForm(forms.Form):
    """Up to which moment somebody has read: that at which their page was made."""

    until = forms.DateTimeField()

    def clean_until(self) -> datetime:
        """Refuse moments in which nobody read anything here."""
        until: datetime = self.cleaned_data["until"]
        if until.year < EARLIEST.year:
            raise forms.ValidationError("Diesen Zeitpunkt gibt es nicht.")
        return until
