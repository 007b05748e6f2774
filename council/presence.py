"""Who may be at a meeting and who is: seats by faction, those present, and whether they are a quorum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from council import invited, rulebook
from council.law import quorum
from council.models import AgendaItem, Attendance, Conflict, Meeting, Membership, Organization, Person
from council.states import BodyKind

NO_FACTION = "Fraktionslos"
EXECUTIVE = "Magistrat"
SUBSTITUTE = "Vertretung"


@dataclass(frozen=True)
class Seat:
    """A person who belongs at the meeting: with a vote or without, and their stay if they are there."""

    person: Person
    role: str
    voting: bool
    stay: Attendance | None


@dataclass(frozen=True)
class Bench:
    """The seats of one faction, or of those who sit there without one; `organization` is the faction's row."""

    name: str
    organization: Organization | None
    seats: list[Seat] = field(default_factory=list)

    @property
    def present(self) -> int:
        """How many of its voting seats are taken now."""
        return sum(seat.voting and seat.stay is not None for seat in self.seats)


def day_of(meeting: Meeting) -> date:
    """The day whose memberships count for the meeting."""
    return meeting.date or timezone.localdate()


def benches(meeting: Meeting) -> list[Bench]:
    """The seats of the meeting's body by faction with those who stand in, then the Magistrat's. Costs four queries."""
    day = day_of(meeting)
    stays = {stay.person_id: stay for stay in meeting.attendances.present().select_related("person")}
    rows = list(_seats(meeting, day=day))
    executive = [Seat(row.person, row.role, False, stays.get(row.person_id)) for row in _executive(meeting, day=day)]
    seats = [Seat(row.person, row.role, bool(row.voting_right), stays.pop(row.person_id, None)) for row in rows]
    seats += [Seat(stay.person, SUBSTITUTE, True, stay) for stay in stays.values() if stay.voting]
    factions = factions_of((seat.person.pk for seat in seats), day=day)
    found: dict[str, Bench] = {}
    for seat in seats:
        faction = factions.get(seat.person.pk)
        name = str(faction or NO_FACTION)
        found.setdefault(name, Bench(name, faction)).seats.append(seat)
    ordered = sorted(found.values(), key=lambda bench: (bench.organization is None, bench.name))
    return [*ordered, Bench(EXECUTIVE, None, executive)] if executive else ordered


def seats_of(meeting: Meeting) -> int | None:
    """The statutory number of seats of the meeting's body (HGO §53(1)); None where nobody knows it."""
    body = meeting.organization
    if body is None:
        return None
    if body.statutory_seats is not None:
        return body.statutory_seats
    if body.kind == BodyKind.ASSEMBLY:
        return int(rulebook.value("stavo.statutory_seats", on=day_of(meeting)))
    return None


def counting(meeting: Meeting, *, item: AgendaItem | None = None) -> QuerySet[Attendance]:
    """The stays that count in a vote: voting members there now, save those barred from the item (HGO §25).

    Whoever joins by video counts only where the main by-law allows it (HGO §52a).
    """
    there = meeting.attendances.present().voting()
    if not rulebook.value("remote.enabled", on=day_of(meeting), organization=meeting.organization):
        there = there.filter(remote=False)
    return there.at(item) if item is not None else there


def barred(meeting: Meeting, *, item: AgendaItem) -> int:
    """How many members with a vote are barred from the item; the Magistrat has none to lose (HGO §25)."""
    voting = Membership.objects.current(on=day_of(meeting)).filter(
        organization=meeting.organization_id, voting_right=True
    )
    return Conflict.objects.filter(item=item, lifted_at=None, person__in=voting.values("person")).count()


def finding(meeting: Meeting, *, item: AgendaItem | None = None) -> quorum.Finding | None:
    """Count those present, for an item without those barred from it; None if nobody knows the seats.

    In a second meeting whose invitation said so any number is enough for an item that repeats what was put off, and
    for nothing else (HGO §53(2): „denselben Gegenstand“).
    """
    seats = seats_of(meeting)
    if seats is None:
        return None
    without = barred(meeting, item=item) if item is not None else 0
    present = counting(meeting, item=item).count()
    found = quorum.count(seats, present=min(present, seats - without), barred=without)
    if found.quorate or not _repeats(meeting, item=item):
        return found
    return quorum.count_second_meeting(seats, present=found.present, announced=True)


def _repeats(meeting: Meeting, *, item: AgendaItem | None) -> bool:
    """Whether the invitation called the item a second time, for what lapsed, and said that any number is enough."""
    if item is None or item.repeats is None:
        return False
    rows = meeting.invitations.filter(announces_quorum=True, second_of=item.repeats.meeting_id)
    return any(item.key in invited.keys_of(row.revision) for row in rows.select_related("revision"))


def _seats(meeting: Meeting, *, day: date) -> Iterable[Membership]:
    rows = Membership.objects.current(on=day).filter(organization=meeting.organization_id, person__deleted_at=None)
    return rows.select_related("person").order_by("person__family_name", "person__name", "pk")


def _executive(meeting: Meeting, *, day: date) -> Iterable[Membership]:
    if meeting.organization is None or meeting.organization.kind == BodyKind.EXECUTIVE:
        return []
    rows = Membership.objects.current(on=day).filter(
        organization__kind=BodyKind.EXECUTIVE, organization__body=meeting.organization.body_id, person__deleted_at=None
    )
    return rows.select_related("person").order_by("person__family_name", "person__name", "pk")


def name_of(faction: Organization | None) -> str:
    """What a faction is called in lists; those who belong to none have a name there too."""
    return faction.label if faction is not None else NO_FACTION


def factions_of(people: Iterable[int], *, day: date) -> dict[int, Organization]:
    """The faction of each person (by primary key) on that day; absent means none. Costs one query."""
    rows = Membership.objects.current(on=day).filter(
        organization__kind=BodyKind.FACTION, organization__deleted_at=None, person__in=list(people)
    )
    return {row.person_id: row.organization for row in rows.select_related("organization").order_by("pk")}


def stand_ins(meeting: Meeting) -> tuple[QuerySet[Person], QuerySet[Person]]:
    """Members of a committee who are not there, and members of the assembly who could stand in for one of them.

    Both are empty for a body that knows no substitutes.
    """
    if meeting.organization is None or meeting.organization.kind != BodyKind.COMMITTEE:
        return Person.objects.none(), Person.objects.none()
    current = Membership.objects.current(on=day_of(meeting))
    there = meeting.attendances.present()
    seated = current.filter(organization=meeting.organization)
    members = Person.objects.filter(pk__in=seated.filter(voting_right=True).values("person"))
    town = current.filter(organization__kind=BodyKind.ASSEMBLY, organization__body=meeting.organization.body_id)
    others = Person.objects.filter(pk__in=town.filter(voting_right=True).values("person"))
    order = ("family_name", "name")
    stood_in = there.filter(substitute_for__isnull=False).values("substitute_for")
    absent = members.exclude(pk__in=there.values("person")).exclude(pk__in=stood_in)
    free = others.exclude(pk__in=seated.values("person")).exclude(pk__in=there.values("person"))
    return absent.order_by(*order), free.order_by(*order)
