"""Turns input about districts into clean values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from council.models import District


class DistrictsForm(forms.Form):
    """Which districts a paper or an item concerns."""

    districts = forms.ModelMultipleChoiceField(
        label="Ortsbezirke",
        queryset=District.objects.none(),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ohne Haken betrifft es die ganze Stadt oder keinen Bezirk im Besonderen.",
    )

    def __init__(self, *args: Any, districts: Sequence[District], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["districts"]
        field.queryset = District.objects.filter(pk__in=[district.pk for district in districts]).order_by("name")
