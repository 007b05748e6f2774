"""Turns what an author says about a note's place in a new text into clean values."""

from __future__ import annotations

from typing import Any

from django import forms

from collaboration import anchoring
from documents import text as canonical


class PlaceForm(forms.Form):
    """A paragraph of the new text, and if the note is about a part of it alone, its words."""

    block = forms.IntegerField(error_messages={"required": "Bitte wählen Sie einen Absatz."})
    words = forms.CharField(
        label="Nur diese Wörter des Absatzes",
        required=False,
        strip=False,
        max_length=anchoring.LONGEST_QUOTE,
        help_text="Wörtlich, wie sie im gewählten Absatz stehen. Leer heißt: der ganze Absatz.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, canonical_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.canonical_text = canonical_text

    def clean(self) -> dict[str, Any]:
        """Find the passage: `selector` is how it will be kept."""
        number = self.cleaned_data.get("block")
        block = next((known for known in canonical.blocks(self.canonical_text) if known.number == number), None)
        words = self.cleaned_data.get("words", "").replace("\r\n", "\n").strip()
        if block is None:
            if number is not None:
                self.add_error("block", "Diesen Absatz gibt es nicht.")
        elif words and block.text.count(words) != 1:
            self.add_error("words", "Diese Wörter stehen so nicht genau einmal im gewählten Absatz.")
        else:
            start = block.start + (block.text.index(words) if words else 0)
            end = start + len(words) if words else block.end
            self.cleaned_data["selector"] = anchoring.describe(self.canonical_text, start, end)
        return self.cleaned_data
