"""Says who may do what with a question of question time (GO §13; domain brief §2.2, §3.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from council import audiences
from council import may as ground
from council.may import Denied, be_clerk

if TYPE_CHECKING:
    from council.audiences import Viewer
    from motions.models import OralQuestion


def ask(user: Viewer) -> None:
    """Every member of the assembly may ask; factions and boards may not."""
    if not audiences.standing_of(user).member:
        raise Denied("In der Fragestunde fragen Stadtverordnete.")


def edit(user: Viewer, question: OralQuestion) -> None:
    """A question is written, handed in and withdrawn by whoever asks it."""
    standing = audiences.standing_of(user)
    if standing.user_id is None or question.paper.owner_id != standing.user_id:
        raise Denied("Das kann nur, wer die Frage stellt.")


def submit(user: Viewer, question: OralQuestion) -> None:
    """Its author hands it in while sitting on the assembly."""
    edit(user, question)
    ask(user)


def examine(user: Viewer, question: Any = None) -> None:
    """Admitting and returning is the assembly office's, for the chair."""
    be_clerk(user)


def judge(user: Viewer, question: Any = None) -> None:
    """Rejecting a question is the chair's."""
    if not audiences.standing_of(user).chair:
        raise Denied("Fragen weist der/die Stadtverordnetenvorsteher/in zurück.")


def call(user: Viewer, question: OralQuestion | None = None) -> None:
    """Whoever presides calls questions and notes what was answered and asked further."""
    ground.preside(user, question.meeting if question is not None else None)


def ask_for_writing(user: Viewer, question: OralQuestion) -> None:
    """A question not reached is answered in writing if whoever asked it wishes so; the chair notes the wish."""
    standing = audiences.standing_of(user)
    if standing.clerk or standing.presides(question.meeting_id):
        return
    if standing.person_id is None or question.asker_id != standing.person_id:
        raise Denied("Eine schriftliche Antwort verlangt, wer die Frage gestellt hat.")


def answer(user: Viewer, question: Any = None) -> None:
    """The Magistrat and its offices answer in writing; the office enters what came on paper."""
    standing = audiences.standing_of(user)
    if not (standing.administration or standing.clerk):
        raise Denied("Fragen beantwortet der Magistrat.")


def read_rulings(user: Viewer, question: OralQuestion) -> None:
    """Why a question was rejected is read by whoever asked it, the office and the chair."""
    standing = audiences.standing_of(user)
    if standing.clerk or standing.chair:
        return
    edit(user, question)
