"""What is typed when an item is closed: its result, and what was counted."""

from __future__ import annotations

from council.forms.agenda import CloseItemForm
from motions.forms.ballots import BallotForm


class TreatmentForm(BallotForm, CloseItemForm):
    """The result of an item with its ballot, if something was counted."""
