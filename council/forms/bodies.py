"""The form in which the office enters a body, changes it, or lets it end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from council.actions import bodies
from council.forms.lines import AskingForm, Day, Line
from council.models import Organization
from council.states import BodyKind

CLASSIFICATIONS = (
    "Parlament",
    "Ausschuss",
    "Ältestenrat",
    "Fraktion",
    "Magistrat",
    "Ortsbeirat",
    "Beirat",
    "Kommission",
    "Bürgerrat",
)
# The words of the open-data standard that follow from the kind (OParl `Organization.classification`).
_USUAL = {
    BodyKind.ASSEMBLY: "Parlament",
    BodyKind.COMMITTEE: "Ausschuss",
    BodyKind.ELDERS: "Ältestenrat",
    BodyKind.FACTION: "Fraktion",
    BodyKind.EXECUTIVE: "Magistrat",
    BodyKind.DISTRICT_COUNCIL: "Ortsbeirat",
    BodyKind.ADVISORY_BOARD: "Beirat",
    BodyKind.COMMISSION: "Kommission",
    BodyKind.PANEL: "Bürgerrat",
}
_MOST_SEATS = 200


class OrganizationForm(AskingForm):
    """What a body is; its kind stands once it is in use, for rights follow from it."""

    kind = forms.ChoiceField(label="Art", choices=[("", "bitte wählen"), *BodyKind.choices])
    name = Line(label="Name", max_length=300)
    short_name = Line(
        label="Kurzname", required=False, max_length=100, help_text="Wo wenig Platz ist, zum Beispiel „UmwA“."
    )
    parent = forms.ModelChoiceField(
        label="Gehört zu",
        required=False,
        queryset=Organization.objects.none(),
        to_field_name="key",
        empty_label="keinem anderen Gremium",
    )
    classification = Line(
        label="Bezeichnung in den offenen Daten",
        required=False,
        max_length=100,
        offers="classifications",
        help_text="Bleibt das Feld leer, folgt sie aus der Art.",
    )
    statutory_seats = forms.IntegerField(
        label="Gesetzliche Zahl der Sitze",
        required=False,
        min_value=1,
        max_value=_MOST_SEATS,
        help_text="Daran misst sich die Beschlussfähigkeit (HGO § 53).",
    )
    website = forms.URLField(label="Im Netz", required=False, max_length=500, assume_scheme="https")
    start_date = Day(label="Besteht seit", required=False)
    end_date = Day(
        label="Besteht bis",
        required=False,
        help_text="Mit diesem Tag enden auch die Sitze in diesem Gremium; welche, steht vor dem Speichern da.",
    )

    def __init__(self, *args: Any, body: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body
        choice = self.fields["parent"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = _parents(body)
        if body.pk is not None and bodies.in_use(body):
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = "Die Art steht fest, denn aus ihr folgen die Rechte der Mitglieder."

    def clean(self) -> dict[str, Any]:
        """The end does not come before the beginning, and no second body of the town is called the same."""
        super().clean()
        cleaned = self.cleaned_data
        begun, ended = cleaned.get("start_date"), cleaned.get("end_date")
        if begun and ended and ended < begun:
            self.add_error("end_date", "Das Ende liegt vor dem Beginn.")
        if cleaned.get("name") and _is_taken(self.body, name=cleaned["name"], from_day=begun):
            self.add_error("name", "So heißt schon ein bestehendes Gremium.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The clean values as the fields of a body."""
        names = ("kind", "name", "short_name", "parent", "statutory_seats", "website", "start_date", "end_date")
        values = {name: self.cleaned_data[name] for name in names}
        kind = BodyKind(values["kind"])
        return values | {"classification": self.cleaned_data["classification"] or _USUAL.get(kind, "")}


def initial_of(body: Organization) -> dict[str, Any]:
    """What the form shows of a body before anyone typed."""
    names = (
        "kind",
        "name",
        "short_name",
        "classification",
        "statutory_seats",
        "website",
        "start_date",
        "end_date",
        "version",
    )
    return {name: getattr(body, name) for name in names} | {"parent": body.parent.key if body.parent else None}


def _parents(body: Organization) -> QuerySet[Organization]:
    """The bodies of the same town it may belong to: neither itself nor what belongs to it, however far down."""
    rows = Organization.objects.existing(on=timezone.localdate()).filter(body=body.body)
    if body.pk is not None:
        below = dict(Organization.objects.filter(body=body.body).values_list("pk", "parent_id"))
        rows = rows.exclude(pk__in=[pk for pk in below if body.pk in _line(pk, below)])
        if body.parent_id is not None:
            rows = rows | Organization.objects.filter(pk=body.parent_id)
    return rows.order_by("name", "pk")


def _line(pk: int, above: Mapping[int, int | None]) -> set[int]:
    """The body and everything it belongs to."""
    found: set[int] = set()
    next_up: int | None = pk
    while next_up is not None and next_up not in found:
        found.add(next_up)
        next_up = above.get(next_up)
    return found


def _is_taken(body: Organization, *, name: str, from_day: date | None) -> bool:
    day = max(from_day or timezone.localdate(), timezone.localdate())
    others = Organization.objects.existing(on=day).filter(body=body.body, name__iexact=name)
    return others.exclude(pk=body.pk).exists()
