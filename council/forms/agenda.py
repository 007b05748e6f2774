"""Forms around agenda items: adding, changing, closing, barring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from council import outline, rulebook
from council.models import AgendaItem, Meeting, Membership, Person
from council.states import BodyKind, Matter, Result

RESULT_GROUPS: list[tuple[str, list[Result]]] = [
    (
        "Entschieden",
        [
            Result.ADOPTED_UNANIMOUSLY,
            Result.ADOPTED,
            Result.ADOPTED_AMENDED,
            Result.REJECTED,
            Result.ELECTED,
        ],
    ),
    (
        "Beantwortet oder zur Kenntnis",
        [Result.NOTED, Result.ANSWERED_ORAL, Result.ANSWERED_WRITTEN, Result.NO_DECISION],
    ),
    (
        "Geht weiter oder endet ohne Entscheidung",
        [
            Result.POSTPONED,
            Result.REFERRED,
            Result.REFERRED_BACK,
            Result.NOT_REACHED,
            Result.WITHDRAWN,
            Result.SETTLED,
            Result.REMOVED,
        ],
    ),
]


class ItemForm(forms.Form):
    """Number, name, part and place of an item."""

    name = forms.CharField(label="Worum es geht", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    part = forms.ChoiceField(label="Teil der Tagesordnung", required=False)
    parent = forms.ModelChoiceField(
        label="Gehört unter",
        required=False,
        queryset=AgendaItem.objects.none(),
        to_field_name="key",
        empty_label="steht für sich",
    )
    number = forms.CharField(
        label="Nummer",
        required=False,
        max_length=40,
        help_text="Bleibt das Feld leer, wird weitergezählt.",
    )
    matter = forms.ChoiceField(
        label="Art des Punktes",
        choices=Matter.choices,
        required=False,
        help_text="Wahlen und die Hauptsatzung brauchen immer die volle Ladungsfrist (HGO §58(3)).",
    )
    neutral_name = forms.CharField(
        label="Neutrale Bezeichnung",
        required=False,
        max_length=300,
        help_text="Nur für nichtöffentliche Punkte: So heißen sie in Einladung und Bekanntmachung für alle anderen.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, meeting: Meeting, items: Sequence[AgendaItem], item: AgendaItem | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.items, self.item = meeting, items, item
        part, parent = self.fields["part"], self.fields["parent"]
        assert isinstance(part, forms.ChoiceField)
        assert isinstance(parent, forms.ModelChoiceField)
        part.choices = [("", "ohne Teil"), *((name, outline.part_name(name)) for name in parts_of(meeting))]
        above = [other.pk for other in items if item is None or not _lies_under(other, item, items=items)]
        parent.queryset = AgendaItem.objects.filter(pk__in=above).order_by("order")

    def is_public(self) -> bool:
        """Whether the item is treated in public."""
        return self.item is not None and self.item.public is True

    def clean(self) -> dict[str, Any]:
        """An item lies in the part of the item above it, and none in public under a closed one."""
        super().clean()
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        parent = cleaned["parent"]
        if parent is not None:
            cleaned["part"] = parent.part
            if parent.public is not True and self.is_public():
                self.add_error("parent", "Unter einem nichtöffentlichen Punkt kann kein öffentlicher stehen.")
        cleaned["number"] = cleaned["number"] or self._next_number(parent, part=cleaned["part"])
        return cleaned

    def values(self) -> dict[str, Any]:
        """The clean values as the fields of an item."""
        values = {name: self.cleaned_data[name] for name in ("name", "part", "parent", "number", "neutral_name")}
        return values | {"matter": self.cleaned_data["matter"] or Matter.ORDINARY}

    def _next_number(self, parent: AgendaItem | None, *, part: str) -> str:
        above = parent.pk if parent is not None else None
        siblings = [
            other
            for other in self.items
            if other.parent_id == above and (parent is not None or other.part == part) and other != self.item
        ]
        prefix = f"{parent.number}." if parent is not None else f"{part}/" if part else ""
        return f"{prefix}{len(siblings) + 1}"


class NewItemForm(ItemForm):
    """A new item says whether it is treated in public."""

    public = forms.ChoiceField(
        label="Öffentlichkeit",
        choices=[("yes", "öffentlich"), ("no", "nichtöffentlich (HGO §52)")],
        widget=forms.RadioSelect,
        initial="yes",
    )
    field_order = ["name", "public"]

    def is_public(self) -> bool:
        """Whether the new item is treated in public."""
        return bool(self.cleaned_data.get("public") == "yes")


class CloseItemForm(forms.Form):
    """What became of an item."""

    result = forms.ChoiceField(
        label="Ergebnis",
        choices=Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte ein Ergebnis wählen."},
    )
    result_text = forms.CharField(
        label="Ergebnis in Worten",
        required=False,
        max_length=1000,
        help_text="Zum Beispiel: 41 Ja, 28 Nein, 2 Enthaltungen",
    )
    resolution_text = forms.CharField(
        label="Wortlaut des Beschlusses", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The results in groups a chair thinks in: (heading, [(code, German word, is chosen)])."""
        chosen = self["result"].value()
        return [
            (heading, [(result.value, str(result.label), result.value == chosen) for result in results])
            for heading, results in RESULT_GROUPS
        ]

    def sentences(self) -> list[str]:
        """What is wrong, one sentence after the other."""
        return [str(sentence) for errors in self.errors.values() for sentence in errors]


class PersonForm(forms.Form):
    """One person among those who could be meant."""

    person = forms.ModelChoiceField(
        label="Person",
        queryset=Person.objects.none(),
        to_field_name="key",
        empty_label="bitte wählen",
        error_messages={
            "required": "Bitte eine Person wählen.",
            "invalid_choice": "Diese Person steht nicht zur Wahl. Bitte eine aus der Liste wählen.",
        },
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = people


def parts_of(meeting: Meeting) -> list[str]:
    """The parts an agenda of this body has on that day, by the rulebook."""
    day = meeting.date or timezone.localdate()
    return list(rulebook.value("agenda.parts", on=day, organization=meeting.organization))


def people_at(meeting: Meeting) -> QuerySet[Person]:
    """Who may sit in the meeting: members of the body, and of its town's assembly and Magistrat on that day."""
    day = meeting.date or timezone.localdate()
    town = Q(organization__body__home=True)
    if meeting.organization is not None:
        town = Q(organization__body=meeting.organization.body_id)
    seats = Membership.objects.current(on=day).filter(
        Q(organization=meeting.organization_id)
        | (town & Q(organization__kind__in=(BodyKind.ASSEMBLY, BodyKind.EXECUTIVE)))
    )
    return Person.objects.filter(pk__in=seats.values("person"), deleted_at=None).order_by("family_name", "name")


def _lies_under(other: AgendaItem, item: AgendaItem, *, items: Sequence[AgendaItem]) -> bool:
    """Whether `other` is the item itself or lies below it; a circle ends the climb."""
    above = {row.pk: row.parent_id for row in items}
    seen: set[int] = set()
    step: int | None = other.pk
    while step is not None and step not in seen:
        if step == item.pk:
            return True
        seen.add(step)
        step = above.get(step)
    return False
