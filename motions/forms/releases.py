"""Turns the wording of an announced resolution into clean values."""

from __future__ import annotations

from typing import Any

from django import forms

from documents import text as texts


class ReleaseForm(forms.Form):
    """What the public may know of a resolution: everything that names third persons or secrets is to be left out."""

    title = forms.CharField(label="Überschrift", max_length=300)
    text = forms.CharField(
        label="Wortlaut für die Öffentlichkeit",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=100_000,
        help_text="Namen Dritter, Preise und alles, was weiter geheim bleiben muss, hier herausnehmen. Der Auszug"
        " selbst bleibt nichtöffentlich.",
    )
    result = forms.CharField(label="Ergebnis", max_length=500, required=False)
    checked = forms.BooleanField(
        label="Ich habe den Wortlaut geprüft: Er enthält keine Angaben zu Dritten und nichts, was geheim bleiben muss."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        """What can be shown of it."""
        clean = texts.normalise(self.cleaned_data["text"]).strip()
        if not clean:
            raise forms.ValidationError("Darin steht nichts, was sich lesen lässt.")
        return clean

    def clean_title(self) -> str:
        """What can be shown of it, in one line."""
        return " ".join(texts.normalise(self.cleaned_data["title"]).split()) or "Beschluss"

    def values(self) -> dict[str, Any]:
        """The clean values as the act wants them."""
        return {name: self.cleaned_data[name] for name in ("title", "text", "result")}
