"""The debate of today's meeting: who has spoken, who speaks, who waits, so that list and times can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from collaboration.demo.intake.shelf import Shelf
from council import presence
from council.actions import speeches
from council.models import AgendaItem, Person
from council.states import SpeechKind

# What was said so far: kind, begin in minutes before now, length in seconds.
_SPOKEN = (
    (SpeechKind.MOVER, 19, 402),
    (SpeechKind.DEBATE, 12, 251),
    (SpeechKind.DEBATE, 7, 187),
)
CALLED = timedelta(minutes=20)  # before now
_WAITING = 3


def take_in(shelf: Shelf, item: AgendaItem) -> None:
    """Three have spoken, the mayor speaks, three wait. The demo people have not asked yet: they can."""
    clerk = shelf.users["clerk"]
    people = _speakers(shelf, item)
    for kind, before, length in _SPOKEN:
        begin = shelf.now - timedelta(minutes=before)
        speech = speeches.add(item, person=next(people), kind=kind, by=clerk)
        speeches.call_up(speech, at=begin, by=clerk)
        speeches.finish(speech, at=begin + timedelta(seconds=length), by=clerk)
    speech = speeches.ask(item, by=shelf.users["mayor"])
    speeches.call_up(speech, at=shelf.now - timedelta(minutes=2), by=clerk)
    for _ in range(_WAITING):
        speeches.add(item, person=next(people), kind=SpeechKind.DEBATE, by=clerk)


def _speakers(shelf: Shelf, item: AgendaItem) -> Iterator[Person]:
    """Those present, one faction after the other, without the people one can sign in as."""
    known = {user.person_id for user in shelf.users.values()}
    rows = [
        [seat.person for seat in bench.seats if seat.stay is not None and seat.person.pk not in known]
        for bench in presence.benches(item.meeting)
        if bench.organization is not None
    ]
    for turn in range(max(map(len, rows))):
        yield from (row[turn] for row in rows if turn < len(row))
