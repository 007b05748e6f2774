"""Acts on citizens' assemblies drawn by lot."""

from __future__ import annotations

from collections.abc import Sequence

from council import journal
from council.actions import meetings
from council.may import manage_bodies
from council.models import Meeting, User
from motions.models import PanelBlock, PanelSession, SortitionProcess


@journal.act
def record(
    process: SortitionProcess,
    *,
    sessions: Sequence[tuple[Meeting, int | None]],
    blocks: Sequence[str] = (),
    by: User | None,
) -> SortitionProcess:
    """Enter what is known of a panel: the draw, its blocks, and its sessions with the number of their block or None."""
    if by is not None:
        manage_bodies(by)
    process.save(force_insert=True)
    kept = [
        PanelBlock.objects.create(process=process, number=number, subject=subject)
        for number, subject in enumerate(blocks, start=1)
    ]
    for number, (meeting, block) in enumerate(sessions, start=1):
        meetings.plan(meeting, by=by)
        PanelSession.objects.create(
            process=process, number=number, meeting=meeting, block=kept[block - 1] if block else None
        )
    journal.record("panel.recorded", process, by=by, sessions=len(sessions))
    return process
