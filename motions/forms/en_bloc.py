"""What is typed when many items are voted on at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from council.models import AgendaItem
from motions.forms.amendment_votes import PollForm


class BlockForm(PollForm):
    """Which items are voted on together, and what was counted."""

    items = forms.MultipleChoiceField(
        label="Gemeinsam abgestimmt werden",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte mindestens einen Punkt auswählen."},
        help_text="Wer einen Punkt einzeln abgestimmt haben will, sagt es jetzt: Haken entfernen.",
    )
    field_order = ["items"]

    def __init__(self, *args: Any, candidates: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        choice = self.fields["items"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(item.key, str(item)) for item in candidates]
        self.initial.setdefault("items", [item.key for item in candidates])

    def chosen(self) -> list[AgendaItem]:
        """The items that were left in."""
        keys = set(self.cleaned_data["items"])
        return [item for item in self.candidates if item.key in keys]
