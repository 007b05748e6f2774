"""Who is to be invited to a meeting, as what, and by which channel each of them can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from council import presence, rulebook
from council.models import DeliveryChannel, Meeting, Membership, Person
from council.states import BodyKind, Capacity, ChannelKind

NO_CHANNEL = "kein Zustellweg eingetragen"
NO_CONSENT = "Einwilligung in die elektronische Einladung fehlt"
NO_ACCOUNT = "kein Zugang zu diesem System"
_WITH_BOARDS = (BodyKind.ASSEMBLY, BodyKind.COMMITTEE)


@dataclass(frozen=True)
class Recipient:
    """Somebody who is entitled to the invitation; `lack` says in German why they cannot be reached, if so."""

    person: Person
    capacity: Capacity
    role: str
    channel: DeliveryChannel | None
    lack: str


def of(meeting: Meeting) -> list[Recipient]:
    """All who are to be invited: the members of the body on that day, the Magistrat, the chairs of the boards.

    Each person once, members first. Costs a constant number of queries.
    """
    day = presence.day_of(meeting)
    seats = list(_seats(meeting, day=day))
    people = {seat.person_id: seat.person for seat, _ in seats}
    channels = channels_of(people, on=day)
    needs_consent = rulebook.value("invitation.electronic_requires_optin", on=day, organization=meeting.organization)
    found: dict[int, Recipient] = {}
    for seat, capacity in seats:
        channel = channels.get(seat.person_id)
        lack = _lack(channel, needs_consent=needs_consent)
        found.setdefault(seat.person_id, Recipient(seat.person, capacity, _role(seat), channel, lack))
    return list(found.values())


def channels_of(people: Iterable[int], *, on: date) -> dict[int, DeliveryChannel]:
    """The channel in force on that day by person; of two of one day the later counts."""
    rows = DeliveryChannel.objects.current(on=on).filter(person__in=list(people)).select_related("person__account")
    return {row.person_id: row for row in rows.order_by("valid_from", "pk")}


def _lack(channel: DeliveryChannel | None, *, needs_consent: bool) -> str:
    if channel is None:
        return NO_CHANNEL
    if channel.electronic and needs_consent and channel.opted_in_on is None:
        return NO_CONSENT
    if channel.kind == ChannelKind.PORTAL and not _can_sign_in(channel.person):
        return NO_ACCOUNT
    return ""


def _can_sign_in(person: Person) -> bool:
    account = getattr(person, "account", None)
    return account is not None and account.is_active


def _seats(meeting: Meeting, *, day: date) -> Iterator[tuple[Membership, Capacity]]:
    for seat in _ordered(_members(meeting, day=day)):
        yield seat, Capacity.BOARD if seat.voting_right is False else Capacity.MEMBER
    if meeting.organization is None or meeting.organization.kind == BodyKind.EXECUTIVE:
        return
    town = Membership.objects.current(on=day).filter(organization__body=meeting.organization.body_id)
    for seat in _ordered(town.filter(organization__kind=BodyKind.EXECUTIVE)):
        yield seat, Capacity.EXECUTIVE
    if meeting.organization.kind in _WITH_BOARDS and _invites_boards(meeting, day=day):
        chairs = Q(organization__kind=BodyKind.ADVISORY_BOARD, role__startswith="Vorsitz")
        for seat in _ordered(town.filter(chairs)):
            yield seat, Capacity.BOARD


def _members(meeting: Meeting, *, day: date) -> QuerySet[Membership]:
    """Members of the body, and of those it meets with jointly; who has a vote comes before who only advises."""
    bodies = Q(organization=meeting.organization_id) if meeting.organization_id else Q(pk__in=())
    joint = Meeting.joint_organizations.through.objects.filter(meeting=meeting.pk).values("organization")
    return Membership.objects.current(on=day).filter(bodies | Q(organization__in=joint))


def _ordered(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    rows = rows.filter(person__deleted_at=None, organization__deleted_at=None)
    return rows.select_related("person", "organization").order_by(
        "-voting_right", "person__family_name", "person__name", "pk"
    )


def _invites_boards(meeting: Meeting, *, day: date) -> bool:
    return bool(rulebook.value("invitation.boards", on=day, organization=meeting.organization))


def _role(seat: Membership) -> str:
    role = seat.role or "Mitglied"
    return f"{role}, {seat.organization.label}"
