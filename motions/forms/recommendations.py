"""Turns input about citizens' reports into clean values: from the panel's team, the office, the Magistrat."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from council.may import allowed
from council.models import Organization
from council.states import BodyKind
from motions.actions.recommendations import Wish
from motions.may import recommendations as may
from motions.states import RecommendationState

if TYPE_CHECKING:
    from council.audiences import Viewer

LONGEST = 20_000
_ANSWERS = [
    (RecommendationState.ACCEPTED, "wird angenommen"),
    (RecommendationState.PARTLY_ACCEPTED, "wird teilweise angenommen"),
    (RecommendationState.REJECTED, "wird abgelehnt"),
]


def panels_of(user: Viewer) -> list[Organization]:
    """The panels of the town for which this person keeps reports."""
    rows = Organization.objects.living().of_kind(BodyKind.PANEL).filter(body__home=True).order_by("name")
    return [row for row in rows if allowed(may.keep, user, row)]


class ReportForm(forms.Form):
    """Title and introduction of a report."""

    name = forms.CharField(label="Titel", max_length=300)
    introduction = forms.CharField(
        label="Einleitung",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST,
        required=False,
        help_text="Wer hat beraten, wie oft, worüber? Die Empfehlungen folgen einzeln.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StartForm(ReportForm):
    """What begins a report: whose it is, too."""

    panel = forms.ModelChoiceField(
        label="Bürgerrat", queryset=Organization.objects.none(), to_field_name="key", empty_label=None
    )
    field_order = ("panel", "name", "introduction")

    def __init__(self, *args: Any, user: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["panel"]
        field.queryset = Organization.objects.filter(pk__in=[panel.pk for panel in panels_of(user)]).order_by("name")
        del self.fields["version"]


class RecommendationForm(forms.Form):
    """One recommendation."""

    text = forms.CharField(label="Empfehlung", widget=forms.Textarea(attrs={"rows": 4}), max_length=5_000)
    addressee = forms.CharField(label="An wen?", max_length=200, initial="Magistrat")
    consent = forms.CharField(
        label="Zustimmung im Bürgerrat",
        max_length=200,
        required=False,
        help_text="Zum Beispiel „24 Ja, 2 Nein, 2 Enthaltungen“ oder „im Konsens“.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def wish(self) -> Wish:
        """The clean values as a recommendation."""
        clean = self.cleaned_data
        return Wish(clean["text"], clean["addressee"], clean["consent"])


class DayForm(forms.Form):
    """When something happened; not in the future."""

    on = forms.DateField(
        label="Am",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )

    def clean_on(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Dieser Tag liegt in der Zukunft.")
        return day


class AdoptionForm(DayForm):
    """How the panel agreed to its report: by votes, or by consent."""

    yes = forms.IntegerField(label="Ja-Stimmen", min_value=0, max_value=1000, required=False)
    no = forms.IntegerField(label="Nein-Stimmen", min_value=0, max_value=1000, required=False)
    abstain = forms.IntegerField(label="Enthaltungen", min_value=0, max_value=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """Either all votes are counted or none."""
        clean = super().clean() or {}
        counted = [clean.get(name) for name in ("yes", "no", "abstain")]
        if not self.errors and None in counted and counted != [None] * 3:
            self.add_error("yes", "Bitte alle drei Zahlen angeben, oder keine, wenn nicht abgestimmt wurde.")
        return clean


class AnswerForm(forms.Form):
    """What the Magistrat makes of a recommendation."""

    state = forms.ChoiceField(label="Die Empfehlung", choices=_ANSWERS, widget=forms.RadioSelect)
    text = forms.CharField(
        label="Antwort",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST,
        required=False,
        help_text="Was folgt daraus, und bis wann? Wird die Empfehlung abgelehnt, gehört der Grund dazu.",
    )

    def clean(self) -> dict[str, Any]:
        """A rejection has a reason."""
        clean = super().clean() or {}
        if clean.get("state") == RecommendationState.REJECTED and not clean.get("text", "").strip():
            self.add_error("text", "Wird eine Empfehlung abgelehnt, gehört der Grund dazu.")
        return clean


class OutcomeForm(DayForm):
    """How a recommendation was carried out."""

    outcome = forms.CharField(
        label="Was ist geschehen?", widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST, required=False
    )
