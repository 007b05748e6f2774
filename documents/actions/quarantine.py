"""What becomes of files that wait for the virus scanner: let out, or kept closed for good."""

from __future__ import annotations

from django.conf import settings

from council import journal, life
from council.models import User
from documents.models import File, Quarantine
from documents.states import QuarantineState


def hold(file: File, *, by: User) -> None:
    """Keep a file that came in from everybody but who brought it and the office; call it inside an act.

    Where the house has no scanner nothing is held.
    """
    if settings.CLAMD_URL:
        Quarantine.objects.create(file=file, brought_by=by)


@journal.act
def let_out(held: Quarantine) -> File:
    """The scanner found nothing: the file is read by its audience from now on."""
    file = life.lock(held.file)
    Quarantine.objects.filter(pk=held.pk).delete()
    life.touch(file, fields=())
    journal.record("file.let_out", file, by=None)
    return file


@journal.act
def keep_closed(held: Quarantine) -> File:
    """The scanner found something: nobody gets the bytes; the file's page says so to who brought it and the office."""
    file = life.lock(held.file)
    Quarantine.objects.filter(pk=held.pk).update(state=QuarantineState.FOUND)
    journal.record("file.infected", file, by=None)
    return file
