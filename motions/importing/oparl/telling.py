"""Gathers what the office should look at: each thing once in a run, and as settled what it has settled before."""

from collections.abc import Iterable

from motions.actions import imports
from motions.importing.oparl import rulings, texts
from motions.importing.oparl.doubts import Remark
from motions.importing.oparl.report import Report
from motions.importing.oparl.rulings import Rulings
from motions.importing.oparl.source import Problem
from motions.models import ImportRemark, ImportRun
from motions.states import RemarkSort


class Telling:
    """The remarks of a run that are not written yet, counted in its report."""

    def __init__(self, run: ImportRun, *, settled: Rulings, report: Report) -> None:
        self._run = run
        self._settled = settled
        self._report = report
        self._before = imports.identities(run)
        self._rows: list[ImportRemark] = []

    def drain(self) -> list[ImportRemark]:
        """What has gathered since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def doubts(self, remarks: Iterable[Remark]) -> None:
        """Something came in, but is doubtful."""
        for remark in remarks:
            self._report.doubts[remark.doubt] += 1
            self._note(
                RemarkSort.DOUBT,
                remark.doubt,
                remark.message,
                kind=remark.kind,
                origin=remark.origin,
                field=remark.field,
                target=remark.target,
            )

    def problem(self, problem: Problem) -> None:
        """A page, list or file could not be read."""
        self._report.problems.append(f"{problem.where}: {problem.message}")
        group = problem.group or str(RemarkSort.PROBLEM.label)
        self._note(RemarkSort.PROBLEM, group, problem.message, origin=problem.where)

    def skipped(self, kind: str, origin: str, reason: str) -> None:
        """An object did not come in; that the office wants it so is nothing to look at."""
        self._report.skipped[kind] += 1
        self._report.reasons[reason] += 1
        self._note(RemarkSort.SKIPPED, reason, reason, kind=kind, origin=origin, settled=reason == rulings.LEFT_OUT)

    def _note(
        self,
        sort: str,
        group: str,
        message: str,
        *,
        kind: str = "",
        origin: str = "",
        field: str = "",
        target: str = "",
        settled: bool = False,
    ) -> None:
        message, origin, target = texts.clean(message), texts.one_line(origin), texts.one_line(target)
        identity = rulings.identity(
            source=self._run.source, group=group, kind=kind, origin=origin, field=field, target=target
        )
        if identity in self._before:
            return
        self._rows.append(
            ImportRemark(
                run=self._run,
                sort=sort,
                group=group[:200],
                kind=kind[:40],
                origin=origin[:1000],
                field=field[:60],
                message=message[:1000],
                target=target[:1000],
                identity=identity,
                settled=settled or identity in self._settled.settled,
            )
        )
