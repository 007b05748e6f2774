"""A meeting that goes on beside what is measured: its chair acts ten times a second; each act is timed."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.utils import timezone

from benchmarks import town
from benchmarks.figures import milliseconds
from council.actions import agenda, bodies, meetings
from council.models import AgendaItem, Meeting, Membership, Person, User
from council.states import Audience

PAUSE = 0.1  # seconds between two acts
ADDRESS = "vorsitz-nebenan@example.org"
Made = tuple[int, int]
"""The primary keys of an item and of who chairs."""


def prepare() -> Made:
    """A running meeting of the assembly with ten items, made once."""
    found = User.objects.filter(email=ADDRESS).first()
    if found is not None:
        return AgendaItem.objects.filter(meeting__name="Sitzung nebenan").values_list("pk", flat=True)[0], found.pk
    body, assembly = town.home()
    person = bodies.enter(Person(body=body, name="Vorsitz nebenan"), by=None)
    seat = Membership(person=person, organization=assembly, voting_right=True, role="Stadtverordnetenvorsteherin")
    bodies.enter(seat, by=None)
    chair = User.objects.create_user(ADDRESS, person=person)
    meeting = Meeting(organization=assembly, name="Sitzung nebenan", date=timezone.localdate())
    meeting.audience, meeting.public = Audience.PUBLIC, True
    meeting = meetings.plan(meeting, by=None)
    items = [_item(meeting, number) for number in range(1, 11)]
    meetings.publish_agenda(meeting, by=None)
    meetings.start(meeting, by=None)
    return items[0].pk, chair.pk


def _item(meeting: Meeting, number: int) -> AgendaItem:
    item = AgendaItem(meeting=meeting, name=f"Punkt {number}: Radweg und Schulhof", number=str(number))
    item.audience, item.public = Audience.PUBLIC, True
    return agenda.add(item, by=None)


@contextmanager
def acting(made: Made) -> Iterator[list[float]]:
    """Act in a process of its own until the block ends; then the list holds the milliseconds of each act."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    over, (ours, theirs) = context.Event(), context.Pipe(duplex=False)
    process = context.Process(target=_act, args=(made, over.is_set, theirs.send))
    process.start()
    theirs.close()
    times: list[float] = []
    try:
        yield times
    finally:
        over.set()
        times += ours.recv()
        process.join()


def _act(made: Made, is_over: Callable[[], bool], send: Callable[[Sequence[float]], None]) -> None:
    chair = User.objects.get(pk=made[1])
    times: list[float] = []
    while not is_over():
        item: Any = AgendaItem.objects.get(pk=made[0])
        act = agenda.put_back if len(times) % 2 else agenda.call
        times.append(milliseconds(lambda act=act, item=item: act(item, by=chair)))  # type: ignore[misc]
        time.sleep(PAUSE)
    if len(times) % 2:
        agenda.put_back(AgendaItem.objects.get(pk=made[0]), by=chair)
    send(times)
