"""Turns input about the tasks of resolutions into clean values: the order, a report, and what to list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from council.models import Body, Organization
from council.states import BodyKind
from motions.models import ResolutionExtract, ResolutionTask
from motions.states import TaskState

LEADING = (BodyKind.OFFICE, BodyKind.EXECUTIVE)


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class LeadForm(forms.Form):
    """Which office has the lead, and until when."""

    office = forms.ModelChoiceField(
        label="Federführung", queryset=Organization.objects.none(), to_field_name="key", empty_label="bitte wählen"
    )
    due = _day("Zu erledigen bis", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.queryset = Organization.objects.living().of_kind(*LEADING).filter(body=body).order_by("name")


class TaskForm(LeadForm):
    """What a resolution orders, by whom and until when."""

    order_text = forms.CharField(
        label="Auftrag",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        help_text="Was der Magistrat tun soll; ein Beschluss kann mehrere Aufträge enthalten.",
    )
    field_order = ["order_text", "office", "due"]

    def clean_due(self) -> date | None:
        """A day to come, if there is one."""
        due: date | None = self.cleaned_data["due"]
        if due is not None and due < timezone.localdate():
            raise forms.ValidationError("Dieser Tag liegt in der Vergangenheit.")
        return due


class ReportForm(forms.Form):
    """What was done, and where the task stands."""

    state = forms.ChoiceField(label="Stand", choices=TaskState.choices)
    text = forms.CharField(
        label="Bericht",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=50_000,
        help_text="Was ist getan, was folgt? Der Bericht ist so öffentlich wie der Beschluss.",
    )
    on = _day("Stand vom", initial=timezone.localdate)

    def clean_on(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Dieser Tag liegt in der Zukunft.")
        return day


class BoardFilter(forms.Form):
    """Which tasks to list; what cannot be understood is ignored."""

    stand = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "alle"), ("overdue", "überfällig"), *TaskState.choices]
    )
    gremium = forms.ModelChoiceField(
        label="Gremium", required=False, queryset=Organization.objects.none(), to_field_name="key", empty_label="alle"
    )
    amt = forms.ModelChoiceField(
        label="Federführung",
        required=False,
        queryset=Organization.objects.none(),
        to_field_name="key",
        empty_label="alle",
    )

    def __init__(self, *args: Any, tasks: QuerySet[ResolutionTask], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["gremium"]
        extracts = ResolutionExtract.objects.filter(pk__in=tasks.values("extract"))
        body.queryset = Organization.objects.filter(pk__in=extracts.values("organization")).order_by("name")
        office: Any = self.fields["amt"]
        office.queryset = Organization.objects.filter(pk__in=tasks.values("office")).order_by("name")

    def values(self) -> dict[str, Any]:
        """The clean values; what was nonsense is missing."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
