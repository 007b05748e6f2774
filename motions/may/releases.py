"""Says who announces a resolution that was taken in closed session (HGO §52(2)): two of the assembly office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, allowed, be_clerk
from motions.models import ResolutionRelease

if TYPE_CHECKING:
    from council.audiences import Viewer

__all__ = ["Denied", "allowed"]


def propose(user: Viewer, thing: Any = None) -> None:
    """The wording for the public is proposed by the assembly office."""
    be_clerk(user)


def release(user: Viewer, proposal: ResolutionRelease) -> None:
    """A second person of the office checks the wording and releases it."""
    be_clerk(user)
    if audiences.standing_of(user).user_id == proposal.proposed_by_id:
        raise Denied(
            "Vier Augen: Bekannt gibt es eine zweite Person des Büros, nicht wer den Wortlaut vorgeschlagen hat."
        )
