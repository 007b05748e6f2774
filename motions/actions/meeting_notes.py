"""Acts on unofficial notes from meetings."""

from __future__ import annotations

from django.utils import timezone

from council import journal
from council.may import be_clerk
from council.models import User
from motions.models import MeetingNote


@journal.act
def record(note: MeetingNote, *, by: User | None) -> MeetingNote:
    """Enter notes on how a paper was treated that say nothing certain of an answer; they are never minutes."""
    if by is not None:
        be_clerk(by)
        note.owner = note.owner or by
    now = timezone.now()
    note.created_at, note.modified_at = now, now
    note.full_clean(validate_unique=False)
    note.save(force_insert=True)
    journal.record("meeting_note.recorded", note, by=by)
    return note
