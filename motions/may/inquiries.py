"""Says who may do what with an inquiry (HGO §50(2))."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from council import audiences
from council.may import Denied, be_clerk

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import Inquiry


def ask(user: Viewer) -> None:
    """Every member of the assembly and every faction may ask the Magistrat."""
    standing = audiences.standing_of(user)
    if not (standing.member or standing.factions):
        raise Denied("Anfragen stellen Stadtverordnete und Fraktionen.")


def submit(user: Viewer, inquiry: Inquiry) -> None:
    """Its author hands it in."""
    ask(user)
    if inquiry.paper.owner_id != audiences.standing_of(user).user_id:
        raise Denied("Einreichen kann nur, wer die Anfrage verfasst hat.")


def handle(user: Viewer, inquiry: Any = None) -> None:
    """Admitting, referring and passing on to the Magistrat is the assembly office's."""
    be_clerk(user)


def answer(user: Viewer, inquiry: Any = None) -> None:
    """The Magistrat and its offices answer; the assembly office records oral answers."""
    standing = audiences.standing_of(user)
    if not (standing.administration or standing.clerk):
        raise Denied("Anfragen beantwortet der Magistrat.")


def set_status(user: Viewer, inquiry: Any = None) -> None:
    """What became of a question is set by a human in the assembly office."""
    be_clerk(user)


def correct_links(user: Viewer, inquiry: Any = None) -> None:
    """Which passage answers which question, and who asked further, is set right by the assembly office."""
    be_clerk(user)


def extend(user: Viewer, inquiry: Any = None) -> None:
    """The chair grants more time on the Magistrat's wish; the office records it."""
    standing = audiences.standing_of(user)
    if not (standing.chair or standing.clerk):
        raise Denied("Fristen verlängert der/die Stadtverordnetenvorsteher/in.")


def follow_up(user: Viewer, inquiry: Any = None) -> None:
    """Members and boards with the right to speak may ask further."""
    standing = audiences.standing_of(user)
    if not (standing.member or standing.bodies or standing.factions):
        raise Denied("Nachfragen stellen Mitglieder der Gremien.")


def close(user: Viewer, inquiry: Any = None) -> None:
    """The assembly office closes an inquiry, unless a written answer is still outstanding."""
    be_clerk(user)


def dispute(user: Viewer, inquiry: Inquiry) -> None:
    """Whoever asked may say that it was not answered."""
    if not asked(user, inquiry):
        raise Denied("Widersprechen kann nur, wer gefragt hat.")


def asked(user: Viewer, inquiry: Inquiry) -> bool:
    """Say whether this person, or a faction of theirs, asked."""
    standing = audiences.standing_of(user)
    if standing.user_id is None:
        return False
    if inquiry.paper.owner_id == standing.user_id:
        return True
    mine = Q(organization__in=standing.factions)
    if standing.person_id is not None:
        mine |= Q(person=standing.person_id)
    return inquiry.paper.originators.filter(mine).exists()
