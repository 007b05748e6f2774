"""The act by which a body adopts its agenda once every proposal about it was decided."""

from __future__ import annotations

from council import journal, life, may
from council.actions import adoption as ground
from council.law import procedure
from council.models import AgendaRevision, Meeting, User
from motions.models import ProceduralMotion


@journal.act
def adopt(meeting: Meeting, *, by: User, version: int | None = None) -> AgendaRevision:
    """Keep the agenda as the body adopted it; WrongState while a proposal about it waits, whoever may read that."""
    meeting = life.lock(meeting, version=version)
    may.preside(by, meeting)
    about = [str(kind) for kind in procedure.OF_THE_AGENDA]
    if ProceduralMotion.objects.pending().filter(meeting=meeting, kind__in=about).exists():
        raise life.WrongState("Über einen Vorschlag zur Tagesordnung ist noch nicht entschieden.")
    return ground.adopt(meeting, by=by)
