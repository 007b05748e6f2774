"""Pages for the end of a term: what lapses with it, and bringing a lapsed inquiry in again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from council import life
from council.models import LegislativeTerm
from council.requests import SignedInRequest
from council.views import doors
from documents.models import Paper
from documents.states import PaperType
from motions.actions import lapsing
from motions.may import lapsing as may
from motions.views import inquiries

AHEAD = timedelta(days=90)  # before the end the office hears of it (domain brief §6.11)
SHOWN = 100


@dataclass
class Group:
    """The open papers of one kind."""

    label: str
    lapses: bool
    papers: list[Paper] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, len(self.papers) - SHOWN)

    @property
    def first(self) -> list[Paper]:
        """Those shown."""
        return self.papers[:SHOWN]


def ending_terms() -> QuerySet[LegislativeTerm]:
    """The terms of our town that have ended or soon end, the latest first."""
    latest = timezone.localdate() + AHEAD
    return LegislativeTerm.objects.filter(body__home=True, deleted_at=None, end_date__lte=latest).order_by("-end_date")


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: SignedInRequest) -> HttpResponse:
    """Show by kind what is open at the end of a term, and let lapse what lapses."""
    may.lapse(request.user)
    if request.method == "POST":
        return _lapse(request)
    terms = list(ending_terms())
    chosen = request.GET.get("wahlperiode", "")
    term = next((one for one in terms if one.key == chosen), terms[0] if terms else None)
    context: dict[str, Any] = {"terms": terms, "term": term, "today": timezone.localdate()}
    if term is not None:
        visible = Paper.objects.visible_to(request.user)
        papers = lapsing.open_papers(term).filter(pk__in=visible.values("pk")).order_by("date", "pk")
        groups = _groups(list(papers), kinds=lapsing.lapsing_types(term))
        opened = sum(len(group.papers) for group in groups)
        context |= {
            "groups": groups,
            "lapsing": sum(len(group.papers) for group in groups if group.lapses),
            "ended": term.end_date is not None and term.end_date < timezone.localdate(),
            "total": max(opened, visible.filter(term=term).count()),
            "opened": opened,
        }
        context["done"] = context["total"] - opened
    return render(request, "motions/lapsing.html", context)


def _lapse(request: SignedInRequest) -> HttpResponse:
    term = get_object_or_404(ending_terms(), key=request.POST.get("wahlperiode", ""))
    expected = request.POST.get("expected", "")
    if not expected.isdecimal():
        raise life.Stale(doors.TOO_LATE)
    counts = lapsing.lapse(term, by=request.user, on=timezone.localdate(), expected=int(expected))
    messages.success(request, sentence(counts))
    return doors.see(f"{request.path}?wahlperiode={term.key}")


def sentence(counts: Mapping[str, int]) -> str:
    """Say how much lapsed: „3 Vorlagen sind verfallen: 2 × Anfrage, 1 × Antrag.“"""
    total = sum(counts.values())
    if not total:
        return "Nichts war offen; es ist nichts verfallen."
    kinds = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    parts = ", ".join(f"{number} × {PaperType(kind).label}" for kind, number in kinds)
    return f"{total} Vorlagen sind verfallen: {parts}." if total > 1 else f"1 Vorlage ist verfallen: {parts}."


def _groups(papers: list[Paper], *, kinds: frozenset[str]) -> list[Group]:
    """By kind, those that lapse first."""
    found: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        found[paper.paper_type].append(paper)
    order = sorted(found, key=lambda kind: (kind not in kinds, PaperType(kind).label))
    return [Group(str(PaperType(kind).label), kind in kinds, found[kind]) for kind in order]


@require_POST
def resubmit(request: SignedInRequest, key: str) -> HttpResponse:
    """Begin a draft with the questions of a lapsed inquiry."""
    made = lapsing.resubmit(inquiries.found(request, key), by=request.user)
    messages.success(request, "Der Entwurf mit denselben Fragen ist angelegt. Bitte prüfen und einreichen.")
    return doors.see(made.paper.get_absolute_url())
