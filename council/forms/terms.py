"""The form in which the office enters a term of office (Wahlperiode)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.formats import date_format

from council.forms.lines import AskingForm, Day, Line
from council.models import Body, LegislativeTerm

_HIGHEST = 999


class TermForm(AskingForm):
    """Name, number and days of a term; terms of one town do not overlap, for papers are counted by them."""

    name = Line(label="Name", help_text="Zum Beispiel „XXI. Wahlperiode“.")
    number = forms.IntegerField(
        label="Nummer",
        min_value=1,
        max_value=_HIGHEST,
        help_text="Steht in den Vorlagennummern, zum Beispiel 21 in 101.21.4711.",
    )
    start_date = Day(label="Erster Tag")
    end_date = Day(label="Letzter Tag")

    def __init__(self, *args: Any, term: LegislativeTerm, town: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = LegislativeTerm.objects.filter(body=town, deleted_at=None).exclude(pk=term.pk)

    def clean(self) -> dict[str, Any]:
        """Refuse a number that is taken, an end before the beginning, and days of another term."""
        super().clean()
        number, begun, ended = (self.cleaned_data.get(name) for name in ("number", "start_date", "end_date"))
        if number and self.others.filter(number=number).exists():
            self.add_error("number", "Diese Nummer hat schon eine andere Wahlperiode.")
        if begun and ended and ended < begun:
            self.add_error("end_date", "Der letzte Tag liegt vor dem ersten.")
        elif begun and ended and (other := self._overlapping(begun, ended).first()):
            self.add_error("start_date", f"Diese Tage überschneiden sich mit „{other.name}“ ({days_of(other)}).")
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The clean values as the fields of a term."""
        return {name: self.cleaned_data[name] for name in ("name", "number", "start_date", "end_date")}

    def _overlapping(self, begun: date, ended: date) -> QuerySet[LegislativeTerm]:
        later = Q(start_date=None) | Q(start_date__lte=ended)
        return self.others.filter(later, Q(end_date=None) | Q(end_date__gte=begun)).order_by("start_date", "pk")


def days_of(term: LegislativeTerm) -> str:
    """From when to when the term lasts: „1. April 2026 bis 31. März 2031“."""
    first, last = (date_format(day, "j. F Y") if day else "nicht angegeben" for day in (term.start_date, term.end_date))
    return f"{first} bis {last}"


def initial_of(term: LegislativeTerm) -> dict[str, Any]:
    """What the form shows of a term before anyone typed."""
    names = ("name", "number", "start_date", "end_date", "version")
    return {name: getattr(term, name) for name in names}
