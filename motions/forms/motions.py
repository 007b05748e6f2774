"""Turns input about motions into clean values; a form for each role and step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from council import audiences
from council.models import Organization
from council.states import BodyKind
from documents.models import Paper
from motions import drafts, filing
from motions.actions.motions import Wording
from motions.forms import movers, writing

if TYPE_CHECKING:
    from council.audiences import Viewer

REGULAR, REFERRAL, TREATMENT = "regular", "referral", "treatment"
WAYS = [
    (REGULAR, "Beratung nach der Geschäftsordnung"),
    (REFERRAL, "direkte Überweisung in einen Ausschuss, ohne erste Lesung"),
    (TREATMENT, "direkte Behandlung in der Stadtverordnetenversammlung"),
]


class StartForm(forms.Form):
    """What begins a motion: its kind, its title, and for whom."""

    kind = forms.ChoiceField(
        label="Was soll es werden?",
        choices=[(code, f"{label}: {drafts.EXPLANATIONS[code]}") for code, label in drafts.MotionKind.choices],
        widget=forms.RadioSelect,
        initial=drafts.MotionKind.MOTION,
    )
    name = forms.CharField(
        label="Titel",
        max_length=writing.LONGEST_TITLE,
        help_text="Kurz und sprechend, zum Beispiel „Radweg an der Mühlgasse“. Er lässt sich später ändern.",
    )
    mover = forms.ModelChoiceField(
        label="Wer bringt ihn ein?", queryset=Organization.objects.none(), to_field_name="key", required=False
    )

    def __init__(self, *args: Any, user: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mover"]
        field.queryset = movers.movers_of(user)
        member = audiences.standing_of(user).member
        field.required = not member
        field.empty_label = "ich allein als Mitglied der Versammlung" if member else None
        first = field.queryset.first()
        self.initial.setdefault("mover", first.key if first else None)


class MotionForm(writing.WritingForm):
    """A motion as its author writes it."""

    kind = forms.ChoiceField(label="Art", choices=drafts.MotionKind.choices, initial=drafts.MotionKind.MOTION)
    resolution = writing.part("Beschlusstext", rows=12, help_text=writing.HOW_TO_MARK)
    reasons = writing.part("Begründung", rows=8)
    oral_reasons = forms.BooleanField(label="Die Begründung erfolgt mündlich", required=False)
    plain_summary = writing.summary()
    way = forms.ChoiceField(label="Weg", choices=WAYS, widget=forms.RadioSelect, initial=REGULAR)
    target = forms.ModelChoiceField(
        label="Ausschuss der direkten Überweisung",
        queryset=Organization.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="keiner",
    )
    urgent = forms.BooleanField(label="Dringlich", required=False)

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, paper=paper, **kwargs)
        today = timezone.localdate()
        field: Any = self.fields["target"]
        committees = Organization.objects.living().existing(on=today).of_kind(BodyKind.COMMITTEE)
        field.queryset = committees.filter(body=paper.body).order_by("name")
        votes, seats = filing.extension_votes(on=today)
        self.fields["urgent"].help_text = (
            f"Soll der Antrag trotz abgelaufener Frist auf die Tagesordnung, müssen {votes} von {seats}"
            " Stadtverordneten zustimmen (HGO § 58 Abs. 2)."
        )
        if not filing.oral_reasons_allowed(on=today):
            del self.fields["oral_reasons"]

    def wording(self) -> Wording:
        """Make the wording that the acts take."""
        clean = self.cleaned_data
        return Wording(
            name=clean["name"],
            kind=clean["kind"],
            parts=drafts.Parts(clean["resolution"], clean["reasons"]),
            plain_summary=clean["plain_summary"].strip(),
            oral_reasons=clean.get("oral_reasons", False),
            direct_referral=clean["way"] == REFERRAL,
            direct_treatment=clean["way"] == TREATMENT,
            urgent=clean["urgent"],
            target=clean["target"] if clean["way"] == REFERRAL else None,
        )


class AutosaveForm(writing.WhileTyping, MotionForm):
    """The same while it is being typed."""


class WithdrawalForm(forms.Form):
    """That all who brought the motion in agree to withdraw it."""

    agreed = forms.BooleanField(label="Alle Antragstellenden sind einverstanden.")


class ReasonForm(forms.Form):
    """Why, for those who brought the motion in."""

    reason = forms.CharField(label="Begründung", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000)


class SummaryForm(forms.Form):
    """„Kurz und einfach“ for a paper that came without it."""

    plain_summary = forms.CharField(
        label="Kurz und einfach",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text="Ein, zwei Sätze ohne Fachwörter: Worum geht es, und was soll sich für wen ändern?",
    )
