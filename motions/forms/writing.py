"""The forms on which a paper is written, whatever its kind: what every draft asks for, the same while it is typed."""

from __future__ import annotations

from typing import Any

from django import forms

from documents.forms import LONGEST_TEXT
from documents.models import Paper
from motions import drafts

LONGEST_TITLE = drafts.LONGEST_TITLE
NEEDED = "motions/writing_field.html"  # a field that a draft may leave empty and what is handed in may not
HOW_TO_MARK = (
    "Absätze durch eine Leerzeile trennen. „1. “ beginnt einen Punkt, „- “ eine Aufzählung, „### “ eine Überschrift."
    " Aus einem Textprogramm eingefügter Text behält diese Gliederung."
)


def part(label: str, *, rows: int, help_text: str = "", template_name: str | None = NEEDED) -> forms.CharField:
    """A field for one part of the structured text; what word processors leave behind is tidied."""
    return Part(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows, "data-structured": ""}),
        max_length=LONGEST_TEXT,
        help_text=help_text,
        required=False,
        template_name=template_name,  # type: ignore[call-arg]  # known to Django since 5.0, not yet to its types
    )


def summary(*, template_name: str | None = NEEDED) -> forms.CharField:
    """The field for „kurz und einfach“."""
    return forms.CharField(
        label="Kurz und einfach",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=drafts.LONGEST_SUMMARY,
        help_text="Ein, zwei Sätze ohne Fachwörter: Was soll sich für wen ändern?",
        required=False,
        template_name=template_name,  # type: ignore[call-arg]  # known to Django since 5.0, not yet to its types
    )


class Part(forms.CharField):
    """Structured text of one part."""

    def clean(self, value: Any) -> str:
        """Tidy what word processors leave behind."""
        return drafts.tidy(super().clean(value))


class WritingForm(forms.Form):
    """A paper as its author writes it. Only the title is needed to save; the rest is asked for on handing in."""

    name = forms.CharField(label="Titel", max_length=LONGEST_TITLE)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper

    def clean(self) -> dict[str, Any]:
        """The parts have one longest length together, too."""
        super().clean()
        parts = {name: self.fields[name].label for name in self.fields if isinstance(self.fields[name], Part)}
        if sum(len(self.cleaned_data.get(name, "")) for name in parts) > LONGEST_TEXT - 400:
            named = " und ".join(map(str, parts.values()))
            self.add_error(next(iter(parts)), f"{named} sind zusammen länger als {LONGEST_TEXT} Zeichen.")
        return self.cleaned_data

    def typed(self) -> dict[str, str]:
        """The fields as typed, for the next opening of the draft."""
        names = [name for name in self.base_fields if name != "revision"]
        return {name: str(self.data.get(name, "")).replace("\r\n", "\n") for name in names}


class WhileTyping(forms.Form):
    """Mixed into a form of writing: even the title may be missing for a moment, and what is not chosen is as begun."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name == "revision"

    def clean(self) -> dict[str, Any]:
        """Fill in what was left open with what the form begins with."""
        super().clean()
        for name, field in self.fields.items():
            if field.initial is not None and not self.cleaned_data.get(name):
                self.cleaned_data[name] = field.initial
        return self.cleaned_data


class HandingInForm(forms.Form):
    """That the draft is handed in as it was shown."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawalForm(forms.Form):
    """That whoever withdraws means it."""

    agreed = forms.BooleanField(label="Ja, zurückziehen.")
