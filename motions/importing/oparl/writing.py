"""Takes a foreign council's data over: one pass over a source, in batches that let others in between."""

import fcntl
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DataError, IntegrityError
from django.utils import timezone

from council import may
from council.actions import batches
from council.models import Body, User
from documents.models import Consultation, Slot
from motions.actions import imports
from motions.importing.oparl import downloads, expecting, known, late, records, rulings, submitters
from motions.importing.oparl.batch import Batch, Name
from motions.importing.oparl.doubts import Doubt, Remark
from motions.importing.oparl.gathering import Gathering, Incoming, tombstones
from motions.importing.oparl.known import MODELS, Known
from motions.importing.oparl.mirror import Mirror
from motions.importing.oparl.reading import Piece, Reading
from motions.importing.oparl.receiving import Received, receive
from motions.importing.oparl.records import Kind, Origin, Record, Skipped, Tombstone
from motions.importing.oparl.report import WORDS, Progress, Report
from motions.importing.oparl.source import Problem, Source
from motions.importing.oparl.telling import Telling
from motions.models import ImportRun
from motions.states import ImportPhase

ORPHAN = "Das, wozu es gehört, ist in der Quelle nicht enthalten."
REFUSED = "Die Datenbank nimmt das Objekt nicht an."

_Thing = TypeVar("_Thing")
_ORDER = {kind: place for place, kind in enumerate(Kind)}
_AT_ONCE = 100  # things in a batch at most: half of what an act takes, so that it is done within 200 ms
_FEWEST = 10
_LONG, _SHORT = 0.12, 0.04  # seconds of an act after which the next takes half or twice as much
_BEAT = 1.0  # seconds between two signs of life
_UNPLACED = {
    Kind.ORGANIZATION: ("posts", "external_body"),
    Kind.PERSON: ("status",),
    Kind.MEETING: ("participants",),
    Kind.FILE: ("master_file", "derivative_files"),
}
"""What a source may say and we have no place for yet; it is counted, so that nothing is left out silently."""


class UnusableSourceError(Exception):
    """Nothing can be taken from the source; the text is the German reason."""


class BusyError(Exception):
    """Another run is under way; the text says so in German."""


class StoppedError(Exception):
    """The office asked to stop; what is written stays, and the run can go on later."""


