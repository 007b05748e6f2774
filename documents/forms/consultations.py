"""Turns input about a paper's way through the bodies into clean values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When
from django.utils import timezone

from council.models import Body, Organization
from council.states import BodyKind
from documents.forms import MEETING_KINDS
from documents.models import Consultation
from documents.states import ConsultationRole
from documents.ways import Stage

ROLES: list[tuple[str, str]] = [
    (role.value, str(role.label))
    for role in (
        ConsultationRole.HEARING,
        ConsultationRole.PREPARATION,
        ConsultationRole.DECISION,
        ConsultationRole.NOTICE,
        ConsultationRole.OTHER,
    )
]
LONGEST_REASON = 4000
_ORDER = (BodyKind.COMMITTEE, BodyKind.ASSEMBLY, BodyKind.DISTRICT_COUNCIL, BodyKind.ADVISORY_BOARD)


def bodies_of(town: Body) -> QuerySet[Organization]:
    """The bodies of a town that deal with papers, today."""
    rows = Organization.objects.living().existing(on=timezone.localdate()).of_kind(*MEETING_KINDS)
    first = Case(*(When(kind=kind, then=rank) for rank, kind in enumerate(_ORDER)), default=len(_ORDER))
    return rows.filter(body=town).order_by(first, "name")


class StageForm(forms.Form):
    """One consultation: where, why, by when, and whether this body leads or decides."""

    organization = forms.ModelChoiceField(
        label="Gremium", queryset=Organization.objects.none(), to_field_name="key", empty_label="bitte wählen"
    )
    role = forms.ChoiceField(label="Wozu", choices=ROLES, initial=ConsultationRole.PREPARATION)
    lead = forms.BooleanField(label="federführend", required=False)
    authoritative = forms.BooleanField(label="entscheidet", required=False)
    due_on = forms.DateField(
        label="Frist",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Bis wann das Gremium beraten oder Stellung genommen haben soll.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, town: Body, consultation: Consultation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        field: Any = self.fields["organization"]
        field.queryset = bodies_of(town)
        if consultation is not None:
            self._offer_what_is_there(consultation)

    def _offer_what_is_there(self, consultation: Consultation) -> None:
        """A body that no longer exists, or a role of its own, can stay as it is."""
        field: Any = self.fields["organization"]
        field.queryset = field.queryset | Organization.objects.filter(pk=consultation.organization_id or 0)
        role: Any = self.fields["role"]
        if consultation.role not in dict(ROLES):
            role.choices = [*ROLES, (consultation.role, consultation.role_label)]

    def clean_due_on(self) -> Any:
        """A last day that has passed is refused, unless it was there already."""
        due = self.cleaned_data["due_on"]
        known = self.consultation.due_on if self.consultation is not None else None
        if due is not None and due != known and not timezone.localdate() <= due < _far_away():
            raise forms.ValidationError("Die Frist liegt zwischen heute und den nächsten fünf Jahren.")
        return due

    def clean(self) -> dict[str, Any]:
        """Whoever is heard or informed neither leads nor decides."""
        super().clean()
        clean = self.cleaned_data
        if clean.get("role") in (ConsultationRole.HEARING, ConsultationRole.NOTICE):
            if clean.get("authoritative"):
                self.add_error("authoritative", "Wer angehört oder unterrichtet wird, entscheidet nicht.")
            if clean.get("lead"):
                self.add_error("lead", "Federführend ist ein Gremium, das berät.")
        return clean

    def stage(self) -> Stage:
        """What is to be planned; a body whose role is the decision decides."""
        clean = self.cleaned_data
        decides = clean["authoritative"] or clean["role"] == ConsultationRole.DECISION
        return Stage(clean["organization"], clean["role"], clean["lead"], decides, clean["due_on"])


class TypicalForm(forms.Form):
    """Which of the proposed consultations to plan."""

    stage = forms.MultipleChoiceField(label="Beratungen", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = {stage.organization.key: stage for stage in stages}
        field: Any = self.fields["stage"]
        field.choices = [(key, _words(stage)) for key, stage in self.stages.items()]
        self.initial.setdefault("stage", list(self.stages))

    def chosen(self) -> list[Stage]:
        """The stages chosen, in the proposed order."""
        wanted = set(self.cleaned_data["stage"])
        return [stage for key, stage in self.stages.items() if key in wanted]


class ReasonForm(forms.Form):
    """Why a body may decide before the others had their say."""

    reason = forms.CharField(label="Begründung", widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST_REASON)


def _words(stage: Stage) -> str:
    marks = [word for is_so, word in ((stage.lead, "federführend"), (stage.authoritative, "entscheidet")) if is_so]
    return f"{stage.organization}: {stage.role_label}" + (f" ({', '.join(marks)})" if marks else "")


def _far_away() -> Any:
    today = timezone.localdate()
    return today.replace(year=today.year + 5, day=min(today.day, 28))
