"""Says who may do what with a notice (Mitteilung, Bericht): the Magistrat and the offices write and release it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied

if TYPE_CHECKING:
    from council.audiences import Viewer
    from council.models import Organization
    from documents.models import Paper


def draft(user: Viewer) -> None:
    """Notices are written by the Magistrat and the offices of the town."""
    if not audiences.standing_of(user).administration:
        raise Denied("Mitteilungen und Berichte schreiben der Magistrat und die Ämter der Stadt.")


def write_for(user: Viewer, sender: Organization) -> None:
    """For an office, or the Magistrat, writes whoever belongs to it."""
    draft(user)
    if sender.pk not in audiences.standing_of(user).bodies:
        raise Denied("Für eine Stelle schreibt, wer ihr angehört.")


def edit(user: Viewer, paper: Paper) -> None:
    """Its author writes and releases it."""
    if paper.owner_id is None or paper.owner_id != audiences.standing_of(user).user_id:
        raise Denied("Das kann nur, wer die Mitteilung verfasst hat.")
    draft(user)


def withdraw(user: Viewer, paper: Paper) -> None:
    """Its author, or the Magistrat, withdraws it."""
    standing = audiences.standing_of(user)
    own = standing.user_id is not None and paper.owner_id == standing.user_id
    if not (standing.executive or (own and standing.administration)):
        raise Denied("Zurückziehen kann eine Mitteilung, wer sie verfasst hat, oder der Magistrat.")
