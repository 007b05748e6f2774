"""Says who objects to a resolution, and who records what became of it (HGO §63)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, be_clerk

if TYPE_CHECKING:
    from council.audiences import Viewer


def suspend(user: Viewer, paper: Any = None) -> None:
    """The mayor objects to a resolution, or the Magistrat (HGO §63)."""
    if not audiences.standing_of(user).executive:
        raise Denied("Einem Beschluss widersprechen kann nur die Oberbürgermeisterin oder der Oberbürgermeister.")


def record_outcome(user: Viewer, objection: Any = None) -> None:
    """The assembly office records how the assembly voted again and what a court said."""
    be_clerk(user)
