"""Says who may do what with a Magistratsvorlage (domain brief §3.4): offices write and co-sign, the Magistrat rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council.may import Denied
from motions.may.rulings import examine

if TYPE_CHECKING:
    from council.audiences import Viewer
    from council.models import Organization
    from motions.models import CoSignature, Proposal

__all__ = ["cosign", "decide", "draft", "edit", "examine", "read_chain", "revise", "submit", "withdraw", "write_for"]


def draft(user: Viewer) -> None:
    """Magistratsvorlagen are written by the Magistrat and the offices of the town."""
    if not audiences.standing_of(user).administration:
        raise Denied("Magistratsvorlagen schreiben der Magistrat und die Ämter der Stadt.")


def write_for(user: Viewer, office: Organization) -> None:
    """For an office writes whoever belongs to it."""
    draft(user)
    if office.pk not in audiences.standing_of(user).bodies:
        raise Denied("Für eine Stelle schreibt, wer ihr angehört.")


def edit(user: Viewer, proposal: Proposal) -> None:
    """Its author writes it, sends it round, takes it back and presents it, as long as they belong to its office."""
    standing = audiences.standing_of(user)
    if standing.user_id is None or proposal.paper.owner_id != standing.user_id:
        raise Denied("Das kann nur, wer die Vorlage verfasst hat.")
    write_for(user, proposal.office)


def cosign(user: Viewer, cosignature: CoSignature) -> None:
    """For an office co-signs or objects whoever belongs to it."""
    if cosignature.office_id not in audiences.standing_of(user).bodies:
        raise Denied("Für eine Stelle zeichnet mit, wer ihr angehört.")


def decide(user: Viewer, proposal: Any = None) -> None:
    """What the Magistrat resolved is recorded by the Magistrat."""
    if not audiences.standing_of(user).executive:
        raise Denied("Was der Magistrat beschlossen hat, trägt der Magistrat ein.")


def submit(user: Viewer, proposal: Any = None) -> None:
    """Into the assembly it is brought by the Magistrat."""
    if not audiences.standing_of(user).executive:
        raise Denied("In die Stadtverordnetenversammlung bringt eine Vorlage nur der Magistrat ein.")


def withdraw(user: Viewer, proposal: Any = None) -> None:
    """Only the Magistrat withdraws it."""
    if not audiences.standing_of(user).executive:
        raise Denied("Eine Magistratsvorlage zieht nur der Magistrat zurück.")


def revise(user: Viewer, proposal: Any = None) -> None:
    """Only the Magistrat files a revised version (Neufassung) under the same number."""
    if not audiences.standing_of(user).executive:
        raise Denied("Eine Neufassung legt nur der Magistrat vor.")


def read_chain(user: Viewer, proposal: Any = None) -> None:
    """Who co-signed and who objected is the administration's own matter (domain brief §5.1)."""
    if not audiences.standing_of(user).administration:
        raise Denied("Die Mitzeichnung lesen der Magistrat und die Ämter.")
