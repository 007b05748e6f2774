"""What is typed when an amendment, the text as amended, or a procedural motion is voted on."""

from __future__ import annotations

from typing import Any

from django import forms

from council.law.procedure import Procedure
from motions.actions.amendment_votes import PROCEDURES
from motions.actions.ballots import Poll
from motions.forms.ballots import BallotForm

_ORDER = (Procedure.POSTPONE, Procedure.REFER, Procedure.END_DEBATE, Procedure.END_LIST)


class PollForm(BallotForm):
    """What was counted, as a whole or by faction; the result follows from it."""

    def clean(self) -> dict[str, Any]:
        """Somebody must have been counted."""
        data = super().clean()
        if not self.errors and self.poll() is None:
            self.add_error("yes", "Bitte die Stimmen eintragen.")
        return data

    def counted(self) -> Poll:
        """What was counted, once the form is valid."""
        poll = self.poll()
        assert poll is not None
        return poll


class ProcedureForm(PollForm):
    """A procedural motion and how it was voted."""

    procedure = forms.ChoiceField(
        label="Geschäftsordnungsantrag",
        choices=[(code.value, PROCEDURES[code]) for code in _ORDER],
        widget=forms.RadioSelect,
        initial=Procedure.POSTPONE.value,
    )
