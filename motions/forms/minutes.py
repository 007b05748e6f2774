"""Turns input about minutes into clean values: the text of a section, who signs, objections and what was decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from council import presence
from council.models import Meeting, Membership, Person
from council.states import BodyKind
from documents import text as texts
from documents.forms import LONGEST_TEXT
from motions.forms.writing import HOW_TO_MARK, part
from motions.minuting.reading import Section
from motions.models import Minutes
from motions.states import ObjectionRuling


class SectionForm(forms.Form):
    """The text of one section, written on from a revision."""

    text = part("Text", rows=18, help_text=HOW_TO_MARK, template_name="motions/minutes_field.html")
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def typed(self) -> dict[str, str]:
        """The text as typed, for the next opening."""
        return {"text": texts.normalise(str(self.data.get("text", "")))[:LONGEST_TEXT]}


class SignatoriesForm(forms.Form):
    """Who signs as chair and who as secretary; two different persons."""

    chair = forms.ModelChoiceField(
        label="Vorsitz", queryset=Person.objects.none(), to_field_name="key", empty_label="bitte wählen"
    )
    secretary = forms.ModelChoiceField(
        label="Schriftführung", queryset=Person.objects.none(), to_field_name="key", empty_label="bitte wählen"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = Membership.objects.current(on=presence.day_of(meeting))
        sitting = current.filter(organization=meeting.organization_id).values("person")
        office = current.filter(organization__kind=BodyKind.ASSEMBLY_OFFICE).values("person")
        people = Person.objects.filter(deleted_at=None).order_by("family_name", "name")
        chair: Any = self.fields["chair"]
        secretary: Any = self.fields["secretary"]
        chair.queryset = people.filter(pk__in=sitting)
        secretary.queryset = people.filter(Q(pk__in=sitting) | Q(pk__in=office))

    def clean(self) -> dict[str, Any]:
        """Nobody signs for both."""
        super().clean()
        chair = self.cleaned_data.get("chair")
        if chair is not None and chair == self.cleaned_data.get("secretary"):
            self.add_error("secretary", "Vorsitz und Schriftführung sind zwei verschiedene Personen (HGO § 61 Abs. 2).")
        return self.cleaned_data


class MinutesObjectionForm(forms.Form):
    """What a member holds to be wrong, and where."""

    section = forms.TypedChoiceField(label="Wozu?", coerce=int)
    text = forms.CharField(
        label="Was ist nicht richtig wiedergegeben?",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        help_text="Schreiben Sie am besten dazu, wie es heißen müsste. Das Gremium entscheidet in seiner nächsten"
        " Sitzung.",
    )

    def __init__(self, *args: Any, sections: list[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.choices = [("", "bitte wählen"), *((row.number, row.title) for row in sections)]

    def clean_text(self) -> str:
        """What can be shown of it."""
        return _readable(self.cleaned_data["text"])


class RulingForm(forms.Form):
    """What the body decided on an objection."""

    outcome = forms.ChoiceField(
        label="Wie hat das Gremium entschieden?",
        widget=forms.RadioSelect,
        choices=[
            (ObjectionRuling.ACCEPTED, "Der Einwendung wird stattgegeben; die Niederschrift wird berichtigt."),
            (ObjectionRuling.DISMISSED, "Die Einwendung wird zurückgewiesen."),
        ],
    )
    ruling = forms.CharField(
        label="Beschluss dazu",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        required=False,
        help_text="Wortlaut und Ergebnis, wie sie festgehalten wurden.",
    )
    meeting = forms.ModelChoiceField(
        label="In welcher Sitzung?",
        queryset=Meeting.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="nicht angegeben",
    )

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        rows = Meeting.objects.filter(organization=minutes.meeting.organization_id, deleted_at=None)
        field.queryset = rows.filter(date__gte=minutes.meeting.date).exclude(pk=minutes.meeting_id).order_by("date")

    def clean_ruling(self) -> str:
        """What can be shown of it."""
        return _readable(self.cleaned_data["ruling"])


def _readable(value: str) -> str:
    clean = texts.normalise(value).strip()
    if value and not clean:
        raise forms.ValidationError("Darin steht nichts, was sich lesen lässt.")
    return clean
