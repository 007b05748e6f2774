"""Says who may do what with a motion (domain brief §2.2): who writes it, joins it, hands it in, and judges it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied
from council.models import Membership, Organization
from council.states import BodyKind
from motions.may.rulings import examine, judge

if TYPE_CHECKING:
    from council.audiences import Standing, Viewer
    from motions.models import Motion

__all__ = ["agree", "draft", "edit", "examine", "join", "judge", "read_rulings", "submit"]

BOARDS = (BodyKind.ADVISORY_BOARD, BodyKind.COMMISSION)


def draft(user: Viewer) -> None:
    """Members, factions, the Magistrat and boards bring motions in; the staff of a faction drafts them."""
    standing = audiences.standing_of(user)
    if standing.member or standing.factions or standing.executive or _on_a_board(standing):
        return
    raise Denied("Anträge stellen Stadtverordnete, Fraktionen, der Magistrat und die Beiräte.")


def edit(user: Viewer, motion: Motion) -> None:
    """A motion is written, shown round and withdrawn by its author."""
    standing = audiences.standing_of(user)
    if standing.user_id is None or motion.paper.owner_id != standing.user_id:
        raise Denied("Das kann nur, wer den Antrag verfasst hat.")


def submit(user: Viewer, motion: Motion) -> None:
    """Its author hands it in: for a faction whoever sits in the assembly or runs the faction's office."""
    edit(user, motion)
    standing = audiences.standing_of(user)
    if standing.member or standing.executive or _on_a_board(standing) or runs_a_faction(standing):
        return
    raise Denied("Für die Fraktion reicht ein Mitglied der Versammlung oder die Geschäftsführung ein.")


def join(user: Viewer, motion: Motion) -> None:
    """Members of the assembly in the mover's faction may join, once the draft is shown to the faction."""
    standing = audiences.standing_of(user)
    if motion.paper.owner_id == standing.user_id:
        raise Denied("Sie bringen den Antrag schon ein.")
    if not standing.member or motion.mover_id not in standing.factions:
        raise Denied("Mitzeichnen können Stadtverordnete derselben Fraktion.")


def agree(user: Viewer, faction: Organization) -> None:
    """For a faction that was asked to join, one of its members in the assembly agrees."""
    standing = audiences.standing_of(user)
    if not standing.member or faction.pk not in standing.factions:
        raise Denied("Für eine Fraktion stimmt eines ihrer Mitglieder zu.")


def read_rulings(user: Viewer, motion: Motion) -> None:
    """Reasons are read by those who brought the motion in, the office and the chair."""
    standing = audiences.standing_of(user)
    if standing.clerk or standing.chair or _brought_in(standing, motion):
        return
    raise Denied("Die Gründe lesen die Antragstellenden, das Büro und der Vorsitz.")


def _brought_in(standing: Standing, motion: Motion) -> bool:
    if standing.user_id is None:
        return False
    return motion.paper.owner_id == standing.user_id or motion.mover_id in standing.factions


def _on_a_board(standing: Standing) -> bool:
    return Organization.objects.of_kind(*BOARDS).living().filter(pk__in=standing.bodies).exists()


def runs_a_faction(standing: Standing) -> bool:
    """Whether this person runs the office of a faction (Geschäftsführung)."""
    seats = Membership.objects.current(on=standing.on).filter(person=standing.person_id)
    return seats.filter(organization__in=standing.factions, role__istartswith="Geschäftsf").exists()
