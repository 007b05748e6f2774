"""Turns input about resolutions into clean values: the wording of an extract, a roll-call, and what to list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from council.models import Organization
from motions.models import ExtractVoice, ResolutionExtract

MOST_VOICES = 200
_ANSWERS = {str(label).casefold(): code for code, label in ExtractVoice.Answer.choices}


class ExtractForm(forms.Form):
    """The text as adopted, and the names of a roll-call."""

    text = forms.CharField(
        label="Wortlaut des Beschlusses",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=100_000,
        required=False,
        help_text="So, wie er angenommen wurde. Absätze durch eine Leerzeile trennen.",
    )
    voices = forms.CharField(
        label="Namentliche Abstimmung",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        required=False,
        help_text="Nur bei namentlicher Abstimmung: in jede Zeile ein Name und die Antwort, zum Beispiel"
        " „Berg, Jan: Ja“. Sonst nennt der Auszug keine Namen (HGO § 61 Abs. 1).",
    )

    def clean_voices(self) -> list[tuple[str, str]]:
        """Names with the codes of their answers."""
        lines = [line.strip() for line in self.cleaned_data["voices"].splitlines() if line.strip()]
        if len(lines) > MOST_VOICES:
            raise forms.ValidationError(f"Mehr als {MOST_VOICES} Namen sind nicht möglich.")
        return [_voice(line) for line in lines]

    def values(self) -> dict[str, Any]:
        """The clean values as the act takes them."""
        return {"text": self.cleaned_data["text"], "voices": self.cleaned_data["voices"]}


def _voice(line: str) -> tuple[str, str]:
    name, _, answer = line.rpartition(":")
    code = _ANSWERS.get(answer.strip().casefold())
    if not name.strip() or code is None:
        raise forms.ValidationError(f"„{line[:80]}“: Bitte „Name: Ja“, „Name: Nein“ oder „Name: Enthaltung“ schreiben.")
    if len(name.strip()) > 200:
        raise forms.ValidationError("Ein Name hat höchstens 200 Zeichen.")
    return name.strip(), code


class ResolutionFilter(forms.Form):
    """Which resolutions to list; what cannot be understood is ignored."""

    wort = forms.CharField(label="Wort oder Nummer", required=False, max_length=200)
    gremium = forms.ModelChoiceField(
        label="Gremium", required=False, queryset=Organization.objects.none(), to_field_name="key", empty_label="alle"
    )
    jahr = forms.TypedChoiceField(label="Jahr", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, extracts: QuerySet[ResolutionExtract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["gremium"]
        body.queryset = Organization.objects.filter(pk__in=extracts.values("organization")).order_by("name")
        years = extracts.order_by("-year").values_list("year", flat=True).distinct()
        year: Any = self.fields["jahr"]
        year.choices = [("", "alle"), *((found, str(found)) for found in years)]

    def values(self) -> dict[str, Any]:
        """The clean values; what was nonsense is missing."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
