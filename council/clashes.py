"""What stands in the way of a date: a member due in two places at once, a room taken twice, a holiday."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from council.audiences import Standing
from council.law import holidays
from council.models import Meeting, Membership, Person
from council.states import BodyKind, MeetingState

LONG, USUAL = timedelta(hours=5), timedelta(hours=3)  # how long meetings last whose end is unknown
NAMED = 5  # how many names a sentence gives
Seats = dict[int, dict[int, list[Membership]]]


@dataclass(frozen=True)
class Clash:
    """Two meetings in each other's way, or one on a holiday; `people` are due in both."""

    meeting: Meeting
    other: Meeting | None
    people: tuple[Person, ...] = ()
    room: str = ""
    same_body: bool = False
    holiday: str = ""

    def of(self, person_id: int | None) -> bool:
        """Whether it concerns this person."""
        return any(person.pk == person_id for person in self.people)


@dataclass(frozen=True)
class Due:
    """A meeting, and what somebody is told of what clashes with it."""

    meeting: Meeting
    warnings: list[str]


def among(meetings: Sequence[Meeting]) -> list[Clash]:
    """All clashes among these meetings, holidays first. Costs two queries, whatever their number.

    Meetings without an hour, and cancelled ones, are in nobody's way. `meetings` carry their organization and location.
    """
    standing = [meeting for meeting in meetings if meeting.state != MeetingState.CANCELLED]
    pairs = list(_overlapping(standing))
    together = list(dict.fromkeys(meeting for pair in pairs for meeting in pair if meeting.pk is not None))
    prefetch_related_objects(together, "joint_organizations")
    seats = _seats({body for pair in pairs for meeting in pair for body in _bodies(meeting)})
    found = [clash for one, other in pairs if (clash := _between(one, other, seats)) is not None]
    return [*(_on_holiday(meeting) for meeting in standing if holiday(meeting.date)), *found]


def around(planned: Meeting, *, among_visible: QuerySet[Meeting]) -> list[Clash]:
    """The clashes of one meeting, saved or not, with those that the person who plans may see."""
    if planned.date is None:
        return []
    beside = [planned.date - timedelta(days=1), planned.date + timedelta(days=1)]
    rows = among_visible.filter(date__range=beside).exclude(pk=planned.pk)
    others = list(rows.select_related("organization", "location").order_by("date", "starts_at", "pk"))
    return [clash for clash in among([planned, *others]) if clash.meeting is planned]


def told(meetings: Sequence[Meeting], standing: Standing) -> dict[int, list[str]]:
    """What someone is told of the clashes among meetings they may see, by meeting: who plans of all, others of theirs.

    Costs two queries, none for residents.
    """
    found: dict[int, list[str]] = defaultdict(list)
    plans = standing.clerk or standing.chair
    for clash in among(meetings) if not standing.outsider else ():
        if clash.holiday or not (plans or clash.of(standing.person_id)):
            continue
        for turned in (clash, _turned(clash)):
            found[turned.meeting.pk].append(sentence(turned) if plans else _to_oneself(turned))
    return found


def _to_oneself(clash: Clash) -> str:
    assert clash.other is not None
    return f"Sie sind zur selben Zeit auch hier geladen: {clash.other.organization or clash.other}."


def _turned(clash: Clash) -> Clash:
    """The same clash as the other meeting has it."""
    assert clash.other is not None
    return Clash(clash.other, clash.meeting, clash.people, clash.room, clash.same_body)


def holiday(day: date | None) -> str:
    """The name of the holiday on that day, if it is one."""
    if day is None or day.year < holidays.FIRST_YEAR:
        return ""
    return holidays.hesse(day.year).get(day, "")


def sentence(clash: Clash) -> str:
    """Say the clash in German."""
    if clash.holiday:
        return f"Am {clash.meeting.date:%d.%m.%Y} ist Feiertag: {clash.holiday}."
    other = clash.other
    assert other is not None
    name = f"{other.organization.label if other.organization else other.name}{_hour(other)}"
    same = f"Dasselbe Gremium tagt zur selben Zeit: {name}." if clash.same_body else ""
    room = f"Derselbe Raum ist vergeben an: {name}." if clash.room else ""
    people = f"Zur selben Zeit in {name}: {_names(clash.people)}." if clash.people else ""
    return " ".join(part for part in (same, people, room) if part)


def _overlapping(meetings: Sequence[Meeting]) -> Iterator[tuple[Meeting, Meeting]]:
    timed = [meeting for meeting in meetings if meeting.starts_at is not None]
    for one, other in combinations(timed, 2):
        if _begin(one) < _end(other) and _begin(other) < _end(one):
            yield one, other


def _begin(meeting: Meeting) -> datetime:
    assert meeting.starts_at is not None
    return meeting.starts_at


def _end(meeting: Meeting) -> datetime:
    if meeting.ends_at is not None and meeting.ends_at > _begin(meeting):
        return meeting.ends_at
    assembly = meeting.organization is not None and meeting.organization.kind == BodyKind.ASSEMBLY
    return _begin(meeting) + (LONG if assembly else USUAL)


def _bodies(meeting: Meeting) -> set[int]:
    """The bodies whose members are due there."""
    joint = {body.pk for body in meeting.joint_organizations.all()} if meeting.pk is not None else set()
    return joint | ({meeting.organization_id} if meeting.organization_id is not None else set())


def _seats(bodies: Iterable[int]) -> Seats:
    """The seats by body and person."""
    bodies = set(bodies)
    found: Seats = defaultdict(lambda: defaultdict(list))
    rows = Membership.objects.filter(organization__in=bodies, deleted_at=None, person__deleted_at=None)
    for row in rows.select_related("person").order_by("person__family_name", "person__name", "pk") if bodies else ():
        found[row.organization_id][row.person_id].append(row)
    return found


def _between(one: Meeting, other: Meeting, seats: Seats) -> Clash | None:
    same_room = one.location_id is not None and one.location_id == other.location_id
    same_body = one.organization_id is not None and one.organization_id == other.organization_id
    here, there = _sitting(one, seats), _sitting(other, seats)
    people = () if same_body else tuple(person for pk, person in here.items() if pk in there)
    if not (people or same_room or same_body):
        return None
    return Clash(one, other, people, str(one.location) if same_room else "", same_body)


def _sitting(meeting: Meeting, seats: Seats) -> dict[int, Person]:
    return {
        pk: held[0].person
        for body in _bodies(meeting)
        for pk, held in seats.get(body, {}).items()
        if any(_holds(seat, meeting) for seat in held)
    }


def _holds(seat: Membership, meeting: Meeting) -> bool:
    day = meeting.date or _begin(meeting).date()
    return (seat.start_date is None or seat.start_date <= day) and (seat.end_date is None or seat.end_date >= day)


def _on_holiday(meeting: Meeting) -> Clash:
    return Clash(meeting, None, holiday=holiday(meeting.date))


def _hour(meeting: Meeting) -> str:
    return f" um {timezone.localtime(meeting.starts_at):%H:%M} Uhr" if meeting.starts_at is not None else ""


def _names(people: Sequence[Person]) -> str:
    rest = len(people) - NAMED
    return ", ".join(str(person) for person in people[:NAMED]) + (f" und {rest} weitere" if rest > 0 else "")
