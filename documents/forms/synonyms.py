"""The form in which the office writes the list of words that mean the same."""

from __future__ import annotations

from django import forms

from documents import text as texts
from documents.search import synonyms


class SynonymsForm(forms.Form):
    """The whole list, and from which version it was made."""

    text = forms.CharField(
        label="Gleichbedeutende Wörter",
        required=False,
        max_length=synonyms.LONGEST_LIST,
        help_text="Eine Zeile ist eine Gruppe; die Wörter trennt ein Komma. Was hinter # steht, ist eine Anmerkung.",
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "true", "autocomplete": "off"}),
    )
    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """The list in canonical form. Says which line cannot be used."""
        text = texts.normalise(self.cleaned_data["text"])
        try:
            synonyms.groups(text)
        except synonyms.SynonymProblem as problem:
            raise forms.ValidationError(str(problem)) from problem
        return text
