"""Says who may do what with a petition (GO §20a; domain brief §3.9). Anybody may hand one in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, be_clerk

if TYPE_CHECKING:
    from council.audiences import Viewer


def handle(user: Viewer, petition: Any = None) -> None:
    """Acknowledging, examining, referring, releasing and answering is the assembly office's, for the chair."""
    be_clerk(user)


def state(user: Viewer, petition: Any = None) -> None:
    """The Magistrat gives its statement; the office enters one that came on paper."""
    standing = audiences.standing_of(user)
    if not (standing.executive or standing.clerk):
        raise Denied("Zu Eingaben nimmt der Magistrat Stellung.")
