"""Fields that choose among rows by their key; which rows there are is said by the form for its meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model


def one(label: str, among: type[Model], *, nothing: str, wrong: str) -> forms.ModelChoiceField[Any]:
    """One row or none; `nothing` is what an empty choice says, `wrong` what somebody reads who chose another."""
    return forms.ModelChoiceField(
        label=label,
        required=False,
        queryset=among._default_manager.none(),
        to_field_name="key",
        empty_label=nothing,
        error_messages={"invalid_choice": wrong},
    )


def several(label: str, among: type[Model], *, wrong: str) -> forms.ModelMultipleChoiceField[Any]:
    """Any number of rows, as boxes to tick."""
    return forms.ModelMultipleChoiceField(
        label=label,
        required=False,
        queryset=among._default_manager.none(),
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": wrong},
    )
