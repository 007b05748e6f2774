"""Entering which majority an item needs."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from council import life, may
from council.requests import SignedInRequest
from council.views import doors
from motions.actions import required_majorities
from motions.models.ballots import Rule


class MajorityForm(forms.Form):
    """One of the majorities the law knows."""

    rule = forms.ChoiceField(choices=Rule.choices)


@require_POST
def enter(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Enter the majority for the vote on this item."""
    item = doors.item(request, key, item_key)
    may.manage_agenda(request.user, item.meeting)
    form = MajorityForm(request.POST)
    if not form.is_valid():
        raise life.WrongState("Diese Mehrheit kennt das Gesetz nicht. Bitte eine aus der Liste wählen.")
    row = required_majorities.enter(item, rule=form.cleaned_data["rule"], by=request.user)
    messages.success(request, f"Für diesen Punkt gilt: {row.get_rule_display()}.")
    return doors.see(doors.row_of(item))
