"""What this floor adds to a meeting while it votes: the running vote and the result for all, to each their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council.audiences import Standing
from council.may import Denied
from council.models import AgendaItem
from council.panels import panel, stage
from council.states import ItemState, MeetingState
from council.views.blocks import Agenda
from motions import tally
from motions.actions import ballot_corrections
from motions.may import roll_calls as may
from motions.models import Ballot, Election, NamedVote, RollCall
from motions.tally import Stand

_UNDER_WAY = (MeetingState.RUNNING, MeetingState.INTERRUPTED)


def items_at_hand(agenda: Agenda) -> list[AgendaItem]:
    """What is under discussion; else the item closed last, whose result is still to be read."""
    if agenda.meeting.state not in _UNDER_WAY:
        return []
    called = agenda.of_state(ItemState.CALLED)
    closed = [item for item in agenda.of_state(ItemState.CLOSED) if item.closed_at is not None]
    return called or sorted(closed, key=lambda item: item.closed_at or 0)[-1:]


@stage("vote", order=20)
def vote_of_meeting(standing: Standing, agenda: Agenda) -> SafeString | None:
    """The vote that runs, else the last result of what is at hand; costs two queries, three with a result."""
    items = items_at_hand(agenda)
    if not items:
        return None
    running = (
        RollCall.objects.visible_for(standing).open().filter(item__in=items).select_related("item", "paper").first()
    )
    if running is not None:
        return _html("motions/_vote_running.html", {"roll_call": running})
    ballot = _last_ballot(standing, items)
    if ballot is None:
        return None
    return _html("motions/_vote_stage.html", {"ballot": ballot, "spoken": _spoken(ballot)})


@stage("election", order=25)
def election_of_meeting(standing: Standing, agenda: Agenda) -> SafeString | None:
    """The election that runs, or was decided last at what is at hand."""
    items = items_at_hand(agenda)
    rows = Election.objects.visible_for(standing).filter(item__in=items).exclude(state="cancelled")
    election = rows.select_related("item").prefetch_related("candidacies").order_by("-opened_at", "-pk").first()
    if not items or election is None:
        return None
    return _html("motions/_election_stage.html", {"election": election})


@panel("tools", order=20)
def my_vote(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """One's own vote: to be given while it runs, to be corrected or put into the minutes afterwards."""
    found = {agenda.pk: _tool(request, agenda) for agenda in agendas}
    return {key: html for key, html in found.items() if html is not None}


def _tool(request: HttpRequest, agenda: Agenda) -> SafeString | None:
    standing = audiences.standing_of(request.user)
    items = items_at_hand(agenda)
    if standing.person_id is None or not items:
        return None
    running = running_of(standing, items)
    if running is not None:
        return _running_tool(request, running, agenda)
    ballot = _last_ballot(standing, items)
    return _afterwards(request, ballot, agenda) if ballot is not None else None


def _running_tool(request: HttpRequest, running: RollCall, agenda: Agenda) -> SafeString | None:
    try:
        person = may.vote(request.user, running)
    except Denied as refused:
        if agenda.meeting.organization_id not in audiences.standing_of(request.user).bodies:
            return None
        return _html("motions/_vote_tool.html", {"roll_call": running, "refusal": str(refused)}, request)
    vote = NamedVote.objects.filter(roll_call=running, person=person).first()
    return _html("motions/_vote_tool.html", _context(agenda) | {"roll_call": running, "vote": vote}, request)


def _afterwards(request: HttpRequest, ballot: Ballot, agenda: Agenda) -> SafeString | None:
    person = may.member(request.user)
    try:
        may.have_voted_in(person, ballot)
    except Denied:
        return None
    own = (
        NamedVote.objects.filter(roll_call=ballot.roll_call_id, person=person).first() if ballot.roll_call_id else None
    )
    context = _context(agenda) | {
        "ballot": ballot,
        "own": own,
        "minuted": ballot.minuted.filter(person=person).first(),
        "correctable": own is not None and ballot_corrections.is_open(ballot),
    }
    return _html("motions/_vote_afterwards.html", context, request)


def running_of(standing: Standing, items: Sequence[AgendaItem]) -> RollCall | None:
    """The vote that is being taken on one of these items."""
    rows = RollCall.objects.visible_for(standing).open().filter(item__in=items)
    return rows.select_related("item__meeting__organization", "paper").first()


def _last_ballot(standing: Standing, items: Sequence[AgendaItem]) -> Ballot | None:
    rows: QuerySet[Ballot] = Ballot.objects.visible_for(standing).standing().filter(item__in=items)
    rows = rows.select_related("item__meeting__organization", "roll_call").prefetch_related("by_faction__organization")
    return rows.order_by("-taken_at", "-pk").first()


def _spoken(ballot: Ballot) -> str:
    """How the factions stood, as the chair reads it out."""
    rows = sorted(ballot.by_faction.all(), key=lambda vote: vote.order)
    return tally.spoken({row.faction_name: Stand(yes=row.yes, no=row.no, abstain=row.abstain) for row in rows})


def _context(agenda: Agenda) -> dict[str, Any]:
    return {"next": f"{agenda.meeting.get_absolute_url()}live/#tools", "meeting": agenda.meeting}


def _html(template: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
    return SafeString(render_to_string(template, context, request=request))
