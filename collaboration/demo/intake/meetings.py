"""Meetings with their agendas: those that are over with their results, those to come as far as they are prepared."""

from __future__ import annotations

from datetime import datetime, timedelta

from collaboration.demo import agenda as agendas
from collaboration.demo import nouns
from collaboration.demo.intake import debates, invitations, procedural, voting
from collaboration.demo.intake.shelf import Shelf, moment
from council import presence
from council.actions import agenda, attendance, meetings
from council.models import AgendaItem, Meeting
from council.states import Audience, ItemState, Matter, MeetingState, Result

INVITED_DAYS, PREPARED_DAYS = 21, 35  # days before a meeting from which its agenda is out, or in the making
RUNNING_FOR = timedelta(minutes=35)  # how long today's meeting has been under way when the town is loaded
_VOTED = {Result.ADOPTED, Result.ADOPTED_UNANIMOUSLY, Result.ADOPTED_AMENDED, Result.REJECTED, Result.ELECTED}
_ADOPTED = {Result.ADOPTED, Result.ADOPTED_UNANIMOUSLY, Result.ADOPTED_AMENDED}


def take_in(shelf: Shelf) -> None:
    """Enter every meeting; those whose agenda is out were invited for by the act of the house."""
    invitations.reach(shelf)
    for planned in shelf.town.meetings:
        meeting = meetings.plan(_meeting(shelf, planned), by=None)
        shelf.meetings[planned.key] = meeting
        if state(shelf, planned) != MeetingState.PLANNED:
            _take_in_items(shelf, planned, meeting)
        if state(shelf, planned) in (MeetingState.INVITED, MeetingState.RUNNING):
            shelf.meetings[planned.key] = invitations.invite(shelf, planned, meeting)


def open_todays(shelf: Shelf) -> None:
    """Start the meetings of today and close their first items, so that there is something to follow."""
    for planned in shelf.town.meetings:
        if state(shelf, planned) != MeetingState.RUNNING:
            continue
        meeting = meetings.start(shelf.meetings[planned.key], by=None)
        _call_the_roll(shelf, meeting)
        procedural.begin(shelf, meeting)
        first, second, *_ = meeting.items.filter(parent=None).order_by("order")
        agenda.call(first, by=None)
        agenda.close(first, result=Result.NOTED, by=None)
        voting.take_in(shelf, meeting)
        debates.take_in(shelf, agenda.call(second, at=shelf.now - debates.CALLED, by=None))
        procedural.wait(shelf, meeting)


def _call_the_roll(shelf: Shelf, meeting: Meeting) -> None:
    """All are there but the last of each faction; the quorum is found."""
    clerk = shelf.users["clerk"]
    for bench in presence.benches(meeting):
        there = bench.seats[:-1] if bench.organization is not None else bench.seats[:1]
        for seat in there:
            attendance.arrive(meeting, person=seat.person, at=meeting.starts_at, by=clerk)
    attendance.find_quorum(meeting, by=clerk)


def state(shelf: Shelf, planned: nouns.Meeting) -> str:
    """How far a meeting has come on the day of loading."""
    ahead = (planned.day - shelf.today).days
    if planned.cancelled:
        return MeetingState.CANCELLED
    if ahead < 0:
        return MeetingState.CLOSED
    if ahead == 0:
        return MeetingState.RUNNING
    if ahead <= INVITED_DAYS:
        return MeetingState.INVITED
    return MeetingState.AGENDA_OPEN if ahead <= PREPARED_DAYS else MeetingState.PLANNED


def _meeting(shelf: Shelf, planned: nouns.Meeting) -> Meeting:
    now = state(shelf, planned)
    over = now == MeetingState.CLOSED
    begin = _begin_of_today(shelf) if now == MeetingState.RUNNING else moment(planned.day, planned.begin)
    closed_to = shelf.organizations[planned.body] if planned.closed else None
    return Meeting(
        organization=shelf.organizations[planned.body],
        term=shelf.terms[planned.term],
        number=planned.number,
        name=planned.name,
        state=MeetingState.AGENDA_OPEN if now in (MeetingState.INVITED, MeetingState.RUNNING) else now,
        public=not planned.closed,
        date=planned.day,
        starts_at=begin,
        ends_at=moment(planned.day, planned.end) if over and planned.end else None,
        location=shelf.places.get(planned.place),
        agenda_published_at=moment(planned.day - timedelta(days=11), "12:00") if over else None,
        audience=_audience(planned, now),
        audience_organization=closed_to,
    )


