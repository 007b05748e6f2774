"""Acts on unofficial notes from meetings ("ohne Gewähr"); they are never minutes."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life
from council.may import be_clerk
from council.models import Meeting, Organization, User
from motions.may import meeting_notes as may
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


@journal.act
def write(
    meeting: Meeting, *, heading: str, text: str, audience: str, organization: Organization | None, by: User
) -> MeetingNote:
    """Write notes of one's own beside the minutes of a meeting, for a circle that is named before."""
    may.write(by, meeting)
    now = timezone.now()
    note = MeetingNote(
        meeting=meeting,
        heading=heading,
        text=text,
        audience=audience,
        audience_organization=organization,
        owner=by,
        created_at=now,
        modified_at=now,
    )
    note.full_clean(validate_unique=False)
    note.save(force_insert=True)
    journal.record("meeting_note.written", note, by=by, room=meeting.room)
    return note


@journal.act
def change(
    note: MeetingNote,
    *,
    heading: str,
    text: str,
    audience: str,
    organization: Organization | None,
    version: int,
    by: User,
) -> MeetingNote:
    """Change one's own notes, or who reads them; a form made from an older state is refused (Stale)."""
    note = life.lock(note, version=version)
    may.change(by, note)
    note.heading, note.text = heading, text
    note.audience, note.audience_organization = audience, organization
    life.touch(note, fields=("heading", "text", "audience", "audience_organization"))
    journal.record("meeting_note.changed", note, by=by, room=note.meeting.room if note.meeting else "")
    return note


@journal.act
def withdraw(note: MeetingNote, *, by: User) -> MeetingNote:
    """Take one's own notes away; the assembly office may take away what everyone can read."""
    note = life.lock(note)
    may.withdraw(by, note)
    note.deleted_at = timezone.now()
    life.touch(note, fields=("deleted_at",))
    journal.record("meeting_note.withdrawn", note, by=by, room=note.meeting.room if note.meeting else "")
    return note
