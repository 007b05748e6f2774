"""What is typed of a vote: as the chair says it, faction by faction, or the heads of the whole house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from council.law import majorities
from motions import tally
from motions.actions.ballots import Poll
from motions.models.ballots import Rule
from motions.tally import Bench, Stand

ANSWERS = (("yes", "Ja"), ("no", "Nein"), ("abstain", "Enthaltung"), ("absent", "Abwesend"))
_COUNTED = ANSWERS[:3]


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


class BallotForm(forms.Form):
    """A vote in one of three ways; what was said or typed by faction makes the whole house's heads."""

    spoken = forms.CharField(
        label="Wie angesagt",
        required=False,
        max_length=tally.LONGEST,
        help_text="Zum Beispiel: Zustimmung alle übrigen; Ablehnung Bürgerliste; Enthaltung Freie Mitte 2",
    )
    yes = _heads("Ja")
    no = _heads("Nein")
    abstain = _heads("Enthaltungen")
    invalid = _heads("Ungültig")
    rule = forms.ChoiceField(label="Nötige Mehrheit", choices=Rule.choices, initial=Rule.SIMPLE, required=False)

    def __init__(self, *args: Any, benches: Sequence[Bench[int | None]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.benches = benches
        self.stands: dict[int | None, Stand] = {}
        for bench in benches:
            for code, label in ANSWERS:
                self.fields[f"{code}-{bench.token}"] = _heads(f"{bench.names[0]}: {label}")

    def rows(self) -> list[tuple[Bench[int | None], list[forms.BoundField]]]:
        """The factions with their fields, for a table."""
        return [(bench, [self[f"{code}-{bench.token}"] for code, _ in ANSWERS]) for bench in self.benches]

    def has_stands(self) -> bool:
        """Whether something was typed for a faction, so that the table is shown open."""
        return any(field.value() not in (None, "") for _, fields in self.rows() for field in fields)

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be understood, or heads that contradict each other."""
        data = super().clean() or self.cleaned_data
        typed = self._typed()
        if data.get("spoken") and typed:
            raise ValidationError("Bitte die Fraktionen entweder ansagen oder in die Tabelle eintragen.")
        try:
            self.stands = typed or tally.read(data.get("spoken") or "", benches=self.benches)
        except tally.TallyProblem as problem:
            self.add_error("spoken", str(problem))
        for code, label in _COUNTED:
            given, summed = data.get(code), sum(getattr(stand, code) for stand in self.stands.values())
            if self.stands and given is not None and given != summed:
                raise ValidationError(f"{label}: {given} eingetragen, die Fraktionen ergeben zusammen {summed}.")
        return data

    def poll(self) -> Poll | None:
        """What was counted, once the form is valid; None if nothing was typed."""
        data = self.cleaned_data
        if not self.stands and all(data.get(code) is None for code in ("yes", "no", "abstain", "invalid")):
            return None
        house = tally.total(self.stands) if self.stands else majorities.Tally(**self._whole())
        heads = majorities.Tally(house.yes, house.no, house.abstain, data.get("invalid") or 0)
        return Poll(tally=heads, rule=data.get("rule") or Rule.SIMPLE, by_faction=self.stands)

    def sentences(self) -> list[str]:
        """What is wrong, one sentence after the other."""
        return [str(sentence) for errors in self.errors.values() for sentence in errors]

    def _whole(self) -> dict[str, int]:
        return {code: self.cleaned_data.get(code) or 0 for code, _ in _COUNTED}

    def _typed(self) -> dict[int | None, Stand]:
        found: dict[int | None, Stand] = {}
        for bench in self.benches:
            heads = {code: self.cleaned_data.get(f"{code}-{bench.token}") for code, _ in ANSWERS}
            if any(value is not None for value in heads.values()):
                found[bench.key] = Stand(**{code: value or 0 for code, value in heads.items()})
        return found
