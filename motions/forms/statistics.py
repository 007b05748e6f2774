"""Turns what is asked of the statistics into a term; nonsense is ignored."""

from __future__ import annotations

from typing import Any

from django import forms

from council.models import LegislativeTerm


class StatisticsFilter(forms.Form):
    """Of which term to count the inquiries."""

    wahlperiode = forms.ModelChoiceField(
        label="Wahlperiode",
        required=False,
        queryset=LegislativeTerm.objects.none(),
        to_field_name="key",
        empty_label="alle",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["wahlperiode"]
        field.queryset = LegislativeTerm.objects.filter(body__home=True, deleted_at=None).order_by("-start_date", "pk")

    def term(self) -> LegislativeTerm | None:
        """The chosen term, None for all."""
        self.is_valid()
        found: LegislativeTerm | None = getattr(self, "cleaned_data", {}).get("wahlperiode")
        return found
