"""What falls due with papers: hearings that end soon or are over, every night all public texts, what never arrived."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from council import tick, uploads
from council.models import Entry
from documents import dump, vault
from documents.actions import consultations, hearings
from documents.models import Consultation
from documents.states import OUT_OF_THE_WAY

REMINDED_BEFORE = timedelta(days=7)


@tick.chore("expire_hearings")
def expire_hearings(now: datetime) -> int:
    """Record the silence of bodies that were to be heard and whose last day is past (HGO §82(3))."""
    today = timezone.localtime(now).date()
    over = Consultation.objects.hearings().filter(due_on__lt=today).exclude(paper__state__in=OUT_OF_THE_WAY)
    for consultation in (found := list(over.order_by("pk"))):
        consultations.expire(consultation, by=None)
    return len(found)


@tick.chore("remind_of_hearings")
def remind_of_hearings(now: datetime) -> int:
    """Note every hearing that ends within a week, once for each last day; two queries where nothing is new."""
    today = timezone.localtime(now).date()
    soon = Consultation.objects.hearings().filter(due_on__range=(today, today + REMINDED_BEFORE))
    noted = set(Entry.objects.filter(verb="consultation.ends_soon").values_list("thing", "numbers__due"))
    rows = soon.exclude(paper__state__in=OUT_OF_THE_WAY).order_by("pk")
    new = [row for row in rows if row.due_on is not None and (row.pk, row.due_on.isoformat()) not in noted]
    return sum(hearings.remind(row) for row in new)


@tick.chore("clear_incoming")
def clear_incoming(now: datetime) -> int:
    """Remove what a process that died while it stored a file left before the vault a day ago."""
    return uploads.clear(vault.incoming(), now=now)


@tick.chore("write_dump")
def write_dump(now: datetime) -> int:
    """Write all public texts into one file every night, some of them each minute until all are in it."""
    return dump.work(now)
