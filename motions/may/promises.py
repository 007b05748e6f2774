"""Says who may do what with a promise (Zusage)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied
from council.models import Meeting

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import Promise


def keep(user: Viewer, thing: Promise | Meeting | None = None) -> None:
    """Whoever presides records promises, says what became of them and puts them before the body again.

    A deputy does so for the meeting they lead: `thing` is that meeting, or a promise made in it.
    """
    standing = audiences.standing_of(user)
    led = bool(standing.led) and (thing is None or _made_in(thing) in standing.led)
    if not (standing.clerk or standing.chair or led):
        raise Denied("Zusagen hält die Sitzungsleitung oder das Büro der Stadtverordnetenversammlung fest.")


def _made_in(thing: Promise | Meeting) -> int | None:
    """The meeting, by its primary key."""
    if isinstance(thing, Meeting):
        return thing.pk
    return thing.item.meeting_id if thing.item is not None else None
