"""The public statistics of answers by office, faction and term: chart, table and CSV."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council import audiences, tables
from council.audiences import Standing
from council.models import LegislativeTerm
from council.states import BodyKind
from documents.models import Originator
from documents.states import PaperState
from motions import statistics
from motions.forms.statistics import StatisticsFilter
from motions.models import Answer, Inquiry
from motions.states import ASSESSABLE, WAITING, AnswerMode
from motions.statistics import Case, Row, Stand

BY = {"dezernat": "Dezernat", "amt": "Amt", "fraktion": "Fraktion", "wahlperiode": "Wahlperiode"}
# Old matter of which only the answer says that it was answered.
_PAST = frozenset({PaperState.RECORDED, PaperState.ARCHIVED})
COUNTED = WAITING | ASSESSABLE | _PAST | {PaperState.LAPSED}


@dataclass(frozen=True)
class Asked:
    """One counted inquiry with the labels it is summed up under."""

    case: Case
    dezernat: str
    amt: str
    fraktion: list[str]
    wahlperiode: str

    def labels(self, by: str) -> list[str]:
        """Its labels in one division; a joint inquiry counts for each faction."""
        found = getattr(self, by)
        return found if isinstance(found, list) else [found]


@require_safe
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """Show how the inquiries this person may read were answered."""
    today = timezone.localdate()
    form = StatisticsFilter(request.GET)
    asked = _asked(audiences.standing_of(request.user), term=form.term())
    divisions = [(by, title, _table(asked, by, on=today)) for by, title in BY.items()]
    context = {
        "filter": form,
        "chosen": form.term(),
        "today": today,
        "whole": statistics.tally("Insgesamt", [one.case for one in asked], on=today),
        "labels": list(statistics.LABELS.items()),
        "tables": [
            {
                "by": by,
                "title": title,
                "rows": rows,
                "bars": statistics.bars(rows),
                "width": statistics.WIDTH,
                "height": statistics.height(rows),
                "bar": statistics.BAR,
            }
            for by, title, rows in divisions
        ],
    }
    return render(request, "motions/statistics.html", context)


@require_safe
@login_not_required
def as_csv(request: HttpRequest) -> HttpResponse:
    """Give one division (`nach`), else the offices, as a table for spreadsheets."""
    by = request.GET.get("nach", "")
    by = by if by in BY else "amt"
    form = StatisticsFilter(request.GET)
    rows = _table(_asked(audiences.standing_of(request.user), term=form.term()), by, on=timezone.localdate())
    return tables.answer(name=f"anfragen-nach-{by}", lines=_lines(BY[by], rows))


def _table(asked: list[Asked], by: str, *, on: date) -> list[Row]:
    return statistics.table(((label, one.case) for one in asked for label in one.labels(by)), on=on)


def _lines(title: str, rows: list[Row]) -> Iterator[Sequence[object]]:
    heads = [label[0].upper() + label[1:] for label in statistics.LABELS.values()]
    yield [title, "Anfragen", *heads, "davon mit verlängerter Frist", "Tage bis zur Antwort (Median)"]
    for row in rows:
        yield [row.label, row.total, *(number for _, number in row.cells), row.extended, row.median_text]


def _asked(standing: Standing, *, term: LegislativeTerm | None) -> list[Asked]:
    """Every inquiry of our town that this person may read and that an answer is, was or would have been due to."""
    rows = Inquiry.objects.visible_for(standing).filter(paper__body__home=True, paper__state__in=COUNTED)
    if term is not None:
        rows = rows.filter(paper__term=term)
    factions, answered = _factions(), _answer_days(standing)
    return list(_rows(rows.order_by("pk").values_list(*_FIELDS), factions=factions, answered=answered))


_FIELDS = (
    "pk",
    "paper__state",
    "paper__date",
    "answer_due",
    "extensions",
    "answer_mode_requested",
    "answer_mode_actual",
    "assigned_office__name",
    "assigned_office__parent__name",
    "assigned_office__parent__kind",
    "paper__term__name",
)


def _rows(
    found: object, *, factions: dict[int, list[str]], answered: dict[int, tuple[date | None, date | None]]
) -> Iterator[Asked]:
    for pk, state, asked_on, due, extensions, wanted, given, office, above, above_kind, term in found:  # type: ignore[attr-defined]  # rows of values
        first, first_written = answered.get(pk, (None, None))
        written = wanted == AnswerMode.WRITTEN
        stand = _stand(state, outstanding=written and given == AnswerMode.ORAL, answered=pk in answered)
        if stand is None:
            continue
        day = (first_written or first) if written else first
        belongs = above if above and above_kind in (BodyKind.OFFICE, BodyKind.EXECUTIVE) else office
        yield Asked(
            case=Case(stand, asked_on=asked_on, due=due, answered_on=day, extended=extensions > 0),
            dezernat=belongs or "noch niemandem zugewiesen",
            amt=office or "noch niemandem zugewiesen",
            fraktion=factions.get(pk, ["ohne Fraktion"]),
            wahlperiode=term or "nicht angegeben",
        )


def _stand(state: str, *, outstanding: bool, answered: bool) -> Stand | None:
    """A follow-up does not undo the answer; a written answer asked for and not given is owed still."""
    if state == PaperState.LAPSED:
        return Stand.LAPSED
    if state in _PAST and not answered:
        return None
    if outstanding or state in WAITING - {PaperState.FOLLOWUP_OPEN}:
        return Stand.OWED
    return Stand.ANSWERED


def _answer_days(standing: Standing) -> dict[int, tuple[date | None, date | None]]:
    """By inquiry: the day of its first answer this person may read, and of its first written one."""
    rows = Answer.objects.visible_for(standing).order_by("inquiry").values("inquiry")
    rows = rows.annotate(first=Min("given_on"), written=Min("given_on", filter=Q(mode=AnswerMode.WRITTEN)))
    return {row["inquiry"]: (row["first"], row["written"]) for row in rows}


def _factions() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Originator.objects.filter(paper__inquiry__isnull=False, organization__kind=BodyKind.FACTION)
    for pk, name in rows.order_by("order", "pk").values_list("paper_id", "organization__name"):
        if name not in found[pk]:
            found[pk].append(name)
    return found
