"""Turns input about Magistratsvorlagen into clean values; a form for each role and step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from council import audiences
from council.models import Organization
from council.states import BodyKind
from documents.models import Paper
from motions.actions.executive_proposals import IMPACTS, Wording
from motions.forms import writing
from motions.models import Proposal

if TYPE_CHECKING:
    from council.audiences import Viewer

PLACES = 8  # offices that can co-sign one after the other


def offices_of(user: Viewer) -> QuerySet[Organization]:
    """The offices for which this person writes, and the Magistrat where they belong to it."""
    rows = Organization.objects.living().of_kind(BodyKind.OFFICE, BodyKind.EXECUTIVE)
    return rows.filter(pk__in=audiences.standing_of(user).bodies).order_by("name")


def offices(paper: Paper) -> QuerySet[Organization]:
    """The offices of the town as they are today."""
    rows = Organization.objects.existing(on=timezone.localdate()).of_kind(BodyKind.OFFICE)
    return rows.filter(body=paper.body).order_by("name")


class StartForm(forms.Form):
    """What begins a Magistratsvorlage: its title, and who writes it."""

    name = forms.CharField(label="Titel", max_length=writing.LONGEST_TITLE, help_text="Er lässt sich später ändern.")
    office = forms.ModelChoiceField(
        label="Wer schreibt sie?", queryset=Organization.objects.none(), to_field_name="key", empty_label=None
    )

    def __init__(self, *args: Any, user: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.queryset = offices_of(user)


class ProposalForm(writing.WritingForm):
    """A Magistratsvorlage as its author writes it."""

    resolution = writing.part("Beschlusstext", rows=12, help_text=writing.HOW_TO_MARK)
    reasons = writing.part("Begründung", rows=8)
    plain_summary = writing.summary()
    cost_impact = writing.part(
        "Finanzielle Auswirkungen", rows=3, help_text="Was kostet es, einmal und jedes Jahr, und woher kommt das Geld?"
    )
    climate_impact = writing.part(
        "Auswirkungen auf das Klima", rows=3, help_text="Wenn es keine gibt, schreiben Sie auch das."
    )
    gender_impact = writing.part(
        "Auswirkungen auf die Gleichstellung", rows=3, help_text="Wen betrifft es, und wen besonders?"
    )
    lead = forms.ModelChoiceField(
        label="Federführendes Dezernat",
        queryset=Organization.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="noch keines",
        template_name=writing.NEEDED,
    )
    closed = forms.BooleanField(
        label="Nichtöffentlich beraten",
        required=False,
        help_text="Nur wo das Wohl der Allgemeinheit oder berechtigte Interessen Einzelner es verlangen, etwa bei"
        " Grundstücken (HGO § 52). Die Öffentlichkeit erfährt dann auch den Titel nicht.",
    )

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, paper=paper, **kwargs)
        field: Any = self.fields["lead"]
        field.queryset = offices(paper)

    def wording(self) -> Wording:
        """Make the wording that the acts take."""
        clean = self.cleaned_data
        return Wording(
            name=clean["name"],
            resolution=clean["resolution"],
            reasons=clean["reasons"],
            plain_summary=clean["plain_summary"].strip(),
            impacts={name: clean[name] for name in IMPACTS},
            lead=clean["lead"],
            closed=clean["closed"],
        )


class AutosaveForm(writing.WhileTyping, ProposalForm):
    """The same while it is being typed."""


class RoundForm(writing.HandingInForm):
    """Which offices co-sign, one after the other."""

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = offices(proposal.paper).exclude(pk=proposal.office_id)
        before = [row.office.key for row in proposal.cosignatures.select_related("office").order_by("order")]
        for place in range(PLACES):
            name = f"office_{place + 1}"
            self.fields[name] = forms.ModelChoiceField(
                label=f"{place + 1}. Stelle",
                queryset=others,
                to_field_name="key",
                required=place == 0,
                empty_label="bitte wählen" if place == 0 else "keine",
            )
            self.initial.setdefault(name, before[place] if place < len(before) else None)

    def clean(self) -> dict[str, Any]:
        """An office co-signs once."""
        super().clean()
        chosen = self.offices()
        if len({office.pk for office in chosen}) < len(chosen):
            self.add_error("office_1", "Eine Stelle zeichnet nur einmal mit.")
        return self.cleaned_data

    def offices(self) -> list[Organization]:
        """The offices in their order; places left open are skipped."""
        places = (self.cleaned_data.get(f"office_{place + 1}") for place in range(PLACES))
        return [office for office in places if office is not None]


class ObjectionForm(forms.Form):
    """Why an office does not co-sign."""

    reason = forms.CharField(
        label="Einwand",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text="Den Einwand lesen der Magistrat und die Ämter.",
    )


class DecisionForm(forms.Form):
    """What the Magistrat resolved, and when."""

    decision = forms.ChoiceField(
        label="Was hat der Magistrat beschlossen?",
        choices=[
            (Proposal.Decision.ADOPTED.value, "Er hat die Vorlage beschlossen."),
            (Proposal.Decision.REJECTED.value, "Er hat die Vorlage abgelehnt."),
        ],
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(
        label="Tag des Beschlusses", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_decided_on(self) -> Any:
        """A decision to come is none."""
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Der Tag des Beschlusses liegt in der Zukunft.")
        return day
