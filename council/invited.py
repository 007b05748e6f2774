"""What a meeting was invited for: the items its invitation carried, and those that came too late for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from council import rulebook
from council.law import invitations
from council.models import AgendaItem, AgendaRevision, Meeting


def off_agenda(meeting: Meeting) -> set[int]:
    """The ids of items that no agenda sent in time carried: they need the extension of HGO §58(2) before their debate.

    Empty for a meeting nobody was invited to yet. Costs at most four queries.
    """
    revisions = list(meeting.revisions.order_by("number"))
    return _besides(meeting, _in_time(meeting, revisions)) if revisions else set()


def supplements(meeting: Meeting) -> set[int]:
    """The ids of items that were not on the first agenda sent (Nachtrag), in time or not."""
    first = list(meeting.revisions.order_by("number")[:1])
    return _besides(meeting, first) if first else set()


def keys_of(revision: AgendaRevision) -> set[str]:
    """The keys of the items an agenda carried when it was sent."""
    return {row["key"] for row in revision.content}


def _besides(meeting: Meeting, revisions: Iterable[AgendaRevision]) -> set[int]:
    known = {key for revision in revisions for key in keys_of(revision)}
    rows = AgendaItem.objects.filter(meeting=meeting, deleted_at=None).values_list("pk", "key")
    return {pk for pk, key in rows if key not in known}


def _in_time(meeting: Meeting, revisions: list[AgendaRevision]) -> list[AgendaRevision]:
    """The first agenda sent, and each supplement that still left the days of HGO §58(1)."""
    latest = _latest(meeting)
    first, *later = revisions
    return [first, *(row for row in later if latest is None or timezone.localdate(row.made_at) <= latest)]


def _latest(meeting: Meeting) -> date | None:
    if meeting.date is None:
        return None
    days = rulebook.value("invitation.days_between.regular", on=meeting.date, organization=meeting.organization)
    return invitations.latest_receipt(meeting.date, days_between=days)
