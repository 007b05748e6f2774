"""Turns taps on the list of speakers into persons, kinds of speech, minutes and measures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from council import presence
from council.models import Meeting, Membership, Person
from council.states import BodyKind, OrderKind, SpeechKind

LONGEST_DECLARATION = 5000  # characters

_GUESTS = (
    BodyKind.ADVISORY_BOARD,
    BodyKind.ASSEMBLY,
    BodyKind.COMMISSION,
    BodyKind.DISTRICT_COUNCIL,
    BodyKind.EXECUTIVE,
    BodyKind.OFFICE,
    BodyKind.PANEL,
)
_WRONG = "Diese Person steht nicht zur Wahl. Bitte eine aus der Liste wählen."


def _person(label: str, *, required: bool = True, empty: str = "bitte wählen") -> forms.ModelChoiceField[Person]:
    return forms.ModelChoiceField(
        label=label,
        queryset=Person.objects.none(),
        to_field_name="key",
        required=required,
        empty_label=empty,
        error_messages={"required": "Bitte eine Person wählen.", "invalid_choice": _WRONG},
    )


class SpeakerForm(forms.Form):
    """Who goes on the list, and for what kind of speech."""

    person = _person("Person")
    kind = forms.ChoiceField(label="Art", choices=SpeechKind.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = guests(meeting)  # type: ignore[attr-defined]  # a choice among rows


class TotalForm(forms.Form):
    """How long the whole debate may last."""

    minutes = forms.IntegerField(
        label="Gesamtredezeit (Minuten)",
        required=False,
        min_value=0,
        max_value=1440,
        help_text="Wird auf die Fraktionen verteilt. 0 heißt: keine. Leer heißt: wie in der Geschäftsordnung.",
    )


class MeasureForm(forms.Form):
    """Which measure against whom."""

    person = _person("Wer?")
    kind = forms.ChoiceField(
        label="Maßnahme",
        choices=OrderKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte eine Maßnahme wählen."},
    )
    meetings = forms.TypedChoiceField(
        label="Ausschluss für",
        choices=[("1", "diese Sitzung"), ("2", "diese und die nächste"), ("3", "diese und die zwei nächsten")],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Gilt nur beim Ausschluss.",
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = guests(meeting)  # type: ignore[attr-defined]  # a choice among rows


class DeclarationForm(forms.Form):
    """What somebody says for the minutes."""

    text = forms.CharField(
        label="Erklärung zur Niederschrift",
        max_length=LONGEST_DECLARATION,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Im Wortlaut, wie er in der Niederschrift stehen soll.",
        error_messages={
            "required": "Bitte den Text der Erklärung eintragen.",
            "max_length": f"Die Erklärung ist zu lang: Möglich sind {LONGEST_DECLARATION} Zeichen.",
        },
    )


class DeclarationOfForm(DeclarationForm):
    """The same, entered by chair or office for somebody who hands it in."""

    person = _person("Wer gibt die Erklärung ab?")

    field_order = ("person", "text")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = guests(meeting)  # type: ignore[attr-defined]  # a choice among rows


def guests(meeting: Meeting) -> QuerySet[Person]:
    """Whom the chair can give the floor: the body's own, and those of the town's bodies and offices."""
    current = Membership.objects.current(on=presence.day_of(meeting))
    seats = current.filter(organization=meeting.organization_id)
    town = meeting.organization.body_id if meeting.organization else None
    others = current.filter(organization__kind__in=_GUESTS, organization__body=town, organization__deleted_at=None)
    people = Person.objects.filter(deleted_at=None)
    return people.filter(pk__in=(seats | others).values("person")).order_by("family_name", "name")
