"""What is typed when an item is closed: its result, and what was counted."""

from __future__ import annotations

from typing import Any

from django import forms

from council.forms.agenda import CloseItemForm
from council.law import majorities
from council.states import Result
from motions.forms.ballots import BallotForm


class TreatmentForm(BallotForm, CloseItemForm):
    """The result of an item with its ballot, if something was counted; the count alone says adopted or rejected."""

    def __init__(self, *args: Any, statutory_seats: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statutory_seats = statutory_seats
        self.fields["result"].required = False

    def clean(self) -> dict[str, Any]:
        """Without a result, what was counted makes it; without either, nothing is closed."""
        data = super().clean()
        if self.errors or data.get("result"):
            return data
        data["result"] = self._counted()
        if not data["result"]:
            self.add_error("result", "Bitte ein Ergebnis wählen oder die Stimmen eintragen.")
        return data

    def _counted(self) -> str:
        poll = self.poll()
        if poll is None:
            return ""
        try:
            outcome = majorities.decide(poll.tally, rule=poll.rule, statutory_seats=self.statutory_seats or 0)
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        return Result.ADOPTED if outcome.passed else Result.REJECTED
