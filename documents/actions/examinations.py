"""Acts on files taken over from elsewhere: keep what was found in them, and take out of sight what is infected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils import timezone

from council import journal, life
from documents.actions import quarantine
from documents.models import Examination, File, Quarantine
from documents.redaction import checking
from documents.states import GRAVE_FINDINGS, ScanResult

# Whoever has to hear of it; upper floors put theirs in, and are called inside the act.
TELL: list[Callable[[Examination], None]] = []
MOST_NAMED = 100


@journal.act
def keep(
    file: File, *, sha512: str, scan: str, findings: Sequence[checking.Finding] = (), problem: str = ""
) -> Examination | None:
    """Keep what was found in these bytes; None if the file has others by now.

    An infected file is read by the office alone from now on, and given to nobody; clean bytes in its place end that.
    The words found are not kept.
    """
    file = life.lock(file)
    if file.sha512 != sha512:
        return None
    hidden = [(each.kind, each.page) for each in findings if each.kind in GRAVE_FINDINGS]
    kept = {
        "sha512": sha512,
        "scan": scan,
        "hidden": sorted(set(hidden), key=lambda each: (each[1], each[0]))[:MOST_NAMED],
        "problem": problem[:300],
        "examined_at": timezone.now(),
    }
    examination, _ = Examination.objects.update_or_create(file=file, defaults=kept)
    _close_or_open(file, scan)
    for tell in TELL:
        tell(examination)
    return examination


def _close_or_open(file: File, scan: str) -> None:
    held = Quarantine.objects.filter(file=file, brought_by=None).first()
    if scan == ScanResult.FOUND and held is None:
        quarantine.keep_closed(Quarantine.objects.create(file=file))
    elif scan == ScanResult.CLEAN and held is not None:
        quarantine.let_out(held)
