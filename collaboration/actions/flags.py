"""The act of reporting a note, open to everyone."""

from __future__ import annotations

from datetime import datetime

from collaboration import deadlines, may
from collaboration.models import Flag, Note
from council import journal, life
from council.models import User


@journal.act
def report(
    note: Note,
    *,
    ground: str,
    explanation: str,
    name: str,
    email: str,
    by: User | None,
    at: datetime,
) -> Flag:
    """Report a note: moderation has to decide in time, and its receipt tells the reporter what came of it."""
    note = life.lock(note)
    may.flag(by, note)
    made = Flag.objects.create(
        note=note,
        ground=ground,
        explanation=explanation,
        name=name,
        email=email,
        made_by=by,
        made_at=at,
        due_at=deadlines.of_flag(at, ground=ground),
    )
    journal.record("flag.raised", made, by=by, note=note.pk, ground=ground)
    return made
