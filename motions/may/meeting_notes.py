"""Says who writes unofficial notes from a meeting, and who takes them away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council import audiences
from council.may import Denied, allowed
from council.models import Meeting
from council.states import Audience
from motions.models import MeetingNote

if TYPE_CHECKING:
    from council.audiences import Viewer


__all__ = ["Denied", "allowed"]


def write(user: Viewer, meeting: Meeting) -> None:
    """Members of the assembly and of the body that met write notes of their own."""
    standing = audiences.standing_of(user)
    if not (standing.member or meeting.organization_id in standing.bodies):
        raise Denied("Notizen zu einer Sitzung schreiben Mitglieder der Gremien.")


def change(user: Viewer, note: MeetingNote) -> None:
    """Notes are changed by whoever wrote them; those that came with a paper stay as they are."""
    standing = audiences.standing_of(user)
    if note.paper_id is not None or standing.user_id is None or note.owner_id != standing.user_id:
        raise Denied("Diese Notizen ändert nur, wer sie geschrieben hat.")


def withdraw(user: Viewer, note: MeetingNote) -> None:
    """Whoever wrote them; what everyone can read the assembly office may take away as well."""
    standing = audiences.standing_of(user)
    if standing.clerk and note.paper_id is None and note.audience == Audience.PUBLIC:
        return
    change(user, note)
