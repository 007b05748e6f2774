"""The answer ledger: every inquiry with its questions' state, its deadline, and what is outstanding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council import paging, tables
from council.tables import Column
from documents.models import Originator
from documents.states import PaperState
from motions.forms.inquiries import LedgerFilter
from motions.models import Inquiry, Question
from motions.states import AnswerMode, AnswerStatus, StatusMark
from motions.views import lights

PER_PAGE = 25
# What can be said of at least one question.
SAID = {
    "teilweise": Q(answer_status=AnswerStatus.PARTIAL),
    "ausweichend": Q(status_mark=StatusMark.EVASIVE),
    "abgelehnt": Q(answer_status=AnswerStatus.REFUSED),
}
OUTSTANDING = Q(answer_mode_requested=AnswerMode.WRITTEN, answer_mode_actual=AnswerMode.ORAL)


@dataclass(frozen=True)
class Line:
    """One inquiry in the ledger."""

    inquiry: Inquiry
    light: lights.Light
    counts: list[tuple[str, str, int]]

    @property
    def total(self) -> int:
        """How many questions it has."""
        return sum(count for _, _, count in self.counts)


def lines(rows: list[Inquiry], *, on: date) -> list[Line]:
    """Make the lines of the ledger for that day; the questions must be prefetched."""
    return [Line(row, lights.of_inquiry(row, on=on), counted(row)) for row in rows]


def counted(inquiry: Inquiry) -> list[tuple[str, str, int]]:
    """The statuses of its questions that occur, with code, German word and number, in the order of the vocabulary."""
    counts = inquiry.counts()
    return [(code, str(label), counts[code]) for code, label in AnswerStatus.choices if counts[code]]


def rows_of(inquiries: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """Fetch what a line needs in a constant number of queries."""
    originators = Prefetch(
        "paper__originators", Originator.objects.select_related("person", "organization").order_by("order")
    )
    return inquiries.select_related("paper").prefetch_related("questions", originators)


def narrowed(inquiries: QuerySet[Inquiry], wanted: dict[str, Any], *, on: date) -> QuerySet[Inquiry]:
    """Keep the inquiries that the filter asks for."""
    if "fraktion" in wanted:
        inquiries = inquiries.filter(paper__originators__organization=wanted["fraktion"])
    waiting = Q(paper__state__in=lights.WAITING)
    match wanted.get("stand"):
        case "offen":
            return inquiries.filter(waiting | OUTSTANDING)
        case "ueberfaellig":
            return inquiries.filter(waiting, answer_due__lt=on)
        case "ausstehend":
            return inquiries.filter(OUTSTANDING)
        case "beantwortet":
            answered = (
                PaperState.ANSWERED_ORAL,
                PaperState.ANSWERED_WRITTEN,
                PaperState.ANSWERED_MIXED,
                PaperState.CLOSED,
            )
            return inquiries.filter(paper__state__in=answered)
        case "verfallen":
            return inquiries.filter(paper__state=PaperState.LAPSED)
        case "teilweise" | "ausweichend" | "abgelehnt" as said:
            return inquiries.filter(pk__in=Question.objects.filter(SAID[said]).values("inquiry"))
    return inquiries


@require_safe
@login_not_required
def ledger(request: HttpRequest) -> HttpResponse:
    """List the inquiries this person may read."""
    today = timezone.localdate()
    wanted = LedgerFilter(request.GET)
    visible = Inquiry.objects.visible_to(request.user)
    asked, figured = wanted.values(), figures(visible, on=today)
    rows = narrowed(visible, asked, on=today).order_by(F("paper__date").desc(nulls_last=True), "-paper_id")
    page = paging.page_of(
        rows,
        number=request.GET.get("page"),
        per_page=PER_PAGE,
        fetched=rows_of(Inquiry.objects.all()),
        count=None if asked else figured["all"],
    )
    context = {
        "page": page,
        "lines": lines(list(page), on=today),
        "filter": wanted,
        "figures": figured,
    }
    return render(request, "motions/inquiries.html", context)


@require_safe
@login_not_required
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the inquiries of the ledger with its filters as a table for spreadsheets."""
    today = timezone.localdate()
    rows = narrowed(Inquiry.objects.visible_to(request.user), LedgerFilter(request.GET).values(), on=today)
    columns: list[Column[Inquiry]] = [
        Column("Nummer", lambda row: row.paper.reference),
        Column("Titel", lambda row: row.paper.name),
        Column("Gefragt am", lambda row: row.paper.date),
        Column("Gefragt von", lambda row: ", ".join(map(str, row.paper.originators.all()))),
        Column("Stand", lambda row: row.paper.get_state_display()),
        Column("Fragen", lambda row: len(row.questions.all())),
        *(Column(f"davon {label}", _counter(code)) for code, label in AnswerStatus.choices),
        Column("Antwort fällig am", lambda row: row.answer_due),
        Column("Frist", lambda row: lights.of_inquiry(row, on=today).text),
        Column("schriftliche Antwort steht aus", lambda row: row.written_answer_outstanding),
        Column("Adresse", lambda row: tables.address_of(request)(row.paper)),
    ]
    return tables.streamed(
        request,
        rows.order_by(F("paper__date").desc(nulls_last=True), "-paper_id"),
        name="anfragen",
        columns=columns,
        fetched=rows_of(Inquiry.objects.all()),
    )


def _counter(code: str) -> Callable[[Inquiry], int]:
    return lambda row: row.counts()[code]


def figures(inquiries: QuerySet[Inquiry], *, on: date) -> dict[str, int]:
    """How many there are, wait for an answer, are overdue, and lack the written answer asked for; in one query."""
    waiting = Q(paper__state__in=lights.WAITING)
    return inquiries.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=waiting),
        overdue=Count("pk", filter=waiting & Q(answer_due__lt=on)),
        outstanding=Count("pk", filter=OUTSTANDING),
    )
