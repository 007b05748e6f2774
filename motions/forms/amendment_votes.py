"""What is typed when an amendment or the text as amended is voted on."""

from __future__ import annotations

from typing import Any

from motions.actions.ballots import Poll
from motions.forms.ballots import BallotForm


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
