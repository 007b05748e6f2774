"""Says who may judge a paper that was handed in, and who reads the reasons (domain brief §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, be_clerk
from documents.states import PaperState

if TYPE_CHECKING:
    from council.audiences import Viewer
    from documents.models import Paper

JUDGED = (PaperState.SUBMITTED, PaperState.INADMISSIBLE)


def examine(user: Viewer, paper: Any = None) -> None:
    """Admitting, returning and referring is the assembly office's, for the chair."""
    be_clerk(user)


def judge(user: Viewer, paper: Any = None) -> None:
    """Refusing a paper as inadmissible is the chair's."""
    if not audiences.standing_of(user).chair:
        raise Denied("Das entscheidet der/die Stadtverordnetenvorsteher/in.")


def read(user: Viewer, paper: Paper) -> None:
    """Reasons are read by whoever brought the paper in, by the office and the chair."""
    standing = audiences.standing_of(user)
    if standing.clerk or standing.chair or (standing.user_id is not None and paper.owner_id == standing.user_id):
        return
    bodies = standing.factions | standing.bodies
    if not paper.originators.filter(organization__in=bodies).exists():
        raise Denied("Die Gründe lesen die Einbringenden, das Büro und der Vorsitz.")
