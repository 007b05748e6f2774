"""Reaches everybody of the cast, and sends invitations as if it had been another day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from council.actions import invitations
from council.actions.invitations import Letter
from council.models import DeliveryChannel, Invitation, Meeting, Person
from council.states import ChannelKind
from tests import factories


def reach(*people: Person, kind: str = ChannelKind.HANDED, **fields) -> None:
    """Give these persons a channel that always works, or everybody if none is named."""
    fields = {"valid_from": date(2021, 4, 1), "entered_at": timezone.now()} | fields
    if kind in (ChannelKind.EMAIL, ChannelKind.PORTAL):
        fields = {"opted_in_on": date(2021, 4, 1)} | fields
    chosen = people or tuple(Person.objects.filter(channels=None))
    DeliveryChannel.objects.bulk_create(
        DeliveryChannel(person=person, kind=kind, address=_address(person, kind), **fields) for person in chosen
    )


def send(meeting: Meeting, *, on: date, hour: int = 12, by=None, **letter) -> Invitation:
    """Send the invitation on that day at that hour."""
    moment = datetime(on.year, on.month, on.day, hour, tzinfo=factories.BERLIN)
    return invitations.send(meeting, letter=Letter(**letter), by=by, at=moment)


def soon(days: int = 20) -> date:
    """A day that is far enough off for an invitation."""
    return timezone.localdate() + timedelta(days=days)


def _address(person: Person, kind: str) -> str:
    return f"person{person.pk}@example.org" if kind == ChannelKind.EMAIL else ""
