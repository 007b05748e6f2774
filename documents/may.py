"""Says who may do what with papers, consultations and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied, allowed, be_clerk, be_signed_in

if TYPE_CHECKING:
    from council.audiences import Viewer
    from documents.models import File, Paper

__all__ = ["Denied", "allowed", "be_clerk", "be_signed_in"]


def record(user: Viewer) -> None:
    """Entering past matter (Altvorgang erfassen) is the assembly office's."""
    be_clerk(user)


def write(user: Viewer, paper: Paper | None = None) -> None:
    """A draft is written by its author; the assembly office writes what it recorded."""
    standing = audiences.standing_of(user)
    if standing.user_id is None:
        raise Denied("Bitte zuerst anmelden.")
    if paper is None or paper.owner_id == standing.user_id or (standing.clerk and paper.state != "draft"):
        return
    raise Denied("Diesen Text bearbeitet nur, wer ihn verfasst hat.")


def submit(user: Viewer, paper: Paper) -> None:
    """A paper is handed in by its author, who sits on the assembly, in a faction, the Magistrat or a board."""
    standing = audiences.standing_of(user)
    if paper.owner_id != standing.user_id:
        raise Denied("Einreichen kann nur, wer den Entwurf verfasst hat.")
    if not (standing.member or standing.executive or standing.factions or standing.bodies):
        raise Denied("Vorlagen reichen Mitglieder der Gremien, Fraktionen und der Magistrat ein.")


def examine(user: Viewer, paper: Any = None) -> None:
    """Admitting, returning, numbering and publishing papers is the assembly office's."""
    be_clerk(user)


def withdraw(user: Viewer, paper: Paper) -> None:
    """Whoever brought a paper in may withdraw it."""
    standing = audiences.standing_of(user)
    if standing.user_id is not None and paper.owner_id == standing.user_id:
        return
    raise Denied("Zurückziehen kann nur, wer die Vorlage eingebracht hat.")


def attach(user: Viewer, paper: Any = None) -> None:
    """Files are attached by the assembly office, and by the author while the paper is a draft."""
    standing = audiences.standing_of(user)
    if standing.clerk:
        return
    if paper is not None and paper.state == "draft" and paper.owner_id == standing.user_id:
        return
    raise Denied("Dateien fügt das Büro der Stadtverordnetenversammlung hinzu.")


def publish(user: Viewer, thing: Paper | File | None = None) -> None:
    """Publishing is an act of its own and the assembly office's."""
    be_clerk(user)
