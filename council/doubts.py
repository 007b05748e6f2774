"""What the office should think of before a seat is saved: none of it forbids the seat."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from council import recipients, rights
from council.models import Membership
from council.states import BodyKind

_INVITED = (
    BodyKind.ASSEMBLY,
    BodyKind.COMMITTEE,
    BodyKind.ELDERS,
    BodyKind.EXECUTIVE,
    BodyKind.DISTRICT_COUNCIL,
    BodyKind.ADVISORY_BOARD,
    BodyKind.COMMISSION,
)


def of(seat: Membership, *, on: date) -> list[str]:
    """The doubts as sentences, in the order of their weight; a seat that is over raises none."""
    if seat.end_date is not None and seat.end_date < on:
        return []
    day = max(on, seat.start_date or on)
    found = [
        *_full(seat, on=day),
        *_second_chair(seat, on=day),
        *_not_together(seat, on=day),
        *_out_of_reach(seat, on=on),
    ]
    return [f"Achtung: {doubt}" for doubt in found]


def _others(seat: Membership, *, on: date) -> QuerySet[Membership]:
    rows = Membership.objects.current(on=on).filter(person__deleted_at=None, organization__deleted_at=None)
    return rows.exclude(pk=seat.pk)


def _full(seat: Membership, *, on: date) -> list[str]:
    seats = seat.organization.statutory_seats
    if not seats or seat.voting_right is False:
        return []
    taken = _others(seat, on=on).filter(organization=seat.organization_id).exclude(voting_right=False).count()
    if taken < seats:
        return []
    return [f"Das Gremium hat {seats} Sitze, und {taken} davon sind an diesem Tag schon besetzt."]


def _second_chair(seat: Membership, *, on: date) -> list[str]:
    if not rights.chairs(seat):
        return []
    rows = _others(seat, on=on).filter(organization=seat.organization_id).select_related("person", "organization")
    return [f"Den Vorsitz hat an diesem Tag schon {other.person.name}." for other in rows if rights.chairs(other)]


def _not_together(seat: Membership, *, on: date) -> list[str]:
    """Nobody belongs to two factions; who belongs to the Magistrat is no member of the assembly (HGO §65(2))."""
    rows = _others(seat, on=on).filter(person=seat.person_id, organization__body=seat.organization.body_id)
    kind = seat.organization.kind
    if kind == BodyKind.FACTION:
        others = rows.filter(organization__kind=kind).select_related("organization")
        return [f"Die Person gehört an diesem Tag schon zu: {other.organization.name}." for other in others]
    sides = {
        BodyKind.ASSEMBLY: Q(organization__kind=BodyKind.EXECUTIVE),
        BodyKind.EXECUTIVE: Q(organization__kind=BodyKind.ASSEMBLY, voting_right=True),
    }
    if kind not in sides or not rows.filter(sides[BodyKind(kind)]).exists():
        return []
    return [
        "Wer dem Magistrat angehört, kann nicht zugleich Stadtverordnete oder Stadtverordneter sein (HGO § 65 Abs. 2)."
    ]


def _out_of_reach(seat: Membership, *, on: date) -> list[str]:
    found = []
    account = getattr(seat.person, "account", None)
    if account is None or not account.is_active:
        found.append(
            "Die Person hat noch keinen Zugang. Bis dahin kann sie sich nicht anmelden und nichts davon lesen."
        )
    if seat.organization.kind in _INVITED and not recipients.channels_of([seat.person_id], on=on):
        found.append(
            "Für die Person ist kein Einladungsweg festgelegt. Ohne ihn kann zu keiner Sitzung eingeladen werden."
        )
    return found
