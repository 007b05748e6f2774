"""Says who gives out the tasks of a resolution, who reports of them, and who says that it is carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, be_clerk
from motions.models import ResolutionTask

if TYPE_CHECKING:
    from council.audiences import Viewer


def keep(user: Viewer, thing: Any = None) -> None:
    """The assembly office gives tasks out, changes and reopens them, and confirms that a paper is carried out."""
    be_clerk(user)


def report(user: Viewer, task: ResolutionTask) -> None:
    """The lead office reports, or the Magistrat for it."""
    standing = audiences.standing_of(user)
    if not (standing.executive or task.office_id in standing.bodies):
        raise Denied("Über diesen Auftrag berichtet das federführende Amt oder der Magistrat.")
