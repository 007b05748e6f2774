"""Says who may do what with a political programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied, be_clerk

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import Programme


def lay_out(user: Viewer, programme: Programme | None = None) -> None:
    """Making a programme of a paper and saying who keeps it is the assembly office's."""
    be_clerk(user)


def keep(user: Viewer, programme: Programme) -> None:
    """What became of the goals is said by the office and by the members of the body that keeps the programme."""
    standing = audiences.standing_of(user)
    if standing.clerk or programme.keeper_id in standing.bodies | standing.factions:
        return
    raise Denied("Den Stand der Ziele pflegt das Büro der Stadtverordnetenversammlung oder wer das Programm betreut.")
