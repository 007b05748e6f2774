"""Turns unofficial notes from a meeting into clean values: what they say, and who may read them."""

from __future__ import annotations

from typing import Any

from django import forms

from council.audiences import Standing
from council.models import Organization
from council.states import Audience
from documents import text as texts

_CIRCLES = [
    (Audience.PRIVATE, "nur ich"),
    (Audience.COUNCIL, "Mitglieder, Magistrat und Verwaltung"),
    (Audience.PUBLIC, "alle, auch im Netz, mit meinem Namen"),
]


class MeetingNoteForm(forms.Form):
    """Notes of one's own, with the circle that reads them."""

    heading = forms.CharField(label="Überschrift", max_length=300)
    text = forms.CharField(
        label="Notizen",
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=100_000,
        help_text="Was nichtöffentlich beraten wurde, gehört nicht in Notizen, die andere lesen (HGO § 24).",
    )
    circle = forms.ChoiceField(label="Wer darf das lesen?", widget=forms.RadioSelect, initial=Audience.PRIVATE)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.factions = list(Organization.objects.living().filter(pk__in=standing.factions).order_by("name"))
        field: Any = self.fields["circle"]
        own = [(f"{Audience.FACTION}:{faction.key}", str(faction)) for faction in self.factions]
        field.choices = [_CIRCLES[0], *own, *_CIRCLES[1:]]

    def clean_text(self) -> str:
        """What can be shown of it."""
        clean = texts.normalise(self.cleaned_data["text"]).strip()
        if not clean:
            raise forms.ValidationError("Darin steht nichts, was sich lesen lässt.")
        return clean

    def clean_heading(self) -> str:
        """What can be shown of it, in one line."""
        return " ".join(texts.normalise(self.cleaned_data["heading"]).split()) or "Notizen"

    def values(self) -> dict[str, Any]:
        """The clean values as the act wants them."""
        audience, _, key = self.cleaned_data["circle"].partition(":")
        return {
            "heading": self.cleaned_data["heading"],
            "text": self.cleaned_data["text"],
            "audience": audience,
            "organization": next((faction for faction in self.factions if faction.key == key), None),
        }
