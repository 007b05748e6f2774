"""Whether somebody still holds an office or a mandate, or did until lately: so long their account is kept."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import formats

from council import retention
from council.models import Membership, Person

HELD = "{name} hat noch ein Amt oder Mandat: {body}. Der Zugang wird erst gelöscht, wenn es beendet ist."
LATELY = (
    "Das letzte Amt oder Mandat endete am {ended}. Der Zugang bleibt danach {days} Tage bestehen, für Rückfragen und"
    " Übergabe; gelöscht werden kann er ab dem {day}."
)


def keeps(person: Person, *, on: date) -> str:
    """Why the account of this person is kept still on that day, as a German sentence; "" where nothing keeps it."""
    seats = Membership.objects.filter(person=person, deleted_at=None, organization__deleted_at=None)
    open_ended = seats.exclude(end_date__lt=on).select_related("organization").order_by("organization__name").first()
    if open_ended is not None:
        return HELD.format(name=person.name, body=open_ended.organization.name)
    ended = seats.order_by("-end_date").values_list("end_date", flat=True).first()
    days = retention.purposes()["account"].not_before or 0
    if ended is None or on > ended + timedelta(days=days):
        return ""
    day = ended + timedelta(days=days + 1)
    return LATELY.format(ended=formats.date_format(ended), days=days, day=formats.date_format(day))
