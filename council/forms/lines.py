"""Fields that the office fills in again and again: one line of text, a day, what a form asks to be confirmed."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

_LONGEST = 200


class Line(forms.CharField):
    """One line: without what cannot be seen (controls, direction marks) and without blanks at its ends or in rows."""

    def __init__(self, *, offers: str = "", **kwargs: Any) -> None:
        """`offers` names the list of words on the page that the field suggests."""
        if offers:
            kwargs["widget"] = forms.TextInput(attrs={"list": offers, "autocomplete": "off"})
        super().__init__(**{"max_length": _LONGEST, **kwargs})

    def to_python(self, value: Any) -> str:
        """See forms.CharField."""
        seen = "".join(
            sign for sign in super().to_python(value) or "" if sign.isspace() or unicodedata.category(sign)[0] != "C"
        )
        return " ".join(seen.split())


class Day(forms.DateField):
    """A day as the browser's calendar gives it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class AskingForm(forms.Form):
    """A form that may ask before it saves: `asked` are the sentences, `aware` says that they were seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    aware = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: list[str] = []

    def expected(self) -> int:
        """The version of the thing that the page showed; 0, which no thing has, if none."""
        return self.cleaned_data["version"] or 0
