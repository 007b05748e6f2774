"""Says who may do what with a promise (Zusage)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied

if TYPE_CHECKING:
    from council.audiences import Viewer


def keep(user: Viewer, promise: Any = None) -> None:
    """Whoever presides records promises, says what became of them and puts them before the body again."""
    standing = audiences.standing_of(user)
    if not (standing.clerk or standing.chair):
        raise Denied("Zusagen hält die Sitzungsleitung oder das Büro der Stadtverordnetenversammlung fest.")
