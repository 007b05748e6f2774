"""Says who confirms a result and who makes the extract of a resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, be_clerk
from council.models import AgendaItem, Membership
from council.states import BodyKind

if TYPE_CHECKING:
    from council.audiences import Viewer

_CHAIRING = ("Vorsitz", "Stadtverordnetenvorsteher", "Ortsvorsteher", "Ausschussvorsitz")


def confirm(user: Viewer, item: AgendaItem) -> None:
    """A result is established by whoever presides: the chair of the body, or of the assembly (HGO §54, §61)."""
    standing = audiences.standing_of(user)
    meeting = item.meeting
    if standing.presides(meeting.pk):
        return
    if standing.person_id is not None and meeting.organization is not None:
        seats = Membership.objects.current(on=standing.on).filter(
            person=standing.person_id, organization=meeting.organization
        )
        of_assembly = meeting.organization.kind == BodyKind.ASSEMBLY
        if not of_assembly and any(seat.role.startswith(_CHAIRING) for seat in seats):
            return
    raise Denied("Ein Ergebnis bestätigt die Sitzungsleitung.")


def make(user: Viewer, thing: Any = None) -> None:
    """Extracts are made by the assembly office."""
    be_clerk(user)
