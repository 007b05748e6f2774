"""What this floor adds for whoever presides: votes by name, elections, en bloc, corrections, the majority needed."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences, may
from council.models import AgendaItem
from council.panels import panel
from council.states import MeetingState
from council.views.blocks import Agenda
from motions import majorities
from motions.actions import en_bloc
from motions.models import Ballot, Election
from motions.models.ballots import Rule
from motions.states import ElectionState
from motions.views.panels_roll_calls import items_at_hand, running_of


@panel("console", order=30)
def votes_to_lead(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """The buttons of votes and elections beside those that close the item."""
    return {
        agenda.pk: _html("motions/_console_votes.html", _led(request, agenda), request)
        for agenda in agendas
        if agenda.meeting.state == MeetingState.RUNNING and may.allowed(may.preside, request.user, agenda.meeting)
    }


def _led(request: HttpRequest, agenda: Agenda) -> dict[str, object]:
    standing, items = audiences.standing_of(request.user), items_at_hand(agenda)
    ballots = Ballot.objects.visible_for(standing).standing().filter(item__in=items).order_by("taken_at", "pk")
    current = agenda.current
    return {
        "meeting": agenda.meeting,
        "current": current,
        "running": running_of(standing, items),
        "election": Election.objects.filter(item=current, state=ElectionState.OPEN).first() if current else None,
        "ballots": list(ballots.select_related("item__meeting", "roll_call")),
        "en_bloc": current is None and en_bloc.allowed(agenda.meeting) and bool(en_bloc.candidates(agenda.meeting)),
    }


@panel("item.edit", order=50)
def majority_needed(request: HttpRequest, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """The majority an item needs, with the choice to enter another."""
    return {
        item.pk: _html(
            "motions/_required_majority.html",
            {"item": item, "meeting": item.meeting, "rule": majorities.proposed_rule(item), "rules": Rule.choices},
            request,
        )
        for item in items
    }


def _html(template: str, context: dict[str, object], request: HttpRequest) -> SafeString:
    return SafeString(render_to_string(template, context, request=request))
