"""Says who leads a meeting: the chair, or a deputy in her stead; and in which order deputies are proposed (HGO §57)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from council.models import Attendance, Conflict, Leading, Meeting, Membership, Organization, Person, Representation
from council.states import BodyKind, ItemState, MeetingState

OPEN = frozenset({MeetingState.INVITED, MeetingState.RUNNING, MeetingState.INTERRUPTED})
_UNDER_WAY = (MeetingState.RUNNING, MeetingState.INTERRUPTED)
_ORDINALS = ("erst", "zweit", "dritt", "viert", "fünft")


@dataclass(frozen=True)
class Leader:
    """Who leads the meeting now, and whether in the chair's stead."""

    person: Person
    deputises: bool


@dataclass(frozen=True)
class Deputy:
    """A deputy of the chair, with their stay if they are there."""

    person: Person
    role: str
    stay: Attendance | None

    @property
    def obstacle(self) -> str:
        """Why they cannot lead the meeting now; empty if they can."""
        return obstacle(self.person, self.stay)


def obstacle(person: Person, stay: Attendance | None) -> str:
    """Why somebody with this stay cannot lead the meeting: that is done in the hall (HGO §52a). Empty if they can."""
    if stay is None:
        return f"{person} ist nicht als anwesend vermerkt."
    return f"{person} nimmt per Video teil; die Sitzung leitet, wer im Saal ist (HGO § 52a)." if stay.remote else ""


def knows_deputies(meeting: Meeting) -> bool:
    """Whether its leading can be handed over: in the meetings of the assembly, from the invitation to the end."""
    body = meeting.organization
    return body is not None and body.kind == BodyKind.ASSEMBLY and meeting.state in OPEN


def is_at_hand(meeting: Meeting) -> bool:
    """The same on the day of the meeting, and as long as it lasts."""
    return knows_deputies(meeting) and (meeting.state in _UNDER_WAY or meeting.date == timezone.localdate())


def leader(meeting: Meeting) -> Leader | None:
    """Who leads a meeting of the assembly that is under way; none if neither chair nor deputy is there. One query."""
    if meeting.state not in _UNDER_WAY or not knows_deputies(meeting):
        return None
    today = timezone.localdate()
    held = Leading.objects.held(on=today).filter(meeting=meeting, holder=OuterRef("person"))
    chairs = Membership.objects.current(on=today).chairs()
    chairs = chairs.filter(organization=meeting.organization_id, person=OuterRef("person"))
    represents = Representation.objects.held(on=today)
    represents = represents.filter(organization=meeting.organization_id, person=OuterRef("person"))
    stays = meeting.attendances.present().annotate(
        deputises=Exists(held), represents=Exists(represents), chairs=Exists(chairs)
    )
    rows = stays.filter(Q(deputises=True) | Q(represents=True) | Q(chairs=True)).select_related("person")
    found: Any = rows.order_by("-deputises", "-represents").first()
    return None if found is None else Leader(found.person, found.deputises or found.represents)


def held(meeting: Meeting) -> Leading | None:
    """The leading a deputy has of the meeting now; none while the chair leads it."""
    rows = Leading.objects.held(on=timezone.localdate()).filter(meeting=meeting)
    return rows.select_related("holder", "taken_from").first()


def chair_of(meeting: Meeting) -> Person | None:
    """Who chairs the meeting's body today, or represents the chair; none while nobody does. One or two queries."""
    represents = Representation.objects.held(on=timezone.localdate()).filter(organization=meeting.organization_id)
    representation = represents.select_related("person").first()
    if representation is not None:
        return representation.person
    seats = Membership.objects.current(on=timezone.localdate()).chairs()
    seat = seats.filter(organization=meeting.organization_id, person__deleted_at=None).select_related("person")
    found = seat.order_by("pk").first()
    return found.person if found is not None else None


def is_able(meeting: Meeting, chair: Person) -> bool:
    """Whether the chair is in the hall, and not barred from what is called up (HGO §25)."""
    stay = meeting.attendances.present().filter(person=chair).first()
    barred = Conflict.objects.filter(
        item__meeting=meeting, item__state=ItemState.CALLED, item__deleted_at=None, person=chair, lifted_at=None
    )
    return not obstacle(chair, stay) and not barred.exists()


def deputies_in(body: Organization) -> list[Membership]:
    """The seats of the chair's deputies in the order in which they are proposed: as numbered, else as elected."""
    seats = Membership.objects.current(on=timezone.localdate()).deputies()
    rows = list(seats.filter(organization=body, person__deleted_at=None).select_related("person"))
    return sorted(rows, key=lambda row: (place_of(row.role), str(row.start_date or ""), row.pk))


def deputies_of(meeting: Meeting) -> list[Deputy]:
    """The same with their stays at a meeting; two queries."""
    rows = deputies_in(meeting.organization) if meeting.organization is not None else []
    stays = {stay.person_id: stay for stay in meeting.attendances.present()}
    return [Deputy(row.person, row.role, stays.get(row.person_id)) for row in rows]


def place_of(role: str) -> int:
    """The place a deputy's role names, such as 2 in „2. stellv. …“ and „Zweite stellv. …“; after all others if none."""
    number = re.match(r"\s*(\d{1,2})", role)
    if number is not None:
        return int(number.group(1))
    words = (place for place, word in enumerate(_ORDINALS, start=1) if role.casefold().startswith(word))
    return next(words, 99)
