"""The act by which a person first takes a meeting's folder along."""

from __future__ import annotations

from django.utils import timezone

from collaboration.models import Folder
from council import audiences, journal
from council.may import Denied
from council.models import Meeting, User


@journal.act
def take_along(meeting: Meeting, *, by: User) -> Folder:
    """Note that the person has this meeting's folder on a device; a second time changes nothing."""
    if not Meeting.objects.visible_for(audiences.standing_of(by)).filter(pk=meeting.pk).exists():
        raise Denied("Diese Sitzung können Sie nicht mitnehmen.")
    now = timezone.now()
    folder, made = Folder.objects.get_or_create(owner=by, meeting=meeting, defaults={"begun_at": now, "kept_at": now})
    if made:
        journal.record("folder.taken_along", folder, by=by)
    return folder
