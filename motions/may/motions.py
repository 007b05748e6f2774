"""Says who may do what with a motion (domain brief §2.2): who writes it, hands it in, and judges it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied
from council.models import Organization
from council.states import BodyKind
from motions.may.movers import edit, read_rulings, runs_a_faction
from motions.may.rulings import examine, judge

if TYPE_CHECKING:
    from council.audiences import Standing, Viewer
    from motions.models import Motion

__all__ = ["draft", "edit", "examine", "judge", "read_rulings", "submit"]

BOARDS = (BodyKind.ADVISORY_BOARD, BodyKind.COMMISSION)


def draft(user: Viewer) -> None:
    """Members, factions, the Magistrat and boards bring motions in; the staff of a faction drafts them."""
    standing = audiences.standing_of(user)
    if standing.member or standing.factions or standing.executive or _on_a_board(standing):
        return
    raise Denied("Anträge stellen Stadtverordnete, Fraktionen, der Magistrat und die Beiräte.")


def submit(user: Viewer, motion: Motion) -> None:
    """Its author hands it in: for a faction whoever sits in the assembly or runs the faction's office."""
    edit(user, motion)
    standing = audiences.standing_of(user)
    if standing.member or standing.executive or _on_a_board(standing) or runs_a_faction(standing):
        return
    raise Denied("Für die Fraktion reicht ein Mitglied der Versammlung oder die Geschäftsführung ein.")


def _on_a_board(standing: Standing) -> bool:
    return Organization.objects.of_kind(*BOARDS).living().filter(pk__in=standing.bodies).exists()
