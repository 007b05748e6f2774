"""What today's meeting voted on already: an election with two ballots, and a vote by name with exceptions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collaboration.demo.intake.shelf import Shelf
from council import presence
from council.actions import agenda
from council.models import AgendaItem, Meeting
from council.states import Result
from motions import electing
from motions.actions import elections, roll_calls, treatment
from motions.actions.elections import Post, Proposal
from motions.electing import Count

FILE = Path(__file__).parents[1] / "voting.toml"
FACTS: Mapping[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))


def take_in(shelf: Shelf, meeting: Meeting) -> None:
    """Hold the election and call the names; for the meeting of the file alone."""
    if meeting != shelf.meetings.get(FACTS["meeting"]):
        return
    _elect(shelf, meeting, FACTS["election"])
    _call_the_names(shelf, meeting, FACTS["roll_call"])


def _elect(shelf: Shelf, meeting: Meeting, facts: Mapping[str, Any]) -> None:
    chair = shelf.users["chair"]
    item = _called(meeting, facts["item"])
    proposals = [Proposal(name) for name in facts["round"][0]["votes"]]
    election = elections.open_election(item, post=Post(office=facts["office"]), proposals=proposals, by=chair)
    for counted in facts["round"]:
        votes = {one.pk: counted["votes"][one.name] for one in electing.turn_of(election).standing}
        count = Count(votes=votes, abstain=counted["abstain"], invalid=counted["invalid"])
        elections.count(election, counted=count, by=chair)
    elections.close_item(item, by=chair)


def _call_the_names(shelf: Shelf, meeting: Meeting, facts: Mapping[str, Any]) -> None:
    chair = shelf.users["chair"]
    item = _called(meeting, facts["item"])
    opened = roll_calls.open_vote(item, paper=None, demanded_by=facts["demanded_by"], by=chair)
    roll_calls.enter_all(opened, answers=_answers(shelf, meeting, facts), by=shelf.users["clerk"])
    ballot = roll_calls.close(opened, by=chair)
    result = Result.ADOPTED if ballot.passed else Result.REJECTED
    treatment.close_item(item, result=result, resolution_text=facts["resolution"], by=chair)


def _answers(shelf: Shelf, meeting: Meeting, facts: Mapping[str, Any]) -> dict[int, str]:
    """The answers of those present, by person."""
    letters = {shelf.organizations[body.key].pk: body.letters for body in shelf.town.bodies if body.letters}
    others = {(faction, number): answer for faction, number, answer in facts["exceptions"]}
    found = {}
    for bench in presence.benches(meeting):
        faction = letters.get(bench.organization.pk, "") if bench.organization is not None else ""
        there = [seat.person.pk for seat in bench.seats if seat.voting and seat.stay is not None]
        for number, person in enumerate(there, start=1):
            found[person] = others.get((faction, number), facts["answers"].get(faction, "abstain"))
    return found


def _called(meeting: Meeting, name: str) -> AgendaItem:
    return agenda.call(meeting.items.get(name=name), by=None)
