"""What is typed when an item is closed: its result, and what was counted, as a whole and by faction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from council.forms.agenda import CloseItemForm
from council.law import majorities
from council.models import Organization
from motions.actions.ballots import Poll, Stand
from motions.models.ballots import Rule

HEADS = (("yes", "Ja"), ("no", "Nein"), ("abstain", "Enthaltung"))


def _heads(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": f"{label}: Bitte eine ganze Zahl eintragen.",
            "min_value": f"{label}: Eine Stimmenzahl kann nicht negativ sein.",
            "max_value": f"{label}: So viele Stimmen gibt es nicht.",
        },
    )


class TreatmentForm(CloseItemForm):
    """The result of an item with its ballot; heads by faction add up, or the whole house's are typed alone."""

    yes = _heads("Ja")
    no = _heads("Nein")
    abstain = _heads("Enthaltungen")
    invalid = _heads("Ungültig")
    rule = forms.ChoiceField(label="Nötige Mehrheit", choices=Rule.choices, initial=Rule.SIMPLE, required=False)

    def __init__(self, *args: Any, factions: Sequence[Organization] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.factions = factions
        for faction in factions:
            for code, label in (*HEADS, ("absent", "Abwesend")):
                self.fields[f"{code}-{faction.key}"] = _heads(f"{faction}: {label}")

    def rows(self) -> list[tuple[Organization, list[forms.BoundField]]]:
        """The factions with their fields, for a table."""
        codes = [code for code, _ in (*HEADS, ("absent", ""))]
        return [(faction, [self[f"{code}-{faction.key}"] for code in codes]) for faction in self.factions]

    def has_stands(self) -> bool:
        """Whether something was typed for a faction, so that the table is shown open."""
        return any(field.value() not in (None, "") for _, fields in self.rows() for field in fields)

    def clean(self) -> dict[str, Any]:
        """Refuse heads that contradict each other."""
        data = super().clean() or self.cleaned_data
        stands = self._stands()
        for code, label in HEADS:
            typed, summed = data.get(code), sum(getattr(stand, code) for stand in stands.values())
            if stands and typed is not None and typed != summed:
                raise ValidationError(f"{label}: {typed} eingetragen, die Fraktionen ergeben zusammen {summed}.")
        return data

    def poll(self) -> Poll | None:
        """What was counted, None if nothing was typed."""
        data, stands = self.cleaned_data, self._stands()
        if not stands and all(data.get(code) is None for code in ("yes", "no", "abstain", "invalid")):
            return None
        heads = {
            code: sum(getattr(stand, code) for stand in stands.values()) if stands else data.get(code) or 0
            for code, _ in HEADS
        }
        tally = majorities.Tally(**heads, invalid=data.get("invalid") or 0)
        return Poll(tally=tally, rule=data.get("rule") or Rule.SIMPLE, by_faction=stands)

    def _stands(self) -> dict[int | None, Stand]:
        codes = [code for code, _ in (*HEADS, ("absent", ""))]
        found: dict[int | None, Stand] = {}
        for faction in self.factions:
            heads = {code: self.cleaned_data.get(f"{code}-{faction.key}") for code in codes}
            if any(value is not None for value in heads.values()):
                found[faction.pk] = Stand(**{code: value or 0 for code, value in heads.items()})
        return found
