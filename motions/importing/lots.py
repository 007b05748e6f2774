"""Enters a citizens' assembly drawn by lot: the body, its draw, its blocks, and sessions that have no day yet."""

from __future__ import annotations

from council.models import Meeting
from council.states import BodyKind
from motions.actions import panels
from motions.importing import publicity
from motions.importing.plain.decided import FileDecision
from motions.importing.plain.tables import DecisionProblem
from motions.importing.register import Register, kind_of
from motions.models import SortitionProcess


def enter(decision: FileDecision, *, register: Register) -> str:
    """Enter the decided body and its panel once; returns a German sentence if the panel was there before, else ""."""
    if decision.body is None:
        if decision.sortition or decision.sessions:
            raise DecisionProblem(f"Entscheidung zu „{decision.name}“: Zum Losverfahren fehlt das Gremium („body“).")
        return ""
    kind = kind_of(decision.body.name) or kind_of(decision.body.classification) or BodyKind.OTHER
    body = register.organization(decision.body.name, kind=kind, classification=decision.body.classification)
    if body is None or not (decision.sortition or decision.sessions):
        return ""
    if SortitionProcess.objects.filter(organization=body).exists():
        return f"Das Losverfahren zu „{body}“ ist schon erfasst und bleibt, wie es ist."
    drawn = decision.sortition
    process = SortitionProcess(
        organization=body,
        letters_sent=drawn.letters if drawn else None,
        target_size=drawn.seats if drawn else None,
        actual_size=drawn.actual_seats if drawn else None,
        begins=(drawn.begins if drawn else None) or "",
        ends=(drawn.ends if drawn else None) or "",
    )
    circle = publicity.of(decision.body.audience, body=body)
    count = decision.sessions.count if decision.sessions else 0
    sessions = [
        Meeting(organization=body, number=number, name=f"{number}. Sitzung", owner=register.by, **circle.fields())
        for number in range(1, count + 1)
    ]
    panels.record(process, sessions=[(session, None) for session in sessions], blocks=_blocks(decision), by=register.by)
    return ""


def _blocks(decision: FileDecision) -> list[str]:
    """What each block is about, "" where nobody said; which session lies in which stays unknown."""
    if decision.sessions is None or decision.sessions.blocks is None:
        return []
    return [*decision.sessions.subjects, *[""] * decision.sessions.blocks][: decision.sessions.blocks]
