"""The calendar of one month over all bodies, with what stands in the way of its dates."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council import audiences, clashes
from council.clashes import Due
from council.forms.meetings import CalendarFilter, MonthForm
from council.law import holidays
from council.models import Meeting
from council.views import meetings

_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


@dataclass(frozen=True)
class Day:
    """One field of the month; `inside` is whether it belongs to it."""

    day: date
    inside: bool
    today: bool
    holiday: str
    due: list[Due]


@login_not_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show one month, by default the present one; clashes are told to those who plan and to the person concerned."""
    first = MonthForm(request.GET).first()
    form = CalendarFilter(request.GET)
    body = form.cleaned_data["body"] if form.is_valid() else ""
    standing = audiences.standing_of(request.user)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    visible = Meeting.objects.visible_for(standing).filter(date__range=(weeks[0][0], weeks[-1][-1]))
    rows = list(visible.select_related("organization__body", "location").order_by("date", "starts_at", "pk"))
    warnings = clashes.told(rows, standing)
    chosen = set(meetings.of_body(visible, key=body).values_list("pk", flat=True)) if body else {row.pk for row in rows}
    due = _by_day(Due(row, warnings[row.pk]) for row in rows if row.pk in chosen)
    context = {
        "first": first,
        "weekdays": _WEEKDAYS,
        "weeks": [[_day(day, first=first, due=due) for day in week] for week in weeks],
        "empty": not any(day.month == first.month for day in due),
        "before": first - timedelta(days=1) if first > date(holidays.FIRST_YEAR, 1, 1) else None,
        "after": (first + timedelta(days=31)).replace(day=1),
        "form": form,
    }
    return render(request, "council/month.html", context)


def _by_day(due: Iterable[Due]) -> dict[date, list[Due]]:
    found: dict[date, list[Due]] = defaultdict(list)
    for one in due:
        assert one.meeting.date is not None
        found[one.meeting.date].append(one)
    return found


def _day(day: date, *, first: date, due: dict[date, list[Due]]) -> Day:
    return Day(day, day.month == first.month, day == timezone.localdate(), clashes.holiday(day), due.get(day, []))
