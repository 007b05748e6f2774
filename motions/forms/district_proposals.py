"""Turns input about proposals of district councils into clean values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from council import audiences
from council.models import Meeting, Organization
from council.states import BodyKind, ItemState, MeetingState
from motions.actions.district_proposals import STANDING_ITEM, Wording
from motions.forms import writing
from motions.may import district_proposals as may

if TYPE_CHECKING:
    from council.audiences import Viewer


class StartForm(forms.Form):
    """What begins a proposal: its title, and for which council."""

    name = forms.CharField(label="Titel", max_length=writing.LONGEST_TITLE, help_text="Er lässt sich später ändern.")
    council = forms.ModelChoiceField(
        label="Für welchen Ortsbeirat?", queryset=Organization.objects.none(), to_field_name="key", empty_label=None
    )

    def __init__(self, *args: Any, user: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["council"]
        headed = may.heads(audiences.standing_of(user)).values("organization")
        field.queryset = Organization.objects.living().filter(pk__in=headed).order_by("name")


class DistrictProposalForm(writing.WritingForm):
    """A proposal as the chair of the district council writes it."""

    proposal = writing.part("Vorschlag", rows=10, help_text=writing.HOW_TO_MARK)
    reasons = writing.part("Begründung", rows=8)
    plain_summary = writing.summary()

    def wording(self) -> Wording:
        """Make the wording that the acts take."""
        clean = self.cleaned_data
        return Wording(clean["name"], clean["proposal"], clean["reasons"], clean["plain_summary"].strip())


class AutosaveForm(writing.WhileTyping, DistrictProposalForm):
    """The same while it is being typed."""


class PlaceForm(forms.Form):
    """At which meeting the proposal is read out: those of the assembly whose standing item is still open."""

    meeting = forms.ModelChoiceField(label="Sitzung", queryset=Meeting.objects.none(), to_field_name="key")

    def __init__(self, *args: Any, user: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = (
            Meeting.objects.visible_to(user)
            .filter(
                organization__kind=BodyKind.ASSEMBLY,
                organization__body__home=True,
                date__gte=timezone.localdate(),
                items__name=STANDING_ITEM,
                items__deleted_at=None,
                items__state__in=(ItemState.OPEN, ItemState.CALLED),
            )
            .exclude(state__in=(MeetingState.CLOSED, MeetingState.CANCELLED))
            .distinct()
            .order_by("date")
        )
