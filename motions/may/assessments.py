"""Says who assesses an answer, and who replies to that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied
from motions.may import inquiries

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import Inquiry


def assess(user: Viewer, inquiry: Inquiry) -> None:
    """Whoever asked says what they think of the answer, on their own or for their faction."""
    if not inquiries.asked(user, inquiry):
        raise Denied("Die Antwort bewertet nur, wer gefragt hat.")


def reply(user: Viewer, inquiry: Any = None) -> None:
    """The Magistrat, not one of its offices, has the right of reply."""
    if not audiences.standing_of(user).executive:
        raise Denied("Erwidern kann nur der Magistrat.")
