"""Turns a pasted or uploaded text into a proposal, and keeps it safe until it comes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from motions.importing import text
from motions.importing.plain import lines
from motions.importing.plain.proposal import Proposal, TextProblem

PASTED = "Eingefügter Text"
_SALT = "motions.imports"


class TextForm(forms.Form):
    """A text, pasted or as a file."""

    text = forms.CharField(
        label="Text einfügen",
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=lines.MAX_CHARACTERS,
        required=False,
        strip=False,
    )
    file = forms.FileField(label="oder als Datei", required=False, help_text="Reiner Text in UTF-8 (.txt).")
    proposal: Proposal

    def clean(self) -> dict[str, Any]:
        """Read the text; what cannot be read is refused with its reason."""
        clean = self.cleaned_data
        pasted, file = clean.get("text", ""), clean.get("file")
        if self.errors:
            return clean
        if bool(pasted.strip()) == bool(file):
            raise forms.ValidationError("Bitte entweder einen Text einfügen oder eine Datei wählen.")
        try:
            self.proposal = _uploaded(file) if file else _pasted(pasted.replace("\r\n", "\n"))
        except TextProblem as problem:
            raise forms.ValidationError(str(problem)) from problem
        return clean


def _uploaded(file: UploadedFile[bytes]) -> Proposal:
    content = file.read(4 * lines.MAX_CHARACTERS + 1)
    name = file.name or PASTED
    return text.read(lines.decode(content, name=name), name=name)


def _pasted(source: str) -> Proposal:
    """Every pasted text has a name of its own, so that none is taken for a change of another."""
    return text.read(source, name=f"{PASTED} {text.fingerprint(source)[:8]}")


def keep(read: Proposal) -> str:
    """The text and its name, signed, to come back with the next form letter by letter."""
    return signing.dumps([read.name, read.source], salt=_SALT, compress=True)


def kept(value: str) -> Proposal | None:
    """The proposal of a text that came back; None for what this house did not sign."""
    try:
        name, source = signing.loads(value, salt=_SALT)
    except signing.BadSignature:
        return None
    return text.read(source, name=name)
