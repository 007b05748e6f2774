"""Turns input about inquiries into clean values; a form for each role and step."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from council.models import Body, Organization
from council.states import BodyKind
from documents.models import Originator
from motions.actions.inquiries import REASON_MISSING, NewAnswer, NewFollowUp, NewPassage
from motions.models import Inquiry
from motions.states import AnswerStatus

MOST_QUESTIONS = 60
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s*")
_TARGET = re.compile(r"^\s*\[(?P<numbers>[\d,\s]+)\]\s*")


class InquiryForm(forms.Form):
    """An inquiry as its author writes it: a title and one question to a paragraph."""

    name = forms.CharField(
        label="Titel", max_length=1000, help_text="Kurz und sprechend, zum Beispiel „Radweg an der Mühlgasse“."
    )
    questions = forms.CharField(
        label="Wir fragen den Magistrat",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=100_000,
        help_text="Jede Frage in einen eigenen Absatz (eine Leerzeile dazwischen). Die Nummern kommen von selbst.",
    )
    written = forms.BooleanField(label="Um schriftliche Antwort wird gebeten", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_questions(self) -> list[str]:
        """Split into questions, without numbers typed by hand."""
        raw: str = self.cleaned_data["questions"].replace("\r\n", "\n")
        parts = re.split(r"\n\s*\n|\n(?=\s*\d{1,2}[.)]\s)", raw)
        found = [" ".join(_NUMBER.sub("", part).split()) for part in parts]
        found = [question for question in found if question]
        if not found:
            raise forms.ValidationError("Bitte mindestens eine Frage stellen.")
        if len(found) > MOST_QUESTIONS:
            raise forms.ValidationError(f"Das sind {len(found)} Fragen; mehr als {MOST_QUESTIONS} sind nicht möglich.")
        return found


class ReferForm(forms.Form):
    """To which committee."""

    to = forms.ModelChoiceField(label="Ausschuss", queryset=Organization.objects.none())

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        kinds = (BodyKind.COMMITTEE, BodyKind.ASSEMBLY)
        field.queryset = Organization.objects.living().of_kind(*kinds).filter(body=body).order_by("name")


class RequestForm(forms.Form):
    """Which office prepares the answer, and until when inside the house."""

    office = forms.ModelChoiceField(label="Zuständiges Amt oder Dezernat", queryset=Organization.objects.none())
    internal_due = forms.DateField(
        label="Interne Frist", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        kinds = (BodyKind.OFFICE, BodyKind.EXECUTIVE)
        field.queryset = Organization.objects.living().of_kind(*kinds).filter(body=body).order_by("name")


class ExtensionForm(forms.Form):
    """Until when the answer may take, and why."""

    due = forms.DateField(label="Neue Frist", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label="Begründung", max_length=500)


class AnswerForm(forms.Form):
    """An answer: passages, each with the numbers of the questions it answers, and a judgement on each question."""

    given_on = forms.DateField(
        label="Gegeben am",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    passages = forms.CharField(
        label="Antwort",
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=200_000,
        help_text="Absätze durch eine Leerzeile trennen. Davor in eckigen Klammern, welche Fragen der Absatz"
        " beantwortet: „[1, 3] Die Stadt …“.",
    )

    def __init__(self, *args: Any, inquiry: Inquiry, mode: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mode = mode
        self.numbers = {question.number for question in inquiry.questions.all()}

    def clean_passages(self) -> list[NewPassage]:
        """Split into passages; a number without a question is refused."""
        raw: str = self.cleaned_data["passages"].replace("\r\n", "\n")
        found = [self._passage(part.strip()) for part in re.split(r"\n\s*\n", raw) if part.strip()]
        if not found:
            raise forms.ValidationError("Bitte eine Antwort schreiben.")
        unknown = sorted({number for passage in found for number in passage.questions} - self.numbers)
        if unknown:
            raise forms.ValidationError(f"Eine Frage {unknown[0]} gibt es nicht.")
        return found

    def _passage(self, part: str) -> NewPassage:
        target = _TARGET.match(part)
        if target is None:
            return NewPassage(text=part)
        numbers = tuple(int(number) for number in re.findall(r"\d+", target["numbers"])[:MOST_QUESTIONS])
        return NewPassage(text=part[target.end() :], questions=numbers)

    def answer(self) -> NewAnswer:
        """Make the answer that the act takes."""
        return NewAnswer(mode=self.mode, passages=self.cleaned_data["passages"], given_on=self.cleaned_data["given_on"])


class StatusForm(forms.Form):
    """What became of one question."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(label="Stand", choices=AnswerStatus.choices)
    reason = forms.CharField(label="Warum", max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """A refusal names its legal reason."""
        super().clean()
        clean = self.cleaned_data
        if clean.get("status") == AnswerStatus.REFUSED and not clean.get("reason"):
            raise forms.ValidationError(REASON_MISSING)
        return clean


class FollowUpForm(forms.Form):
    """A question asked further."""

    text = forms.CharField(label="Nachfrage", widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000)
    question = forms.TypedChoiceField(label="Zu Frage", coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, inquiry: Inquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["question"]
        field.choices = [("", "zur Anfrage im Ganzen")] + [
            (question.number, f"{question.number}. {question.text[:60]}") for question in inquiry.questions.all()
        ]

    def followup(self, **asker: Any) -> NewFollowUp:
        """Make the follow-up that the act takes."""
        clean = self.cleaned_data
        return NewFollowUp(text=clean["text"], question=clean["question"], **asker)


class FollowUpAnswerForm(forms.Form):
    """What was said to a follow-up."""

    text = forms.CharField(label="Antwort", widget=forms.Textarea(attrs={"rows": 4}), max_length=50_000)
    status = forms.ChoiceField(label="Stand", choices=AnswerStatus.choices, initial=AnswerStatus.ANSWERED)


class LedgerFilter(forms.Form):
    """Which inquiries to list; what cannot be understood is ignored."""

    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[
            ("", "alle"),
            ("offen", "offen"),
            ("ueberfaellig", "überfällig"),
            ("ausstehend", "schriftliche Antwort steht aus"),
            ("beantwortet", "beantwortet"),
            ("teilweise", "teilweise beantwortet"),
            ("ausweichend", "ausweichend beantwortet"),
            ("abgelehnt", "Antwort abgelehnt"),
            ("verfallen", "verfallen"),
        ],
    )
    fraktion = forms.ModelChoiceField(
        label="Fraktion", required=False, queryset=Organization.objects.none(), to_field_name="key", empty_label="alle"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["fraktion"]
        asked = Originator.objects.filter(organization=OuterRef("pk"), paper__inquiry__isnull=False)
        field.queryset = Organization.objects.living().of_kind(BodyKind.FACTION).filter(Exists(asked)).order_by("name")

    def values(self) -> dict[str, Any]:
        """The clean values; what was nonsense is missing."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
