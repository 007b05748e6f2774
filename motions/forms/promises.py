"""Turns input about promises into clean values: what was promised where, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from council.models import AgendaItem, Organization, Person
from council.states import BodyKind
from motions.models import Inquiry, Promise
from motions.states import PromiseState

# To whom the Magistrat answers.
PROMISED_TO = (
    BodyKind.ASSEMBLY,
    BodyKind.COMMITTEE,
    BodyKind.DISTRICT_COUNCIL,
    BodyKind.ADVISORY_BOARD,
    BodyKind.COMMISSION,
)


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class PromiseForm(forms.Form):
    """What was promised, by whom and until when."""

    text = forms.CharField(label="Was wurde zugesagt?", widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000)
    speaker = forms.ModelChoiceField(
        label="Wer hat zugesagt?", queryset=Person.objects.none(), required=False, empty_label="nicht in der Liste"
    )
    speaker_role = forms.CharField(
        label="Amt oder Funktion",
        required=False,
        max_length=200,
        help_text="Zum Beispiel „Stadtbaurätin“. Nötig, wenn die Person nicht in der Liste steht.",
    )
    made_on = _day("Zugesagt am")
    due = _day("Zugesagt bis", required=False)
    condition = forms.CharField(
        label="Bedingung",
        required=False,
        max_length=500,
        help_text="Statt eines Tages, oder dazu: zum Beispiel „sobald das Gutachten vorliegt“.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["speaker"]
        kinds = (BodyKind.EXECUTIVE, BodyKind.OFFICE)
        field.queryset = (
            Person.objects.filter(
                memberships__organization__kind__in=kinds, memberships__organization__body__home=True, deleted_at=None
            )
            .distinct()
            .order_by("family_name", "name")
        )

    def clean(self) -> dict[str, Any]:
        """A promise has a speaker, and a day or a condition; its day is not before it was made."""
        super().clean()
        clean = self.cleaned_data
        if not (clean.get("speaker") or clean.get("speaker_role")):
            self.add_error("speaker_role", "Bitte angeben, wer zugesagt hat: Person oder Amt.")
        if not (clean.get("due") or clean.get("condition")) and "due" not in self.errors:
            self.add_error("due", "Bitte einen Tag oder eine Bedingung angeben.")
        made_on: date | None = clean.get("made_on")
        if made_on is not None and made_on > timezone.localdate():
            self.add_error("made_on", "Dieser Tag liegt in der Zukunft.")
        elif made_on is not None and clean.get("due") is not None and clean["due"] < made_on:
            self.add_error("due", "Dieser Tag liegt vor der Zusage.")
        return clean

    def values(self) -> dict[str, Any]:
        """The clean values as the fields of a promise."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class MeetingPromiseForm(PromiseForm):
    """A promise made at an item of a meeting."""

    item = forms.ModelChoiceField(
        label="Zu welchem Tagesordnungspunkt?", queryset=AgendaItem.objects.none(), to_field_name="key"
    )
    field_order = ["item"]

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        field.queryset = AgendaItem.objects.filter(pk__in=[item.pk for item in items]).order_by("order", "pk")


class InquiryPromiseForm(PromiseForm):
    """A promise made with the answer to an inquiry, to one body."""

    organization = forms.ModelChoiceField(
        label="Welchem Gremium?", queryset=Organization.objects.none(), to_field_name="key"
    )
    field_order = ["organization"]

    def __init__(self, *args: Any, inquiry: Inquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organization"]
        field.queryset = (
            Organization.objects.living().of_kind(*PROMISED_TO).filter(body=inquiry.paper.body_id).order_by("name")
        )


class SettleForm(forms.Form):
    """What became of a promise, and when."""

    on = _day("Am", initial=timezone.localdate)
    outcome = forms.CharField(
        label="Wie oder warum?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        help_text="Ein Satz genügt; er ist so öffentlich wie die Zusage.",
    )

    def clean_on(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Dieser Tag liegt in der Zukunft.")
        return day


class PromiseFilter(forms.Form):
    """Which promises to list; what cannot be understood is ignored."""

    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[("", "alle"), ("overdue", "überfällig"), *PromiseState.choices],
    )
    gremium = forms.ModelChoiceField(
        label="Gremium", required=False, queryset=Organization.objects.none(), to_field_name="key", empty_label="alle"
    )

    def __init__(self, *args: Any, promises: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["gremium"]
        field.queryset = Organization.objects.filter(
            pk__in=Promise.objects.filter(pk__in=promises.values("pk")).values("organization")
        ).order_by("name")

    def values(self) -> dict[str, Any]:
        """The clean values; what was nonsense is missing."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