def import_source(
    source: Source,
    *,
    named: str,
    body_name: str = "",
    by: User | None = None,
    with_files: bool = True,
    limit: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Take over what the source holds, or its first `limit` objects; a second time only what has changed since.

    `named` is how the clerk's list calls the source, `body_name` the municipality where the source does not say it.
    Public things come in public. Killed at any moment, the next run ends as an unbroken one would have.
    Raises UnusableSourceError, BusyError, or may.Denied if `by` is not of the assembly office (None is the system).
    """
    if by is not None:
        may.be_clerk(by)
    with alone():
        expected = expecting.objects(source, named=named)
        run = imports.begin(named, by=by, with_files=with_files, expected=limit or expected)
        work = _Pass(source, run=run, body_name=body_name, by=by, with_files=with_files, progress=progress)
        try:
            report = work.go(limit=limit)
        except BaseException as problem:
            imports.end(run, problem=str(problem) if isinstance(problem, UnusableSourceError) else "Unterbrochen.")
            raise
        imports.end(run)
        return report


def take_over(
    mirror: Mirror, source: Source, *, run: ImportRun, progress: Callable[[Progress], None] | None = None
) -> Report:
    """Write what a mirror holds, delete what it no longer holds, and note which files are to be fetched.

    For runs that hold the lock already. Raises UnusableSourceError, and StoppedError when the office asked to stop.
    """
    imports.enter(run, phase=ImportPhase.WRITING, expected=mirror.count())
    name = run.of.body_name if run.of else ""
    work = _Pass(
        source, run=run, body_name=name, by=run.by, with_files=run.with_files, progress=progress, mirror=mirror
    )
    return work.go(limit=None)


def is_busy() -> bool:
    """Whether a process is taking something over right now."""
    try:
        with alone():
            return False
    except BusyError:
        return True


@contextmanager
def alone() -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends."""
    path = settings.VAULT_ROOT.parent / "import.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError("Es läuft schon eine Übernahme. Bitte warten, bis sie fertig ist.") from None
        yield


class _Pass:
    """One pass over a source."""

    def __init__(
        self,
        source: Source,
        *,
        run: ImportRun,
        body_name: str,
        by: User | None,
        with_files: bool,
        progress: Callable[[Progress], None] | None,
        mirror: Mirror | None = None,
    ) -> None:
        self._source = source
        self._run = run
        self._mirror = mirror
        self._rulings = rulings.of(run.source)
        self._body_name = body_name
        self._by = by
        self._with_files = with_files
        self._progress = progress
        self._reading = Reading(source)
        self._gathering = Gathering()
        self._known = Known(assigned=self._rulings.assigned)
        self._submitters = submitters.beside(source)
        if self._submitters:
            self._submitters.assign(self._rulings.names)
        self._report = Report.after(run.counts)
        self._telling = Telling(run, settled=self._rulings, report=self._report)
        self._main: Body | None = None
        self._at_once = _AT_ONCE
        self._pending: list[Incoming] = []
        self._tombstones: list[Tombstone] = []
        self._left_out: list[Name] = []
        self._waiting: list[Incoming] = []
        self._unchanged: set[Name] = set()
        self._remarked: set[Remark] = set()
        self._unplaced: Counter[tuple[Kind, str]] = Counter()
        self._began = self._told = time.monotonic()

    def go(self, *, limit: int | None) -> Report:
        """Read to the end, then settle what had to wait for something that came later."""
        whole = self._read(limit)
        self._add(self._gathering.loose())
        self._flush()
        if whole:
            self._bury_gone()
        self._settle()
        if whole:
            self._telling.doubts(self._dangling())
        if self._submitters:
            self._telling.doubts(self._submitters.remarks())
        self._tell_unplaced()
        if not self._reading.found:
            reason = self._report.problems[0] if self._report.problems else "Die Quelle enthält keine OParl-Objekte."
            raise UnusableSourceError(reason)
        self._beat(at_once=True)
        return self._report

    def _read(self, limit: int | None) -> bool:
        """Take piece after piece; whether the source was read to its end."""
        for found in self._reading.pieces():
            if isinstance(found, Problem):
                self._tell_problem(found)
                continue
            self._take(found)
            self._beat()
            if limit is not None and self._reading.found >= limit:
                return False
        return True

    def _take(self, piece: Piece) -> None:
        piece = self._without_left_out(piece)
        self._telling.doubts(piece.remarks)
        for outcome in piece.outcomes:
            if isinstance(outcome, Skipped):
                self._telling.skipped(outcome.kind, outcome.origin, outcome.reason)
        incoming = list(self._gathering.take(piece))
        kinds = {one.record.KIND for one in incoming}
        if Kind.BODY in kinds or (Kind.PAPER in kinds and self._factions_pending()):
            self._flush()
        self._add(incoming)
        self._tombstones += tombstones(piece)
        if Kind.BODY in kinds:
            self._flush()

    def _without_left_out(self, piece: Piece) -> Piece:
        """The piece without what the office leaves out; if we hold it, it goes as if it were deleted there."""
        left_out = self._rulings.left_out
        if not left_out or not any(outcome.origin in left_out for outcome in piece.outcomes):
            return piece
        kept = []
        for outcome, fingerprint in zip(piece.outcomes, piece.fingerprints, strict=True):
            if outcome.origin not in left_out:
                kept.append((outcome, fingerprint))
                continue
            kind = outcome.KIND if isinstance(outcome, Record) else outcome.kind
            self._telling.skipped(kind, outcome.origin, rulings.LEFT_OUT)
            if isinstance(outcome, Record):
                self._left_out.append((outcome.KIND, outcome.origin))
        outcomes, fingerprints = tuple(one for one, _ in kept), tuple(one for _, one in kept)
        return replace(piece, outcomes=outcomes, fingerprints=fingerprints)

    def _factions_pending(self) -> bool:
        """Whether bodies wait to be written among which the submitters of papers are looked for."""
        return bool(self._submitters) and any(one.record.KIND is Kind.ORGANIZATION for one in self._pending)

    def _add(self, incoming: Iterable[Incoming]) -> None:
        found = [one for one in incoming if one.record.KIND in MODELS]
        for one in found:
            for name in _UNPLACED.get(one.record.KIND, ()):
                self._unplaced[one.record.KIND, name] += bool(getattr(one.record, name))
        if len(self._pending) + len(found) > self._at_once:
            self._flush()
        self._pending += found
        if len(self._pending) + len(self._tombstones) >= self._at_once:
            self._flush()

    def _flush(self) -> None:
        pending, self._pending = self._pending, []
        for part in self._parts(pending):
            self._write(part)
        buried, self._tombstones = self._tombstones, []
        for some in self._parts(buried):
            self._bury(some)

    # Writing -------------------------------------------------------------------------------------------------------

    def _write(self, incoming: Sequence[Incoming], *, again: bool = False) -> None:
        """Write a batch; what the database refuses is found by halving and skipped alone."""
        self._settle_body(incoming)
        try:
            self._write_whole(incoming, again=again)
        except (IntegrityError, DataError, OverflowError):
            if len(incoming) == 1:
                self._telling.skipped(incoming[0].record.KIND, incoming[0].record.origin, REFUSED)
                return
            half = len(incoming) // 2
            self._write(incoming[:half], again=again)
            self._write(incoming[half:], again=again)

    def _write_whole(self, incoming: Sequence[Incoming], *, again: bool) -> None:
        batch = Batch(
            incoming,
            known=self._known,
            main=self._main,
            receive=self._receive,
            infer=self._infer,
            owner_id=self._by.pk if self._by else None,
            with_bytes=self._with_files and self._mirror is None,
        )
        batch.prepare()
        if self._mirror:
            self._mirror.note_taken((one.record.KIND, one.record.origin) for one in incoming)
        self._act(created=batch.created, changed=batch.changed, parts=batch.added, removed=batch.removed)
        for thing in batch.created:
            self._known.note(_KINDS[type(thing)], Origin(str(thing.origin)), thing.pk)
            if isinstance(thing, Body):
                self._main = self._run.body = self._main or thing
        self._await_bytes(incoming)
        self._count(batch, again=again)
        self._telling.doubts(remark for remark in batch.remarks if not again or remark not in self._remarked)
        if again:
            for one in batch.outcome.unfit:
                self._telling.skipped(one.record.KIND, one.record.origin, ORPHAN)
        else:
            self._waiting += [_slim(one) for one in (*batch.outcome.unfit, *batch.outcome.incomplete)]
            incomplete = {one.record.origin for one in batch.outcome.incomplete}
            self._remarked.update(remark for remark in batch.remarks if remark.origin in incomplete)
        self._beat()

    def _act(self, **rows: Sequence[object]) -> None:
        if not (rows.get("created") or rows.get("changed")):
            return
        began = time.monotonic()
        batches.take_over(**rows, by=self._by, source=self._run)  # type: ignore[arg-type]  # named above
        took = time.monotonic() - began
        self._report.batches += 1
        self._report.longest = max(self._report.longest, took)
        if took > _LONG:
            self._at_once = max(min(_FEWEST, _AT_ONCE), self._at_once // 2)
        elif took < _SHORT:
            self._at_once = min(_AT_ONCE, self._at_once * 2)

    def _parts(self, things: Sequence[_Thing]) -> Iterator[Sequence[_Thing]]:
        """As many at a time as others can wait for; fewer while the machine is busy."""
        start = 0
        while start < len(things):
            some = things[start : start + self._at_once]
            start += len(some)
            yield some

    def _count(self, batch: Batch, *, again: bool) -> None:
        """Count each thing once: what waited and is written again counts as changed only if it was unchanged before."""
        outcome = batch.outcome
        self._report.new.update(kind for kind, _ in outcome.new)
        if again:
            more = Counter(kind for kind, origin in outcome.changed if (kind, origin) in self._unchanged)
            self._report.changed.update(more)
            self._report.unchanged -= more
            return
        self._report.changed.update(kind for kind, _ in outcome.changed)
        self._report.unchanged.update(kind for kind, _ in outcome.unchanged)
        incomplete = {(one.record.KIND, one.record.origin) for one in outcome.incomplete}
        self._unchanged |= incomplete.intersection(outcome.unchanged)

    def _bury(self, some: Sequence[Tombstone]) -> None:
        self._report.tombstones.update(tombstone.kind for tombstone in some if tombstone.kind in MODELS)
        self._delete({(tombstone.kind, tombstone.origin): tombstone.deleted_at for tombstone in some})
        if self._mirror:
            self._mirror.forget([(tombstone.kind, tombstone.origin) for tombstone in some])

    def _delete(self, moments: Mapping[Name, datetime | None]) -> None:
        """Mark what we hold of these as deleted, then or else now; an item is free for another consultation."""
        changed = []
        for kind, model in MODELS.items():
            origins = {origin: moment for (of, origin), moment in moments.items() if of is kind}
            if not origins:
                continue
            for thing in model._base_manager.filter(origin__in=list(origins), deleted_at=None):
                thing.deleted_at = origins[Origin(str(thing.origin))] or timezone.now()
                thing.origin_print = ""
                changed.append((thing, {"deleted_at", "origin_print"}))
                self._report.deleted[kind] += 1
        pks = [thing.pk for thing, _ in changed if isinstance(thing, Consultation)]
        freed = list(Slot.objects.filter(consultation__in=pks)) if pks else []
        self._act(changed=changed, removed=freed)

    def _bury_gone(self) -> None:
        """Delete what the office leaves out, and what the source holds no more without ever saying so."""
        for some in self._parts(self._left_out):
            self._delete(dict.fromkeys(some))
        if self._mirror is None:
            return
        gone = self._mirror.gone(self._reading.has)
        self._report.gone = len(gone)
        for some in self._parts(gone):
            self._delete(dict.fromkeys(some))
            self._mirror.forget(some)
            self._beat()

    def _await_bytes(self, incoming: Sequence[Incoming]) -> None:
        """Note the files whose bytes are to be fetched once the records are in."""
        if self._mirror is None or not self._with_files or self._run.of is None:
            return
        files = [one.record for one in incoming if isinstance(one.record, records.File)]
        known = ((self._known.pk(Kind.FILE, file.origin), file) for file in files)
        wanted = [downloads.wanted(file, pk=pk) for pk, file in known if pk and (file.download_url or file.access_url)]
        if wanted:
            imports.await_bytes(self._run.of, wanted)

    def _settle(self) -> None:
        """Write again what referred to something that came later, and put files where they were shown later."""
        waiting, self._waiting = sorted(self._waiting, key=lambda one: _ORDER[one.record.KIND]), []
        for part in self._parts(waiting):
            self._write(part, again=True)
        for some in self._parts(list(self._gathering.late())):
            places = list(late.places(some, known=self._known))
            changed = [(place.file, place.fields) for place in places]
            self._act(changed=changed, parts=[row for place in places for row in place.added])
            self._report.placed += len(places)

    def _settle_body(self, incoming: Sequence[Incoming]) -> None:
        """See that there is a municipality: the source's own, one of the same name, or a bare one with its name."""
        if self._main is not None or not incoming:
            return
        own = next((one.record for one in incoming if isinstance(one.record, records.Body)), None)
        named = (getattr(one.record, "body", None) for one in incoming)
        said = own.origin if own else next((origin for origin in named if origin), None)
        name = own.name if own else self._body_name
        found = Body.objects.filter(origin=said).first() if said else None
        if found is None and name:
            found = Body.objects.filter(origin=None, name=name, deleted_at=None).order_by("-home", "pk").first()
            if found is not None and said:
                found.origin = said
                self._act(changed=[(found, {"origin"})])
        if found is None and own is None:
            found = Body(name=(name or _host(said))[:200], origin=said)
            self._act(created=[found])
        if found is not None:
            self._main = self._run.body = found

    def _receive(self, record: records.File) -> Received:
        received = receive(self._source, record, with_bytes=self._with_files and self._mirror is None)
        self._report.files += bool(received.sha512)
        self._beat()
        return received

    def _infer(self, paper: records.Paper) -> tuple[int, ...]:
        if self._submitters is None or self._main is None:
            return ()
        return self._submitters.of(paper.origin, body=self._main.pk)

    # Telling -------------------------------------------------------------------------------------------------------

    def _tell_problem(self, problem: Problem) -> None:
        if problem.where == submitters.FILE and self._submitters:
            return
        self._telling.problem(problem)

    def _tell_unplaced(self) -> None:
        for (kind, name), count in self._unplaced.items():
            if count:
                message = f"{count} {WORDS[kind]} nennen „{name}“; dafür ist hier noch kein Platz."
                self._telling.doubts([Remark(origin="", kind=kind, field=name, doubt=Doubt.NO_PLACE, message=message)])

    def _dangling(self) -> Iterable[Remark]:
        if next(iter(self._reading.dangling()), None) is None:
            return ()
        return self._reading.dangling(known=known.all_origins())

    def _beat(self, *, at_once: bool = False) -> None:
        """Give a sign of life once a second: to the books and to whoever watches."""
        now = time.monotonic()
        if now - self._told < _BEAT and not at_once:
            return
        self._told = now
        self._report.found = self._reading.found
        self._report.repeated = self._reading.repeated
        self._report.seconds = now - self._began
        come = self._mirror.read if self._mirror else self._report.found
        stop = imports.note(self._run, found=come, counts=self._report.counts(), remarks=self._telling.drain())
        if stop and not at_once:
            raise StoppedError
        if self._progress:
            self._progress(Progress(found=come, expected=self._run.expected, seconds=self._report.seconds))


_KINDS = {model: kind for kind, model in MODELS.items()}


def _slim(one: Incoming) -> Incoming:
    """Without the text of a file: it is written already, and many of them would not fit in memory."""
    if isinstance(one.record, records.File) and one.record.text:
        return replace(one, record=replace(one.record, text=""))
    return one


def _host(origin: str | None) -> str:
    """What stands for the name of a municipality that nobody named."""
    name = urlsplit(origin).hostname if origin else None
    if not name:
        raise UnusableSourceError("Die Quelle nennt keine Körperschaft; bitte mit --body ihren Namen angeben.")
    return name
