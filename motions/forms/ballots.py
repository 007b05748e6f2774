"""What is typed of a vote: as the chair says it, faction by faction, or the heads of the whole house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from council.law import majorities
from motions import tally
from motions.actions.ballots import Poll
from motions.models.ballots import Ballot, Rule
from motions.tally import Bench, Stand


@dataclass(frozen=True)
class Row:
    """One faction with the field that is tapped, and its fields for exact heads."""

    bench: Bench[int | None]
    stance: forms.BoundField
    heads: list[forms.BoundField]

    def has_heads(self) -> bool:
        """Whether exceptions were typed, so that they are shown open."""
        return any(field.value() not in (None, "") for field in self.heads)


ANSWERS = (("yes", "Ja"), ("no", "Nein"), ("abstain", "Enthaltung"), ("absent", "Abwesend"))
_COUNTED = ANSWERS[:3]
DOUBTFUL = "Der Titel nennt die Hauptsatzung: Bitte prüfen, welche Mehrheit nötig ist (HGO § 6 Abs. 2)."


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


def _stance(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=name, required=False, choices=ANSWERS, widget=forms.RadioSelect)


class BallotForm(forms.Form):
    """A vote in one of four ways: tapped by faction with exceptions, as announced, in heads by faction, or as a whole.

    What was tapped, said or typed by faction makes the whole house's heads; a tap stands for all present heads of the
    faction that are not typed as exceptions, `rest` for all factions that were not tapped. `doubtful` says that the
    title alone speaks for the majority the form begins with.
    """

    rest = _stance("Alle übrigen")

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

    def __init__(
        self, *args: Any, benches: Sequence[Bench[int | None]] = (), doubtful: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].help_text = DOUBTFUL if doubtful else ""
        self.benches = benches
        self.stands: dict[int | None, Stand] = {}
        for bench in benches:
            self.fields[f"stance-{bench.token}"] = _stance(bench.names[0])
            for code, label in ANSWERS:
                self.fields[f"{code}-{bench.token}"] = _heads(f"{bench.names[0]}: {label}")

    def rows(self) -> list[Row]:
        """The factions with their fields."""
        return [
            Row(bench, self[f"stance-{bench.token}"], [self[f"{code}-{bench.token}"] for code, _ in ANSWERS])
            for bench in self.benches
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be understood, or heads that contradict each other."""
        data = super().clean() or self.cleaned_data
        typed = self._typed()
        if data.get("spoken") and typed:
            raise ValidationError("Bitte die Fraktionen entweder antippen oder den Satz schreiben, nicht beides.")
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
        rule = data.get("rule") or self.get_initial_for_field(self.fields["rule"], "rule")
        return Poll(tally=heads, rule=rule, by_faction=self.stands)

    def sentences(self) -> list[str]:
        """What is wrong, one sentence after the other."""
        return [str(sentence) for errors in self.errors.values() for sentence in errors]

    def _whole(self) -> dict[str, int]:
        return {code: self.cleaned_data.get(code) or 0 for code, _ in _COUNTED}

    def _typed(self) -> dict[int | None, Stand]:
        found: dict[int | None, Stand] = {}
        for bench in self.benches:
            heads = {code: self.cleaned_data.get(f"{code}-{bench.token}") for code, _ in ANSWERS}
            stance = self.cleaned_data.get(f"stance-{bench.token}") or ""
            if not stance and all(value is None for value in heads.values()):
                stance = self.cleaned_data.get("rest") or ""
            if stance and heads[stance] is None:
                heads[stance] = self._remaining(bench, heads)
            if any(value is not None for value in heads.values()):
                found[bench.key] = Stand(**{code: value or 0 for code, value in heads.items()})
        return found

    def _remaining(self, bench: Bench[int | None], heads: Mapping[str, int | None]) -> int:
        """The present heads of a faction that were not typed as exceptions."""
        typed = sum(value or 0 for value in heads.values())
        if typed > bench.present:
            self.add_error(
                f"stance-{bench.token}", f"„{bench.names[0]}“ hat {bench.present} Stimmen, eingetragen sind {typed}."
            )
        return max(0, bench.present - typed)


class BallotCorrectionForm(BallotForm):
    """The right count, and why the first one was wrong."""

    reason = forms.CharField(label="Grund der Berichtigung", max_length=500)
    field_order = ["reason"]

    @staticmethod
    def shown(ballot: Ballot) -> dict[str, Any]:
        """What was counted, to begin with: by faction where that was noted, else the whole."""
        found: dict[str, Any] = {"rule": ballot.rule, "invalid": ballot.invalid or None}
        for vote in ballot.by_faction.select_related("organization"):
            token = vote.organization.key if vote.organization is not None else "none"
            found |= {f"{code}-{token}": getattr(vote, code) for code, _ in ANSWERS}
        if len(found) > 2:  # the factions' heads are there, and make the totals
            return found
        return found | {code: getattr(ballot, code) for code, _ in _COUNTED}

    def clean(self) -> dict[str, Any]:
        """Somebody must have been counted. Where factions are tapped, the old totals no longer bind."""
        data = super().clean()
        if not self.errors and self.poll() is None:
            self.add_error("yes", "Bitte die Stimmen eintragen.")
        return data
