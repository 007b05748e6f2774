"""What this floor adds to agenda items and papers: how was voted, as a bar and in words, with the factions' stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council.audiences import Standing
from council.models import AgendaItem
from council.panels import panel, row_panel
from documents.models import Paper
from motions import polling
from motions.models import Ballot, NamedVote

WIDTH = 300  # units of the drawing


@dataclass(frozen=True)
class Segment:
    """One part of the bar: what was answered, by how many, and where it lies."""

    code: str
    label: str
    count: int
    x: float
    width: float


def segments(ballot: Ballot) -> list[Segment]:
    """Cut the bar in proportion to the heads; nobody voting gives none."""
    parts = [("yes", "Ja", ballot.yes), ("no", "Nein", ballot.no), ("abstain", "Enthaltung", ballot.abstain)]
    whole = sum(count for _, _, count in parts)
    found, x = [], 0.0
    for code, label, count in parts:
        if count:
            width = round(WIDTH * count / whole, 2)
            found.append(Segment(code, label, count, round(x, 2), width))
            x += width
    return found


@row_panel("item", order=30, rows=[Ballot])
def ballots_of_items(standing: Standing, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """How was voted at each item, as far as someone of this standing may read it. Costs two queries."""
    rows: dict[int, list[Ballot]] = {}
    known = {item.pk: item for item in items}
    for ballot in _rows(standing).filter(item__in=items):
        ballot.item = known[ballot.item_id]
        rows.setdefault(ballot.item_id, []).append(ballot)
    return {key: _html(ballots, named=False) for key, ballots in rows.items()}


@panel("paper", order=30, rows=[Ballot])
def ballots_of_papers(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """How was voted on a paper, in every meeting."""
    rows: dict[int, list[Ballot]] = {}
    found = _rows(audiences.standing_of(request.user)).filter(paper__in=papers)
    for ballot in found.select_related("item__meeting__organization"):
        if ballot.paper_id is not None:
            rows.setdefault(ballot.paper_id, []).append(ballot)
    return {key: _html(ballots, named=True) for key, ballots in rows.items()}


def _rows(standing: Standing) -> QuerySet[Ballot]:
    rows = Ballot.objects.visible_for(standing).standing().select_related("roll_call", "corrects")
    named = Prefetch("roll_call__votes", NamedVote.objects.select_related("person", "faction"))
    return rows.order_by("taken_at", "pk").prefetch_related("by_faction__organization", named)


def _html(ballots: Sequence[Ballot], *, named: bool) -> SafeString:
    entries = [
        (
            ballot,
            segments(ballot),
            sorted(ballot.by_faction.all(), key=lambda vote: vote.order),
            polling.camps(ballot.roll_call.votes.all()) if ballot.roll_call is not None else [],
        )
        for ballot in ballots
    ]
    return SafeString(render_to_string("motions/_ballots.html", {"entries": entries, "named": named, "width": WIDTH}))
