"""Who was present, from when to when, for whom somebody stood in, and who was missing (HGO §61(1))."""

from __future__ import annotations

from collections.abc import Iterator

from council import presence
from council.models import Attendance, Membership
from motions.minuting.chapters import Fact, chapter
from motions.minuting.record import Record, clock
from motions.states.minutes import MinutesPlace

ABSENT = "Es fehlen"


@chapter(order=30)
def attendance(record: Record) -> Iterator[Fact]:
    """Every stay at the meeting, by faction; then the members who were not there, once anybody was noted at all."""
    stays = list(
        Attendance.objects.filter(meeting=record.meeting)
        .select_related("person", "substitute_for")
        .order_by("person__family_name", "person__name", "arrived_at", "pk")
    )
    for stay in sorted(stays, key=lambda row: (not row.voting, _group(record, row))):
        yield Fact(
            kind="attendance",
            source=f"attendance:{stay.pk}",
            sentence=f"{stay.person}, {_span(stay)}",
            bare=f"N. N., {_span(stay, named=False)}",
            group=_group(record, stay),
            place=MinutesPlace.PRESENCE,
        )
    if stays:
        yield from _missing(record, there={stay.person_id for stay in stays})


def _missing(record: Record, *, there: set[int]) -> Iterator[Fact]:
    seats = Membership.objects.current(on=presence.day_of(record.meeting)).filter(
        organization=record.meeting.organization_id, voting_right=True, person__deleted_at=None
    )
    rows = seats.exclude(person__in=there).select_related("person")
    for seat in rows.order_by("person__family_name", "person__name", "pk"):
        yield Fact(
            kind="absence",
            source=f"membership:{seat.pk}",
            sentence=record.name(seat.person),
            bare=f"N. N. ({record.factions.get(seat.person_id, presence.NO_FACTION.lower())})",
            group=ABSENT,
            place=MinutesPlace.PRESENCE,
        )


def _group(record: Record, stay: Attendance) -> str:
    if not stay.voting:
        return "Ohne Stimme nehmen teil"
    return record.factions.get(stay.person_id, presence.NO_FACTION)


def _span(stay: Attendance, *, named: bool = True) -> str:
    until = f" bis {clock(stay.left_at)}" if stay.left_at is not None else ""
    begin = clock(stay.arrived_at).removesuffix(" Uhr") if until else f"ab {clock(stay.arrived_at)}"
    parts = [f"{begin}{until}"]
    if stay.remote:
        parts.append("per Bild und Ton")
    if stay.substitute_for is not None:
        parts.append(f"in Vertretung für {stay.substitute_for if named else 'ein Mitglied'}")
    return ", ".join(parts)
