"""The form of a motion that several write: from which text somebody began, and what they saw chosen beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms

from motions import joint_text
from motions.forms.motions import MotionForm

CHOICES = ("kind", "oral_reasons", "way", "target", "urgent")


class JointMotionForm(MotionForm):
    """A motion as one of several writes it.

    `base` is the document the texts of the form were made from; a script that wrote into the document itself sends its
    `update` instead. `chosen` names what was chosen when the form was made.
    """

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    update = forms.CharField(widget=forms.HiddenInput, required=False)
    chosen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def written(self) -> dict[str, str]:
        """The texts as they stand in the form."""
        return {name: str(self.data.get(name, "")) for name in joint_text.FIELDS}

    def clean(self) -> dict[str, Any]:
        """What was chosen by somebody else meanwhile is shown before it is replaced."""
        clean = super().clean()
        stored = self.paper.scratch.content
        mine = {name: str(self.data.get(name, "")) for name in CHOICES}
        if str(self.data.get("chosen", "")) not in (chosen(stored), chosen(mine)) and chosen(stored) != chosen(mine):
            self.data = {**self.data, "chosen": chosen(stored)}
            self.add_error(
                None,
                f"Inzwischen hat jemand etwas anderes angekreuzt oder gewählt. Gespeichert ist: {self._said(stored)}."
                " Unten steht, was Sie gewählt haben; noch einmal speichern ersetzt das andere.",
            )
        return clean

    def _said(self, stored: Mapping[str, Any]) -> str:
        return "; ".join(
            f"{field.label}: {_words(field, str(stored.get(name, '')))}"
            for name, field in self.fields.items()
            if name in CHOICES
        )


def chosen(content: Mapping[str, Any]) -> str:
    """Name what is chosen beside the texts, so that a form can tell whether it is still the same."""
    said = "\0".join(str(content.get(name) or "") for name in CHOICES)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _words(field: forms.Field, stored: str) -> str:
    if isinstance(field, forms.BooleanField):
        return "ja" if stored else "nein"
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.filter(key=stored).first() or field.empty_label) if field.queryset is not None else ""
    labels: Any = getattr(field, "choices", ())
    return str(dict(labels).get(stored, stored))
