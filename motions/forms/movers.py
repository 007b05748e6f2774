"""Turns input about who brings something in into clean values: for whom, which faction is asked, what was agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from council import audiences
from council.models import Organization
from council.states import BodyKind
from motions.may.motions import BOARDS

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models.movers import Moved


def movers_of(user: Viewer) -> QuerySet[Organization]:
    """The factions and bodies for which this person can bring something in."""
    standing = audiences.standing_of(user)
    kinds = [*BOARDS, BodyKind.EXECUTIVE]
    bodies = Organization.objects.living().filter(pk__in=standing.bodies).of_kind(*kinds)
    return (bodies | Organization.objects.living().filter(pk__in=standing.factions)).order_by("name")


class InvitationForm(forms.Form):
    """Which faction to ask to bring a motion, or an amendment, in jointly."""

    faction = forms.ModelChoiceField(label="Fraktion", queryset=Organization.objects.none(), to_field_name="key")

    def __init__(self, *args: Any, moved: Moved, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["faction"]
        rows = Organization.objects.living().existing(on=timezone.localdate()).of_kind(BodyKind.FACTION)
        rows = rows.filter(body=moved.paper.body).exclude(pk=moved.mover_id or 0)
        asked = moved.paper.joint_factions.filter(declined_at=None).values_list("organization_id", flat=True)
        field.queryset = rows.exclude(pk__in=[*asked]).order_by("name")


class AgreementForm(forms.Form):
    """To which text someone agrees, and for which faction."""

    sha256 = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    faction = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
