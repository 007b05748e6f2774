"""The form by which the office enters the public notice of a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone


class AnnouncementForm(forms.Form):
    """On which day, and where."""

    announced_on = forms.DateField(
        label="Bekannt gemacht am", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    announced_in = forms.CharField(
        label="Wo", max_length=200, help_text="Zum Beispiel: Amtsblatt Nr. 24, und im Sitzungskalender dieser Seite"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("announced_on", timezone.localdate())
