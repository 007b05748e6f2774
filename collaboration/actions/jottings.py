"""The act that takes in, once and no second time, what was written on a device without network."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from collaboration.models import Jotting, Note
from council import journal
from council.may import Denied
from council.models import User

ALTERED = "Diese Änderung wurde schon einmal mit anderem Inhalt übertragen. Nichts wurde geändert."


@journal.act
def take_in(uuid: UUID, *, digest: str, by: User, work: Callable[[], Note]) -> tuple[Note, bool]:
    """Let `work` write, change or withdraw a note, unless that has happened already; gives the note and whether it did.

    `digest` is the SHA-256 of what was sent. Raises Denied if the number was used for other words, and whatever the
    work raises; then nothing is noted, and the device may ask again.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a device sends again what was not answered
    known = Jotting.objects.select_related("note").filter(owner=by, uuid=uuid).first()
    if known is not None:
        if known.digest != digest:
            raise Denied(ALTERED)
        return known.note, False
    note = work()
    Jotting.objects.create(owner=by, uuid=uuid, digest=digest, note=note, taken_at=timezone.now())
    return note, True
