"""Says who moves in procedure, who puts such motions, and who takes them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied, allowed, preside
from council.models import AgendaItem, Meeting
from motions import procedural

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import ProceduralMotion


def move(user: Viewer, meeting: Meeting, item: AgendaItem | None = None) -> None:
    """A member who is there with a vote moves in procedure; whoever is barred from the item does not (HGO §25)."""
    person = audiences.standing_of(user).person_id
    if person is None or not procedural.movers(meeting, item=item).filter(pk=person).exists():
        raise Denied("Anträge zur Geschäftsordnung stellen die anwesenden Mitglieder mit Stimmrecht.")


def put(user: Viewer, meeting: Meeting) -> None:
    """The chair puts procedural motions and says what became of them; the assembly office enters it (HGO §58(4))."""
    preside(user, meeting)


def withdraw(user: Viewer, motion: ProceduralMotion) -> None:
    """Whoever moved takes the motion back; the chair records that it was."""
    person = audiences.standing_of(user).person_id
    if person is not None and person == motion.mover_id:
        return
    if not allowed(preside, user, motion.meeting):
        raise Denied("Zurückziehen kann einen Antrag nur, wer ihn gestellt hat.")
