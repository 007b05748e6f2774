"""Says who lets papers lapse at the end of a term, and who brings a lapsed inquiry in again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council.may import Denied, be_clerk
from motions.may import inquiries

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import Inquiry


def lapse(user: Viewer, term: Any = None) -> None:
    """The assembly office confirms what lapses with the term."""
    be_clerk(user)


def resubmit(user: Viewer, inquiry: Inquiry) -> None:
    """Whoever asked, and may still ask, brings a lapsed inquiry in again."""
    inquiries.ask(user)
    if not inquiries.asked(user, inquiry):
        raise Denied("Wieder einbringen kann nur, wer gefragt hat.")
