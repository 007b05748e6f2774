"""A run over a server from wherever it stands to its end: fetch, take over, load the files. Killed, it goes on here."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from council.models import User
from motions.actions import import_rulings, imports
from motions.importing.oparl import downloading, expecting, fetching, known, mirror, rulings, writing
from motions.importing.oparl.doubts import Doubt, Remark
from motions.importing.oparl.fetch import Fetcher, Limits
from motions.importing.oparl.mirror import Mirror, MirrorSource
from motions.importing.oparl.report import Progress, Report
from motions.importing.oparl.telling import Telling
from motions.importing.oparl.web import WebSource
from motions.models import ImportRun, ImportSource
from motions.states import ImportPhase, ImportScope, ImportState

_BEAT = 1.0  # seconds between two signs of life
CRASHED = "Unerwarteter Fehler; Einzelheiten stehen im Protokoll des Servers."

Show = Callable[[Progress], None]


def due_scope(of: ImportSource) -> str:
    """What the next run asks for: everything at first and from time to time, else what changed."""
    last = of.runs.filter(state=ImportState.DONE, scope=ImportScope.WHOLE).order_by("-started_at").first()
    if last is None or last.started_at < timezone.now() - timedelta(days=of.whole_every):
        return ImportScope.WHOLE
    return ImportScope.CHANGES


def ask(of: ImportSource, *, by: User | None, whole: bool = False) -> ImportRun:
    """Ask for a run of the source, with everything if `whole` or if that is due; raises as `imports.ask`."""
    return imports.ask(of, scope=ImportScope.WHOLE if whole else due_scope(of), by=by)


def fetcher(address: str, *, trusted: Sequence[str] | None = None) -> Fetcher:
    """What reads the source; files larger than we keep are not even read to their end."""
    return Fetcher(address, limits=Limits(file=settings.UPLOAD_MAX_BYTES), trusted=trusted)


def work(run: ImportRun, *, through: Fetcher, progress: Show | None = None) -> Report | None:
    """Bring the run to its end, or to where the office stops it (then None).

    Raises writing.BusyError while another works; UnusableSourceError where nothing could be read. A process that is
    killed leaves the run as it is; the next call goes on.
    """
    with writing.alone():
        run = imports.start(run)
        try:
            with mirror.opened(run.source) as kept:
                report = _Working(run, kept=kept, through=through, progress=progress).go()
        except writing.StoppedError:
            imports.halt(run)
            return None
        except writing.UnusableSourceError as problem:
            imports.end(run, problem=str(problem))
            raise
        except Exception:
            imports.end(run, problem=CRASHED)
            raise
        imports.end(run)
        return report


class _Working:
    """One run at work."""

    def __init__(self, run: ImportRun, *, kept: Mirror, through: Fetcher, progress: Show | None) -> None:
        self._run = run
        self._kept = kept
        self._source = WebSource(run.source, fetcher=through)
        self._progress = progress
        self._rulings = rulings.of(run.source)
        self._told = time.monotonic()
        self._began = time.monotonic()

    def go(self) -> Report:
        """All that is left to do."""
        if self._run.phase == ImportPhase.FILES:
            report = Report.noted(self._run.counts)
        else:
            if not self._kept.has_walked(self._run.key):
                fresh = not self._kept.count()
                self._fetch()
                if fresh:
                    self._remember()
            report = writing.take_over(self._kept, MirrorSource(self._kept), run=self._run, progress=self._progress)
        if self._run.with_files:
            report.files = self._load(report)
        imports.note(self._run, found=report.found, counts=report.counts())
        return report

    def _fetch(self) -> None:
        whole = self._run.scope == ImportScope.WHOLE or not self._kept.is_complete()
        self._enter(ImportPhase.READING, expected=self._expected() if whole else None)
        try:
            fetching.fetch(
                self._source,
                self._kept,
                whole=whole,
                now=timezone.now(),
                run=self._run.key,
                tell=self._beat,
                may_go=self._may_go,
            )
        except fetching.NothingReadError as problem:
            raise writing.UnusableSourceError(str(problem)) from problem

    def _remember(self) -> None:
        """A mirror that was lost (a house brought back from its backup) learns what came from this source before."""
        if self._run.of and self._run.of.runs.filter(state=ImportState.DONE).exists():
            self._kept.note_taken(known.from_sites(self._kept.sites()))

    def _expected(self) -> int | None:
        """A guess: what was found the last time, or what the server promises; asked of it once."""
        last = expecting.objects(self._source, named=self._run.source) or self._run.expected
        return last or (self._source.promised() if not self._kept.count() else None)

    def _may_go(self, url: str) -> bool:
        identity = rulings.identity(source=self._run.source, group=Doubt.MANY_GONE, origin=url)
        return import_rulings.use_up(identity) if identity in self._rulings.accepted else False

    def _load(self, report: Report) -> int:
        waiting = downloading.waiting(self._run.of) if self._run.of else 0
        self._enter(ImportPhase.FILES, expected=waiting)
        telling = Telling(self._run, settled=self._rulings, report=report)

        def tell(tried: int, doubts: Sequence[Remark]) -> None:
            telling.doubts(doubts)
            if rows := telling.drain():
                imports.note(self._run, found=tried, counts=report.counts(), remarks=rows)
            self._beat(tried)

        return downloading.fetch(self._run, self._source, tell=tell)

    def _enter(self, phase: str, *, expected: int | None) -> None:
        self._began = time.monotonic()
        imports.enter(self._run, phase=phase, expected=expected)

    def _beat(self, found: int) -> None:
        """Once a second to the books and to whoever watches; stops where the office asked for it."""
        now = time.monotonic()
        if now - self._told < _BEAT and found != self._run.expected:
            return
        self._told = now
        if imports.note(self._run, found=found, counts=self._run.counts):
            raise writing.StoppedError
        if self._progress:
            self._progress(Progress(found=found, expected=self._run.expected, seconds=now - self._began))
