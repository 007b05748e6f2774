"""Says who may bring something in beside its author (domain brief §2.2): who writes it, joins it, agrees to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied
from council.models import Membership, Organization

if TYPE_CHECKING:
    from council.audiences import Standing, Viewer
    from motions.models.movers import Moved


def edit(user: Viewer, moved: Moved) -> None:
    """Motions and amendments are written, shown round and withdrawn by their author."""
    if not _wrote(audiences.standing_of(user), moved):
        raise Denied(f"Das kann nur, wer den {moved.word} verfasst hat.")


def join(user: Viewer, moved: Moved) -> None:
    """Members of the assembly in the mover's faction may join, once the draft is shown to the faction."""
    standing = audiences.standing_of(user)
    if _wrote(standing, moved):
        raise Denied(f"Sie bringen den {moved.word} schon ein.")
    if not standing.member or moved.mover_id not in standing.factions:
        raise Denied("Mitzeichnen können Stadtverordnete derselben Fraktion.")


def agree(user: Viewer, faction: Organization) -> None:
    """For a faction that was asked to join, one of its members in the assembly agrees."""
    standing = audiences.standing_of(user)
    if not standing.member or faction.pk not in standing.factions:
        raise Denied("Für eine Fraktion stimmt eines ihrer Mitglieder zu.")


def read_rulings(user: Viewer, moved: Moved) -> None:
    """Reasons are read by those who brought it in, the office and the chair."""
    standing = audiences.standing_of(user)
    if standing.clerk or standing.chair or _wrote(standing, moved) or moved.mover_id in standing.factions:
        return
    raise Denied("Die Gründe lesen die Antragstellenden, das Büro und der Vorsitz.")


def runs_a_faction(standing: Standing) -> bool:
    """Whether this person runs the office of a faction (Geschäftsführung)."""
    seats = Membership.objects.current(on=standing.on).filter(person=standing.person_id)
    return seats.filter(organization__in=standing.factions, role__istartswith="Geschäftsf").exists()


def _wrote(standing: Standing, moved: Moved) -> bool:
    return standing.user_id is not None and moved.paper.owner_id == standing.user_id