def _audience(planned: nouns.Meeting, now: str) -> Audience:
    """Closed meetings stay with their body; an agenda in the making is for members; dates are for everyone."""
    if planned.closed:
        return Audience.BODY
    return Audience.MEMBERS if now == MeetingState.AGENDA_OPEN else Audience.PUBLIC


def _begin_of_today(shelf: Shelf) -> datetime:
    """The last quarter of an hour before the meeting is said to have begun, never yesterday."""
    begin = shelf.now - RUNNING_FOR
    begin = begin.replace(minute=begin.minute - begin.minute % 15, second=0, microsecond=0)
    return max(begin, moment(shelf.today, "00:00"))


def _take_in_items(shelf: Shelf, planned: nouns.Meeting, meeting: Meeting) -> None:
    over = meeting.state == MeetingState.CLOSED
    parents: dict[str, AgendaItem] = {}
    for order, (entry, parent) in enumerate(agendas.flat(agendas.of(shelf.town, planned))):
        item = _item(shelf, planned, entry, over=over)
        item.meeting, item.order = meeting, order
        item.parent = parents.get(parent.number) if parent is not None else None
        parents[entry.number] = agenda.add(item, by=None)
        if entry.votes and over:
            shelf.counted.append((item, entry))
        if entry.paper:
            shelf.items[planned.key, entry.paper] = item


def _item(shelf: Shelf, planned: nouns.Meeting, entry: agendas.Entry, *, over: bool) -> AgendaItem:
    closed = entry.closed or planned.closed
    return AgendaItem(
        part=entry.part,
        number=entry.number,
        name=entry.title,
        neutral_name=entry.neutral_title,
        matter=_matter(entry),
        public=not closed,
        audience=Audience.BODY if closed else Audience.PUBLIC,
        audience_organization=shelf.organizations[planned.body] if closed else None,
        state=ItemState.CLOSED if over else ItemState.OPEN,
        result=entry.result if over else "",
        result_text=_result_text(entry) if over else "",
        resolution_text=_resolution(shelf, entry) if over else "",
        closed_at=moment(planned.day, planned.end) if over and planned.end else None,
    )


def _matter(entry: agendas.Entry) -> Matter:
    """Elections and the main by-law, which are never dealt with at short notice."""
    if entry.paper == "hauptsatzung":
        return Matter.MAIN_BYLAW
    return Matter.ELECTION if entry.title.startswith("Wahl de") else Matter.ORDINARY


def _result_text(entry: agendas.Entry) -> str:
    """The result in words with the heads: "mehrheitlich angenommen (45 Ja, 24 Nein, 2 Enthaltungen)"."""
    if not entry.votes:
        return ""
    yes, no, abstained = (sum(getattr(vote, name) for vote in entry.votes) for name in ("yes", "no", "abstained"))
    return f"{Result(entry.result).label} ({yes} Ja, {no} Nein, {abstained} {_noun(abstained)})"


def _resolution(shelf: Shelf, entry: agendas.Entry) -> str:
    """What was resolved, and what else the office noted."""
    parts = [entry.resolution or _in_words(entry), entry.remark]
    return "\n\n".join(part for part in parts if part)


def _in_words(entry: agendas.Entry) -> str:
    if not entry.paper or entry.result not in _ADOPTED:
        return ""
    if entry.role == "Vorberatung":
        return "Der Stadtverordnetenversammlung wird empfohlen, dem Beschlussvorschlag zuzustimmen."
    if entry.role in ("Anhörung", "Beratung"):
        return "Dem Vorschlag wird zugestimmt."
    return "Der Beschlussvorschlag der Vorlage wird angenommen."


def _noun(abstained: int) -> str:
    return "Enthaltung" if abstained == 1 else "Enthaltungen"
