"""Acts on the public notice of meetings."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from council import invited, journal, life, may
from council.models import Announcement, Meeting, User
from council.states import Audience


@journal.act
def announce(meeting: Meeting, *, on: date, where: str, by: User | None) -> Announcement:
    """Enter when and where the meeting was made known with the agenda sent last; it stands on its page for everyone.

    Entered again, the newest counts; the earlier ones are kept.
    """
    meeting = life.lock(meeting)
    if by is not None:
        may.manage_agenda(by, meeting)
    revisions = invited.sent(meeting)
    if not revisions:
        raise life.WrongState("Bekannt gemacht wird die Tagesordnung, mit der eingeladen ist. Bitte zuerst einladen.")
    if meeting.audience != Audience.PUBLIC:
        raise life.WrongState("Eine nichtöffentliche Sitzung wird nicht öffentlich bekannt gemacht.")
    made = Announcement(
        meeting=meeting,
        revision=revisions[-1],
        announced_on=on,
        announced_in=where,
        made_at=timezone.now(),
        made_by=by,
    )
    made.full_clean()
    made.save(force_insert=True)
    journal.record("meeting.announced", meeting, by=by, announcement=made.pk, on=on.isoformat())
    return made
