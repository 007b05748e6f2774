"""Gives the agenda on the page of a meeting to all of a circle from one rendering a second.

When an item is called, seventy members look at its meeting within seconds, and nearly all may read the same of it. Such
an agenda may be a second old; the line of the page then brings exactly what it missed since its cursor. What somebody
did themselves they see at once, and whoever leads a meeting is always shown the present.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from council import audiences, bearing, journal, may
from council.audiences import Standing
from council.bearing import Bearing
from council.models import Meeting, User
from council.views import blocks
from council.views.blocks import Agenda

KEPT_SECONDS = 1.0
MEETINGS = 16  # kept at once


@dataclass
class Moment:
    """A meeting as it was when somebody looked: what is kept was rendered then or later."""

    at: float  # seconds of the clock
    day: date
    head: int  # the last entry of the journal
    bearing: Bearing
    agendas: dict[str, Agenda] = field(default_factory=dict)  # by circle
    making: dict[str, threading.Lock] = field(default_factory=dict)

    def agenda(self, meeting: Meeting, standing: Standing) -> Agenda:
        """The agenda of its circle with its blocks; many who ask at once share one rendering."""
        circle = standing.circle
        with self.making.setdefault(circle, threading.Lock()):
            if circle not in self.agendas:
                self.agendas[circle] = blocks.read(meeting, standing).rendered()
            return self.agendas[circle]


class Shelf:
    """The meetings looked at lately, in this process. Asked from any thread."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._moments: OrderedDict[str, Moment] = OrderedDict()
        self._shelving = threading.Lock()

    def read(self, meeting: Meeting, user: audiences.Viewer) -> Agenda:
        """The agenda as this person may see it; that they may see the meeting is the caller's question."""
        standing = audiences.standing_of(user)
        if not isinstance(user, User) or may.allowed(may.preside, user, meeting):
            return blocks.read(meeting, standing)
        moment = self._moments.get(meeting.key)
        if moment is None or not self._serves(moment, user, standing):
            moment = self._begun(meeting, standing.on)
        narrowed = moment.bearing.narrow(standing)
        if narrowed.personal:
            return blocks.read(meeting, standing)
        return moment.agenda(meeting, narrowed)

    def _serves(self, moment: Moment, user: User, standing: Standing) -> bool:
        young = self._clock() - moment.at < KEPT_SECONDS and moment.day == standing.on
        return young and not journal.acted(user, since=moment.head)

    def _begun(self, meeting: Meeting, day: date) -> Moment:
        moment = Moment(self._clock(), day, journal.head_number(), bearing.of_meeting(meeting.pk))
        with self._shelving:
            self._moments[meeting.key] = moment
            self._moments.move_to_end(meeting.key)
            while len(self._moments) > MEETINGS:
                self._moments.popitem(last=False)
        return moment


shelf = Shelf()
