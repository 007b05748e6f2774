"""Says who may do what with a citizens' report and its recommendations (domain brief §3.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, be_clerk
from council.models import Membership
from council.states import BodyKind

if TYPE_CHECKING:
    from council.audiences import Viewer
    from council.models import Organization

FACILITATING = ("moderation", "begleitung", "geschäftsstelle")  # how the role of whoever runs a panel begins


def keep(user: Viewer, panel: Organization) -> None:
    """A report is put together by the neutral team that runs the panel, or by the assembly office."""
    standing = audiences.standing_of(user)
    if standing.clerk or (panel.pk in standing.bodies and _facilitates(standing.person_id, panel, on=standing.on)):
        return
    raise Denied("Das Gutachten führt das Team, das den Bürgerrat begleitet, oder das Büro.")


def hand_over(user: Viewer, report: Any = None) -> None:
    """The assembly office takes the report over, for the chair; from then on the answers are owed."""
    be_clerk(user)


def answer(user: Viewer, report: Any = None) -> None:
    """The Magistrat answers recommendations; the office enters what came on paper."""
    standing = audiences.standing_of(user)
    if not (standing.executive or standing.clerk):
        raise Denied("Auf Empfehlungen antwortet der Magistrat.")


def _facilitates(person: int | None, panel: Organization, *, on: Any) -> bool:
    if panel.kind != BodyKind.PANEL:
        return False
    seats = Membership.objects.current(on=on).filter(person=person, organization=panel).values_list("role", flat=True)
    return any(role.lower().startswith(FACILITATING) for role in seats)
