"""Turns a referral into clean values: to which bodies, why, who leads, and by what act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from council.models import AgendaItem, Body, Organization
from council.states import BodyKind
from documents import ways
from documents.forms.consultations import ROLES, bodies_of
from documents.states import ConsultationRole
from documents.ways import Stage

CHAIR = "chair"
USUAL = [
    ("", "wie üblich: Ortsbeiräte und Beiräte werden angehört, Ausschüsse beraten vor, die Versammlung entscheidet")
]


class ReferralForm(forms.Form):
    """To which bodies, why, who leads, and by what act."""

    to = forms.ModelMultipleChoiceField(
        label="An welche Gremien?",
        queryset=Organization.objects.none(),
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte wenigstens ein Gremium wählen."},
    )
    lead = forms.ModelChoiceField(
        label="Federführend",
        queryset=Organization.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="nicht festgelegt",
    )
    role = forms.ChoiceField(label="Wozu?", choices=USUAL + ROLES, required=False)
    act = forms.ChoiceField(label="Überwiesen durch", widget=forms.RadioSelect, initial=CHAIR)
    urgent = forms.BooleanField(label="Eilig: verkürzte Frist für Anhörungen", required=False)

    def __init__(
        self, *args: Any, town: Body, items: Sequence[AgendaItem], planned: Sequence[Organization] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        bodies = bodies_of(town)
        for name in ("to", "lead"):
            field: Any = self.fields[name]
            field.queryset = bodies
        self.acts: dict[str, tuple[Organization | None, AgendaItem | None]] = {CHAIR: (None, None)}
        self.acts |= {item.key: (item.meeting.organization, item) for item in items if item.meeting.organization}
        self.acts |= {body.key: (body, None) for body in bodies.of_kind(BodyKind.ASSEMBLY)}  # type: ignore[attr-defined]
        self.initial.setdefault("to", [body.key for body in planned])
        act: Any = self.fields["act"]
        act.choices = [(key, _words(body, item)) for key, (body, item) in self.acts.items()]

    def clean(self) -> dict[str, Any]:
        """The lead body is one of those it goes to, and not one that is only heard."""
        super().clean()
        clean = self.cleaned_data
        lead = clean.get("lead")
        if lead is None or self.errors:
            return clean
        if lead not in clean["to"]:
            self.add_error("lead", "Federführend kann nur ein Gremium sein, an das überwiesen wird.")
        elif self._role(lead) in (ConsultationRole.HEARING, ConsultationRole.NOTICE):
            self.add_error("lead", "Federführend ist ein Gremium, das berät.")
        return clean

    def stages(self) -> list[Stage]:
        """The bodies with what each is to do; the lead body first."""
        lead = self.cleaned_data["lead"]
        bodies = sorted(self.cleaned_data["to"], key=lambda body: (body != lead, body.kind, body.name))
        return [
            Stage(body, role := self._role(body), body == lead, role == ConsultationRole.DECISION) for body in bodies
        ]

    def values(self) -> dict[str, Any]:
        """The referral as the act takes it."""
        resolved_by, item = self.acts[self.cleaned_data["act"]]
        urgent = self.cleaned_data["urgent"]
        return {"to": self.stages(), "resolved_by": resolved_by, "item": item, "urgent": urgent}

    def _role(self, body: Organization) -> str:
        return self.cleaned_data["role"] or ways.usual_role(body)


def _words(body: Organization | None, item: AgendaItem | None) -> str:
    if body is None:
        return "den Vorsitz (direkte Überweisung)"
    if item is None:
        return f"Beschluss: {body}"
    when = f"{item.meeting.date:%d.%m.%Y}" if item.meeting.date else "Tag nicht angegeben"
    return f"Beschluss: {body}, Sitzung am {when}, TOP {item.number or '–'}"
