"""Says who may do what with an amendment (domain brief §2.2): who writes it, takes it over, judges and orders it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences, may
from council.may import Denied
from council.models import Organization
from documents.models import Paper
from documents.states import PaperType
from motions.may import treating
from motions.may.motions import BOARDS
from motions.may.movers import edit, read_rulings, runs_a_faction

if TYPE_CHECKING:
    from council.audiences import Standing, Viewer
    from motions.models import Amendment

__all__ = ["draft", "edit", "examine", "judge", "order", "read_rulings", "submit", "take_over"]


def draft(user: Viewer, main: Paper) -> None:
    """Members, factions and the Magistrat amend every text, a board its own alone; staff of a faction drafts."""
    standing = audiences.standing_of(user)
    if standing.member or standing.factions or standing.executive or _of_own_board(standing, main):
        return
    raise Denied(
        "Änderungsanträge stellen Stadtverordnete, Fraktionen und der Magistrat, ein Beirat zu seinen eigenen Anträgen."
    )


def submit(user: Viewer, amendment: Amendment) -> None:
    """Its author hands it in: for a faction whoever sits in the assembly or runs the faction's office."""
    edit(user, amendment)
    standing = audiences.standing_of(user)
    if standing.member or standing.executive or runs_a_faction(standing):
        return
    if amendment.paper.superordinate is not None and _of_own_board(standing, amendment.paper.superordinate):
        return
    raise Denied("Für die Fraktion reicht ein Mitglied der Versammlung oder die Geschäftsführung ein.")


def examine(user: Viewer, amendment: Amendment | None = None) -> None:
    """Admitting and returning is the assembly office's, for the chair."""
    may.be_clerk(user)


def judge(user: Viewer, amendment: Amendment | None = None) -> None:
    """Refusing an amendment as inadmissible is the chair's."""
    if not audiences.standing_of(user).chair:
        raise Denied("Das entscheidet der/die Stadtverordnetenvorsteher/in.")


def order(user: Viewer, main: Paper | None = None) -> None:
    """Ranks are fixed and votes are led by whoever presides (rulebook: amendment.rank_decider)."""
    treating.lead(user, main)


def take_over(user: Viewer, amendment: Amendment) -> None:
    """Whoever brought the main text in takes an amendment over; said in the meeting, the presidency records it."""
    standing = audiences.standing_of(user)
    main = amendment.paper.superordinate
    if may.allowed(treating.lead, user, main) or (main is not None and _moved(standing, main)):
        return
    raise Denied("Übernehmen kann den Änderungsantrag nur, wer den Hauptantrag eingebracht hat.")


def _moved(standing: Standing, main: Paper) -> bool:
    """Whether this person stands for those who brought the main text in."""
    if standing.user_id is None:
        return False
    if main.owner_id == standing.user_id:
        return True
    if main.paper_type == PaperType.EXECUTIVE_PROPOSAL:
        return standing.executive
    brought = main.originators.filter(organization__in=standing.factions if standing.member else ())
    return brought.exists() or main.originators.filter(person=standing.person_id, person__isnull=False).exists()


def _of_own_board(standing: Standing, main: Paper) -> bool:
    """Whether the main text is that of a board this person sits on."""
    boards = Organization.objects.of_kind(*BOARDS).living().filter(pk__in=standing.bodies)
    return main.originators.filter(organization__in=boards).exists()
