"""What is new: since one was here, or since a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from collaboration import following, marks, news, stories
from collaboration.actions import subscriptions
from collaboration.forms.news import ReadForm, SinceForm
from collaboration.marks import Mark
from collaboration.models import Lookout, Subscription
from collaboration.news import News, Readings
from council import audiences, journal
from council.audiences import Standing
from council.requests import SignedInRequest
from documents.search import indexing
from documents.search.engine import IndexUnusable

MOST_STORIES = 60
MOST_LINES = 500


@require_safe
@login_not_required
def whats_new(request: HttpRequest) -> HttpResponse:
    """Show what happened since the person said they had read all, or since `?since=`; `?followed=1` narrows it.

    What is paused sends no mails, and is shown here all the same.
    """
    standing = audiences.standing_of(request.user)
    form, mark = SinceForm(request.GET), Mark(journal.head_number(), timezone.now())
    lookout = Lookout.objects.filter(user=standing.user_id).first() if standing.user_id else None
    readings, moment = _readings(form, lookout, standing)
    narrowed = standing.user_id is not None and request.GET.get("followed") == "1"
    slices = _followed(readings, standing) if narrowed else readings
    found = list(islice(chain.from_iterable(slices), MOST_LINES + 1))
    days, is_cut = _cut(stories.days(found[:MOST_LINES]))
    context: dict[str, Any] = {
        "form": form,
        "days": days,
        "since": moment,
        "is_marked": lookout is not None and form.day() is None and lookout.read_at is not None,
        "can_undo": lookout is not None and lookout.read_at is not None and lookout.read_to != lookout.earlier_to,
        "narrowed": narrowed,
        "not_narrowed": not narrowed,
        "signed_in": standing.user_id is not None,
        "is_cut": is_cut or len(found) > MOST_LINES or readings.is_cut,
        "mark": marks.text(mark),
    }
    return render(request, "collaboration/following/news.html", context)


@require_POST
def mark_read(request: SignedInRequest) -> HttpResponse:
    """Remember that everything on the page was read; a page without its mark marks nothing."""
    form = ReadForm(request.POST)
    if form.is_valid():
        subscriptions.mark_read(by=request.user, until=form.cleaned_data["until"])
        messages.success(request, "Vermerkt. Beim nächsten Mal sehen Sie nur, was danach geschah.")
    else:
        messages.warning(request, "Das ließ sich nicht vermerken. Bitte laden Sie die Seite neu.")
    return redirect("news")


@require_POST
def unmark_read(request: SignedInRequest) -> HttpResponse:
    """Undo that."""
    subscriptions.unmark_read(by=request.user)
    messages.success(request, "Rückgängig gemacht.")
    return redirect("news")


def _readings(form: SinceForm, lookout: Lookout | None, standing: Standing) -> tuple[Readings, datetime]:
    """What is new since the day asked for, since all was read, or in the last week; and since which moment."""
    day = form.day()
    if day is None and lookout is not None and lookout.read_to is not None and lookout.read_at is not None:
        return Readings(news.happened(after=lookout.read_to), standing), lookout.read_at
    moment = news.beginning(day)
    return Readings(news.happened(after=0), standing, moment), moment


def _followed(readings: Iterable[list[News]], standing: Standing) -> Iterator[list[News]]:
    """Those that concern what this person follows, paused or not; without searches while nothing can be searched."""
    rows = list(Subscription.objects.filter(user=standing.user_id))
    searches = following.Searches(standing)
    for found in readings:
        cabinet = following.Cabinet(found, standing, searches=searches)
        try:
            yield list(cabinet.concerning(rows))
        except IndexUnusable as problem:
            indexing.distrust(problem)
            rows = [row for row in rows if not row.search]
            yield list(cabinet.concerning(rows))


def _cut(days: list[stories.Day]) -> tuple[list[stories.Day], bool]:
    """The first stories, and whether that is not all."""
    kept: list[stories.Day] = []
    room = MOST_STORIES
    for day in days:
        if room <= 0:
            return kept, True
        kept.append(stories.Day(day.day, day.stories[:room]))
        room -= len(day.stories)
    return kept, room < 0
