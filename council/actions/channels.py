"""Acts on how people are reached with invitations."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from council import journal, life, may
from council.models import DeliveryChannel, Person, User


@journal.act
def choose(
    person: Person,
    *,
    kind: str,
    address: str = "",
    opted_in_on: date | None = None,
    since: date | None = None,
    by: User | None,
) -> DeliveryChannel:
    """Set the channel of a person from today on, or `since` a day; the one before ends. What was sent keeps its own."""
    life.lock(person)
    if by is not None:
        may.keep_channel(by, person)
    first = since or timezone.localdate()
    before = DeliveryChannel.objects.filter(person=person, valid_to=None).first()
    if before is not None:
        before.valid_to = max(before.valid_from, first - timedelta(days=1))
        before.save(update_fields=["valid_to"])
    channel = DeliveryChannel(
        person=person,
        kind=kind,
        address=address,
        opted_in_on=opted_in_on,
        valid_from=first,
        entered_at=timezone.now(),
        entered_by=by,
    )
    channel.full_clean(validate_unique=False, validate_constraints=False)
    channel.save(force_insert=True)
    journal.record("channel.chosen", channel, by=by)
    return channel
