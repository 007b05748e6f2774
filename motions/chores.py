"""What falls due: answers that are overdue, and the data of petitioners whose time of retention is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from council import forgetting, rulebook, tick
from council.models import Entry
from motions.actions import inquiries, petitions
from motions.models import Inquiry, Petition
from motions.states import WAITING


@tick.chore("overdue_answers")
def overdue_answers(now: datetime) -> int:
    """Note every answer of our own Magistrat that is overdue, once for each deadline."""
    today = timezone.localtime(now).date()
    return _note(_owed(before=today), verb="inquiry.overdue", act=inquiries.note_overdue, on=today)


@tick.chore("escalate_answers")
def escalate_answers(now: datetime) -> int:
    """Note every answer that is two weeks overdue, once for each deadline."""
    today = timezone.localtime(now).date()
    late = _owed(before=today - timedelta(days=inquiries.ESCALATION_DAYS - 1))
    return _note(late, verb="inquiry.escalated", act=inquiries.escalate, on=today)


def _owed(*, before: date) -> QuerySet[Inquiry]:
    """Inquiries of the town whose answer was due before that day and is owed still."""
    return Inquiry.objects.filter(
        paper__state__in=WAITING, paper__body__home=True, paper__deleted_at=None, answer_due__lt=before
    ).order_by("answer_due", "pk")


def _note(rows: QuerySet[Inquiry], *, verb: str, act: Callable[..., bool], on: date) -> int:
    """Take the act for those not noted yet; two queries where nothing is new, however long the list is."""
    noted = set(Entry.objects.filter(verb=verb).values_list("thing", "numbers__due"))
    new = [row for row in rows if row.answer_due is not None and (row.pk, row.answer_due.isoformat()) not in noted]
    return sum(act(row, on=on) for row in new)


@tick.chore("erase_petitioners")
def erase_petitioners(now: datetime) -> int:
    """Erase who petitioned, and their words, so many years after the petition was closed."""
    return sum(petitions.erase(row) for row in _kept_long_enough(now).select_related("paper").order_by("pk"))


def _kept_long_enough(now: datetime) -> QuerySet[Petition]:
    today = timezone.localtime(now).date()
    years: int = rulebook.value("petition.retention_years", on=today)
    return Petition.objects.filter(closed_on__lte=_years_before(today, years=years), erased_at=None)


forgetting.register("petition", due=lambda now: _kept_long_enough(now).count(), forget=erase_petitioners)


def _years_before(day: date, *, years: int) -> date:
    """The same day so many years before; for the 29 February of a leap year the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
