"""Says who may do what with the proposal of a district council: its chair writes it, the assembly has it read out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied
from council.models import Membership
from council.states import BodyKind
from motions.may import treating
from motions.may.rulings import examine

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from council.audiences import Standing, Viewer
    from council.models import Organization
    from motions.models import DistrictProposal

__all__ = ["draft", "edit", "examine", "heads", "read_out", "write_for"]


def draft(user: Viewer) -> None:
    """Proposals of a district council are brought in by its chair (Ortsvorsteher/in, HGO §82(5))."""
    if not heads(audiences.standing_of(user)).exists():
        raise Denied("Vorschläge eines Ortsbeirats bringt der/die Ortsvorsteher/in ein.")


def write_for(user: Viewer, council: Organization) -> None:
    """For a district council writes its own chair."""
    if not heads(audiences.standing_of(user)).filter(organization=council).exists():
        raise Denied("Vorschläge eines Ortsbeirats bringt der/die Ortsvorsteher/in ein.")


def edit(user: Viewer, proposal: DistrictProposal) -> None:
    """Its author writes it, hands it in and withdraws it, as long as they head the council."""
    if proposal.paper.owner_id is None or proposal.paper.owner_id != audiences.standing_of(user).user_id:
        raise Denied("Das kann nur, wer den Vorschlag verfasst hat.")
    write_for(user, proposal.council)


def read_out(user: Viewer, proposal: DistrictProposal | None = None) -> None:
    """That a statement was read out is recorded by whoever runs the meeting."""
    treating.lead(user, proposal.paper if proposal is not None else None)


def heads(standing: Standing) -> QuerySet[Membership]:
    """The seats by which this person heads a district council; their deputies head it only in their stead."""
    seats = Membership.objects.current(on=standing.on).filter(person=standing.person_id, organization__deleted_at=None)
    seats = seats.filter(organization__kind=BodyKind.DISTRICT_COUNCIL, role__istartswith="Ortsvorsteher")
    return seats if standing.person_id is not None else seats.none()
