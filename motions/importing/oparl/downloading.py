"""Fetches the files of a source once its records are in: a few at a time, patiently, each checked against its sum."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from council.actions import batches
from council.away import Away
from documents import vault
from documents.models import File
from documents.states import FileState
from motions.actions import imports
from motions.importing.oparl import downloads
from motions.importing.oparl.doubts import Doubt, Remark
from motions.importing.oparl.receiving import Received, bytes_of
from motions.importing.oparl.records import Kind
from motions.importing.oparl.source import NotThereError, Source
from motions.models import FileDownload, ImportRun, ImportSource
from motions.states import DownloadState

AT_A_TIME = 2  # downloads from one host
_AT_ONCE = 10  # files in one batch act
_AWAY = 20  # files in a row that could not be had for the moment: the other side is away, the rest waits
_CHECKS = 3  # tries for bytes that are not what was promised, before they are kept with a remark


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    download: FileDownload
    received: Received | None = None
    problem: str = ""
    passing: bool = False


def waiting(of: ImportSource) -> int:
    """How many files can be fetched now."""
    return _due(of).count()


def _due(of: ImportSource) -> QuerySet[FileDownload]:
    return of.downloads.filter(state=DownloadState.WAITING, next_at__lte=timezone.now(), file__deleted_at=None)


def fetch(run: ImportRun, source: Source, *, tell: Callable[[int, Sequence[Remark]], None]) -> int:
    """Fetch what waits for it and is due; gives how many came.

    `tell` gets the number of files tried by now and the new doubts; it may break off by raising.
    """
    if run.of is None:
        return 0
    tried = came = in_vain = 0
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        while some := list(_due(run.of).select_related("file").order_by("pk")[:_AT_ONCE]):
            fetched = list(pool.map(lambda one: _fetch(one, source), some))
            came += _keep([one for one in fetched if one.received], run=run)
            for one in fetched:
                if one.received is None:
                    imports.put_off(one.download, problem=one.problem, passing=one.passing)
            tried += len(some)
            tell(tried, [remark for one in fetched if (remark := _remark(one))])
            in_vain = in_vain + len(some) if all(one.passing for one in fetched) else 0
            if in_vain >= _AWAY and (left := waiting(run.of)):
                tell(tried, [_given_up(left)])
                break
    return came


def _fetch(download: FileDownload, source: Source) -> _Fetched:
    """Runs beside others; asks no database."""
    record = downloads.record_of(download)
    for left in reversed(range(_CHECKS)):
        try:
            received = bytes_of(source, record)
        except NotThereError as problem:
            return _Fetched(download=download, problem=str(problem), passing=problem.passing)
        except vault.VaultError as problem:
            return _Fetched(download=download, problem=str(problem))
        except Away as problem:
            return _Fetched(download=download, problem=str(problem), passing=True)
        if not received.doubt or not left:
            return _Fetched(download=download, received=received)
    raise AssertionError("the last check returns")


def _keep(fetched: Sequence[_Fetched], *, run: ImportRun) -> int:
    """Lay the bytes under their rows, and note that these downloads are done."""
    changed, removed = [], []
    for one in fetched:
        assert one.received is not None
        file = File.objects.get(pk=one.download.file_id)
        one.download.problem = one.received.problem
        if file.sha512 == one.received.sha512 and file.problem == one.received.problem:
            continue
        removed += list(file.pages.all())
        file.sha512, file.size, file.problem = one.received.sha512, one.received.size, one.received.problem
        file.state, file.page_count = FileState.RECEIVED, None
        changed.append((file, ("sha512", "size", "problem", "state", "page_count")))
    batches.take_over(changed=changed, removed=removed, by=run.by, source=run)
    imports.settle_downloads([one.download for one in fetched])
    return len(changed)


def _given_up(left: int) -> Remark:
    message = f"Die Gegenstelle gibt zur Zeit keine Dateien heraus; {left} weitere werden beim nächsten Lauf versucht."
    return Remark(origin="", kind=Kind.FILE, field="", doubt=Doubt.NO_BYTES, message=message)


def _remark(one: _Fetched) -> Remark | None:
    origin = one.download.file.origin or ""
    if one.received is not None:
        doubt, message = one.received.doubt, one.received.message
    else:
        doubt, message = Doubt.NO_BYTES, one.problem
    if doubt is None:
        return None
    return Remark(origin=origin, kind=Kind.FILE, field="", doubt=doubt, message=message)
