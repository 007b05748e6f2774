"""What is typed when an item is closed: its result, and what was counted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from council.forms.agenda import CloseItemForm
from council.law import majorities
from council.models import Organization
from council.states import Result
from documents import ways
from documents.ways import Stage
from motions.forms import choices
from motions.forms.ballots import BallotForm


class TreatmentForm(BallotForm, CloseItemForm):
    """The result of an item with its ballot, if something was counted; the count alone says adopted or rejected.

    What is referred says where to: `bodies` are those to choose from, none for an item without a paper.
    """

    to = choices.several("Überweisen an", Organization, wrong="Dieses Gremium steht nicht zur Wahl.")
    lead = choices.one(
        "Federführend", Organization, nothing="nicht festgelegt", wrong="Dieses Gremium steht nicht zur Wahl."
    )

    def __init__(
        self,
        *args: Any,
        statutory_seats: int | None = None,
        bodies: QuerySet[Organization] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.statutory_seats, self.bodies = statutory_seats, bodies
        self.fields["result"].required = False
        for name in ("to", "lead"):
            if bodies is not None:
                self.fields[name].queryset = bodies  # type: ignore[attr-defined]  # a choice among rows

    @property
    def refers(self) -> bool:
        """Whether the bodies are asked for at once: the item was said to be referred."""
        return self.bodies is not None and self["result"].value() == Result.REFERRED

    def stages(self) -> list[Stage]:
        """Where a referred item goes, the lead body first; empty for every other result."""
        if self.cleaned_data["result"] != Result.REFERRED:
            return []
        lead = self.cleaned_data["lead"]
        bodies = sorted(self.cleaned_data["to"], key=lambda body: (body != lead, body.kind, body.name))
        return [Stage(body, ways.usual_role(body), body == lead) for body in bodies]

    def clean(self) -> dict[str, Any]:
        """Without a result, what was counted makes it; without either, nothing is closed."""
        data = super().clean()
        self._refuse_nowhere(data)
        if self.errors or data.get("result"):
            return data
        data["result"] = self._counted()
        if not data["result"]:
            self.add_error("result", "Bitte ein Ergebnis wählen oder die Stimmen eintragen.")
        return data

    def _refuse_nowhere(self, data: dict[str, Any]) -> None:
        """A referral goes somewhere, and the lead body is one of those it goes to."""
        if self.bodies is None or data.get("result") != Result.REFERRED or "to" in self.errors:
            return
        if not data["to"]:
            self.add_error("to", "Bitte sagen, an welches Gremium überwiesen wird.")
        elif data.get("lead") is not None and data["lead"] not in data["to"]:
            self.add_error("lead", "Federführend kann nur ein Gremium sein, an das überwiesen wird.")

    def _counted(self) -> str:
        poll = self.poll()
        if poll is None:
            return ""
        try:
            outcome = majorities.decide(poll.tally, rule=poll.rule, statutory_seats=self.statutory_seats or 0)
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        return Result.ADOPTED if outcome.passed else Result.REJECTED
