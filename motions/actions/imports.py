"""Keeps the books of import runs. What a run brings in is entered by `batches.take_over`; this writes no entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from council import journal
from council.models import User
from motions.models import ImportRemark, ImportRun
from motions.states import ImportState

REMARKS_KEPT = 5_000  # of one run; beyond that they are only counted
RUNS_REMEMBERED = 20  # of one source keep their remarks


@journal.act
def begin(source: str, *, by: User | None, with_files: bool, expected: int | None) -> ImportRun:
    """Open the books of a run; earlier runs of the source that never ended count as broken off."""
    earlier = ImportRun.objects.filter(source=source[:500])
    earlier.filter(state=ImportState.RUNNING).update(state=ImportState.FAILED, problem="Unterbrochen.")
    old = earlier.order_by("-started_at").values_list("pk", flat=True)[RUNS_REMEMBERED - 1 :]
    ImportRemark.objects.filter(run__in=list(old)).delete()
    now = timezone.now()
    return ImportRun.objects.create(
        source=source[:500], by=by, with_files=with_files, expected=expected, started_at=now, seen_at=now
    )


@journal.act
def note(run: ImportRun, *, found: int, counts: dict[str, Any], remarks: Sequence[ImportRemark] = ()) -> None:
    """Note how far the run has come, and keep further remarks up to 5,000 of them."""
    run.found, run.counts, run.seen_at = found, counts, timezone.now()
    run.save(update_fields=["found", "counts", "seen_at", "body"])
    room = max(0, REMARKS_KEPT - run.remarks.count()) if remarks else 0
    ImportRemark.objects.bulk_create(remarks[:room])


@journal.act
def end(run: ImportRun, *, problem: str = "") -> None:
    """Close the books; with a problem the run has failed."""
    run.state = ImportState.FAILED if problem else ImportState.DONE
    run.problem, run.ended_at = problem[:500], timezone.now()
    run.seen_at = run.ended_at
    run.save(update_fields=["state", "problem", "ended_at", "seen_at"])
