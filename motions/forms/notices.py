"""Turns input about notices (Mitteilung, Bericht) into clean values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from council.models import Organization
from documents.states import PaperType
from motions.actions.notices import Wording
from motions.forms import writing
from motions.forms.executive_proposals import offices_of

if TYPE_CHECKING:
    from council.audiences import Viewer

EVERYONE, ASSEMBLY = "public", "assembly"


class StartForm(forms.Form):
    """What begins a notice: which of the two it is, its title, and who speaks."""

    paper_type = forms.ChoiceField(
        label="Was soll es werden?",
        choices=[
            (PaperType.INFORMATION.value, "Mitteilung: Der Magistrat unterrichtet über etwas (HGO § 50 Abs. 3)."),
            (PaperType.REPORT.value, "Bericht: Er berichtet, worum gebeten wurde oder was fällig ist."),
        ],
        widget=forms.RadioSelect,
        initial=PaperType.INFORMATION,
    )
    name = forms.CharField(label="Titel", max_length=writing.LONGEST_TITLE, help_text="Er lässt sich später ändern.")
    sender = forms.ModelChoiceField(
        label="Wer teilt mit?", queryset=Organization.objects.none(), to_field_name="key", empty_label=None
    )

    def __init__(self, *args: Any, user: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sender"]
        field.queryset = offices_of(user)


class NoticeForm(writing.WritingForm):
    """A notice as its author writes it."""

    body_text = writing.part("Text", rows=16, help_text=writing.HOW_TO_MARK)
    plain_summary = writing.summary(template_name=None)

    def wording(self) -> Wording:
        """Make the wording that the acts take."""
        clean = self.cleaned_data
        return Wording(clean["name"], clean["body_text"], clean["plain_summary"].strip())


class AutosaveForm(writing.WhileTyping, NoticeForm):
    """The same while it is being typed."""


class ReleaseForm(writing.HandingInForm):
    """For whom the notice is released."""

    readers = forms.ChoiceField(
        label="Wer darf sie lesen?",
        choices=[
            (EVERYONE, "alle (öffentlich)"),
            (ASSEMBLY, "nur die Stadtverordnetenversammlung und der Magistrat"),
        ],
        widget=forms.RadioSelect,
        initial=EVERYONE,
    )
