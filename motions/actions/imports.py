"""Keeps the books of import runs. What a run brings in is entered by `batches.take_over`; this writes no entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from council import journal, life, may
from council.models import User
from motions.models import FileDownload, ImportRemark, ImportRun, ImportSource
from motions.states import DownloadState, ImportScope, ImportState

REMARKS_KEPT = 5_000  # of one run; beyond that they are only counted
RUNS_REMEMBERED = 20  # of one source keep their remarks
ATTEMPTS = 5  # starts of a run that keeps dying, before somebody has to look
TRIES = 6  # of one file, over about a day
FIRST_PAUSE = timedelta(minutes=5)
CHANGED_MEANWHILE = "Inzwischen hat jemand anderes diese Quelle geändert. Bitte die Seite neu laden."
UNDER_WAY = "Für diese Quelle läuft schon eine Übernahme."
NOT_OPEN = "Diese Übernahme läuft nicht mehr."
NOT_TO_GO_ON = "Diese Übernahme ist weder angehalten noch abgebrochen."
OPEN = (ImportState.WAITING, ImportState.RUNNING)


@journal.act
def begin(source: str, *, by: User | None, with_files: bool, expected: int | None) -> ImportRun:
    """Open the books of a run; earlier runs of the source that never ended count as broken off."""
    earlier = ImportRun.objects.filter(source=source[:500])
    earlier.filter(state=ImportState.RUNNING).update(state=ImportState.FAILED, problem="Unterbrochen.")
    _forget_old(source)
    now = timezone.now()
    return ImportRun.objects.create(
        source=source[:500], by=by, with_files=with_files, expected=expected, started_at=now, seen_at=now
    )


def _forget_old(source: str) -> None:
    runs = ImportRun.objects.filter(source=source[:500])
    old = runs.order_by("-started_at").values_list("pk", flat=True)[RUNS_REMEMBERED - 1 :]
    ImportRemark.objects.filter(run__in=list(old)).delete()


@journal.act
def note(run: ImportRun, *, found: int, counts: dict[str, Any], remarks: Sequence[ImportRemark] = ()) -> bool:
    """Note how far the run has come, and keep further remarks up to 5,000 of them; whether somebody asked to stop."""
    run.found, run.counts, run.seen_at = found, counts, timezone.now()
    run.save(update_fields=["found", "counts", "seen_at", "body"])
    room = max(0, REMARKS_KEPT - run.remarks.count()) if remarks else 0
    ImportRemark.objects.bulk_create(remarks[:room])
    return ImportRun.objects.filter(pk=run.pk, stop_asked=True).exists()


@journal.act
def end(run: ImportRun, *, problem: str = "") -> None:
    """Close the books; with a problem the run has failed."""
    _close(run, state=ImportState.FAILED if problem else ImportState.DONE, problem=problem)


@journal.act
def halt(run: ImportRun) -> None:
    """The run has stopped because somebody asked; it can go on."""
    _close(run, state=ImportState.STOPPED, problem="")


def _close(run: ImportRun, *, state: str, problem: str) -> None:
    run.state, run.problem = state, problem[:500]
    run.seen_at = run.ended_at = timezone.now()
    run.stop_asked = False
    run.save(update_fields=["state", "problem", "ended_at", "seen_at", "stop_asked"])


def identities(run: ImportRun) -> set[str]:
    """What the run has told already, before it was broken off."""
    return set(run.remarks.values_list("identity", flat=True)) - {""}


# Runs of a source -----------------------------------------------------------------------------------------------------


@journal.act
def register(address: str, *, body_name: str, with_files: bool, by: User | None) -> ImportSource:
    """The source of this address, entered if it is new; else it keeps what the office set for it."""
    if by is not None:
        may.be_clerk(by)
    fresh = {"body_name": body_name, "with_files": with_files, "by": by, "created_at": timezone.now()}
    found, _ = ImportSource.objects.get_or_create(address=address, defaults=fresh)
    return found


@journal.act
def ask(of: ImportSource, *, scope: str, by: User | None) -> ImportRun:
    """Ask for a run; it begins within a minute. Raises WrongState while another of the source is open."""
    if by is not None:
        may.be_clerk(by)
    ImportSource.objects.select_for_update(no_key=True).get(pk=of.pk)
    if of.runs.filter(state__in=OPEN).exists():
        raise life.WrongState(UNDER_WAY)
    _forget_old(of.address)
    now = timezone.now()
    if scope == ImportScope.WHOLE:
        failed = of.downloads.filter(state=DownloadState.FAILED)
        failed.update(state=DownloadState.WAITING, tries=0, next_at=now)
    run = ImportRun.objects.create(
        source=of.address,
        of=of,
        scope=scope,
        by=by,
        with_files=of.with_files,
        state=ImportState.WAITING,
        started_at=now,
        seen_at=now,
    )
    journal.record("import.asked", run, by=by, room="", after=scope)
    return run


@journal.act
def start(run: ImportRun) -> ImportRun:
    """A process takes the run up, for the first time or after it was broken off; not one that was stopped meanwhile."""
    run = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.state not in OPEN:
        raise life.WrongState(NOT_OPEN)
    run.state, run.problem, run.ended_at = ImportState.RUNNING, "", None
    run.attempts, run.seen_at = run.attempts + 1, timezone.now()
    run.save(update_fields=["state", "problem", "ended_at", "attempts", "seen_at"])
    return run


@journal.act
def enter(run: ImportRun, *, phase: str, expected: int | None) -> None:
    """The run turns to something else, of which so many things are expected."""
    run.phase, run.phase_at, run.expected, run.found = phase, timezone.now(), expected, 0
    run.seen_at = run.phase_at
    run.save(update_fields=["phase", "phase_at", "expected", "found", "seen_at"])


@journal.act
def stop(run: ImportRun, *, by: User) -> ImportRun:
    """Ask the run to stop at the next batch; one that has not begun stops at once."""
    may.be_clerk(by)
    run = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.state not in OPEN:
        raise life.WrongState(NOT_OPEN)
    if run.state == ImportState.WAITING:
        _close(run, state=ImportState.STOPPED, problem="")
    else:
        run.stop_asked = True
        run.save(update_fields=["stop_asked"])
    journal.record("import.stopped", run, by=by, room="")
    return run


@journal.act
def go_on(run: ImportRun, *, by: User | None) -> ImportRun:
    """Let a run that stopped or failed go on where it was, within a minute; None is whoever is at the server."""
    if by is not None:
        may.be_clerk(by)
    if run.of_id:
        ImportSource.objects.select_for_update(no_key=True).get(pk=run.of_id)
    run = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.of is None or run.state not in (ImportState.STOPPED, ImportState.FAILED):
        raise life.WrongState(NOT_TO_GO_ON)
    if run.of.runs.filter(state__in=OPEN).exists():
        raise life.WrongState(UNDER_WAY)
    run.state, run.problem, run.ended_at, run.attempts = ImportState.WAITING, "", None, 0
    run.seen_at = timezone.now()
    run.save(update_fields=["state", "problem", "ended_at", "attempts", "seen_at"])
    journal.record("import.gone_on", run, by=by, room="")
    return run


@journal.act
def switch(
    of: ImportSource,
    *,
    nightly: bool,
    nightly_at: time,
    whole_every: int,
    with_files: bool,
    body_name: str,
    by: User,
    version: int,
) -> ImportSource:
    """Set when the source is asked for changes (time in Berlin), and after how many days everything is compared."""
    may.be_clerk(by)
    of = ImportSource.objects.select_for_update(no_key=True).get(pk=of.pk)
    if of.version != version:
        raise life.Stale(CHANGED_MEANWHILE)
    of.nightly, of.nightly_at, of.whole_every = nightly, nightly_at, whole_every
    of.with_files, of.body_name, of.version = with_files, body_name, version + 1
    of.save(update_fields=["nightly", "nightly_at", "whole_every", "with_files", "body_name", "version"])
    journal.record("import.switched", of, by=by, room="", after="nightly" if nightly else "by_hand")
    return of


# Files ----------------------------------------------------------------------------------------------------------------


@journal.act
def await_bytes(of: ImportSource, wanted: Sequence[FileDownload]) -> None:
    """Note what is to be fetched; what the source now says differently is fetched anew."""
    now = timezone.now()
    present = {row.file_id: row for row in FileDownload.objects.filter(file__in=[row.file_id for row in wanted])}
    fresh, changed = [], []
    for row in wanted:
        row.of, row.next_at = of, now
        old = present.get(row.file_id)
        if old is None:
            fresh.append(row)
        elif old.asked != row.asked:
            row.pk = old.pk
            changed.append(row)
    FileDownload.objects.bulk_create(fresh)
    fields = ["of", "url", "other_url", "sha512", "sha1", "size", "asked", "state", "tries", "next_at", "problem"]
    FileDownload.objects.bulk_update(changed, fields)


@journal.act
def settle_downloads(done: Sequence[FileDownload]) -> None:
    """Note which files are here, possibly with a remark."""
    for row in done:
        row.state = DownloadState.DONE
    FileDownload.objects.bulk_update(done, ["state", "problem"])


@journal.act
def put_off(download: FileDownload, *, problem: str, passing: bool) -> None:
    """The bytes could not be had: another try later, each twice as long after the last, or none."""
    download.tries += 1
    download.problem = problem[:300]
    download.next_at = timezone.now() + FIRST_PAUSE * 2 ** min(download.tries, 8)
    if not passing or download.tries >= TRIES:
        download.state = DownloadState.FAILED
    download.save(update_fields=["tries", "problem", "next_at", "state"])
