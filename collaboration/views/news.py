"""What is new: since one was here, or since a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from collaboration import following, news, stories
from collaboration.actions import subscriptions
from collaboration.forms.news import ReadForm, SinceForm, beginning
from collaboration.models import Lookout, Subscription
from collaboration.news import News
from council import audiences
from council.audiences import Standing
from council.models import Entry
from council.requests import SignedInRequest
from documents.search import indexing
from documents.search.engine import IndexUnusable

MOST_STORIES = 60


@require_safe
@login_not_required
def whats_new(request: HttpRequest) -> HttpResponse:
    """Show what happened since the person said they had read all, or since `?since=`; `?followed=1` narrows it.

    What is paused sends no mails, and is shown here all the same.
    """
    standing = audiences.standing_of(request.user)
    form, now = SinceForm(request.GET), timezone.now()
    lookout = Lookout.objects.filter(user=standing.user_id).first() if standing.user_id else None
    entries, moment = _entries(form, lookout)
    found = news.read(entries, standing)
    narrowed = standing.user_id is not None and request.GET.get("followed") == "1"
    days, is_cut = _cut(stories.days(_followed(found, standing) if narrowed else found))
    context: dict[str, Any] = {
        "form": form,
        "days": days,
        "since": moment,
        "is_marked": lookout is not None and form.day() is None and lookout.read_at is not None,
        "can_undo": lookout is not None and lookout.read_at is not None and lookout.read_to != lookout.earlier_to,
        "narrowed": narrowed,
        "not_narrowed": not narrowed,
        "signed_in": standing.user_id is not None,
        "is_cut": is_cut or len(entries) == news.MOST,
        "now": now.isoformat(),
    }
    return render(request, "collaboration/following/news.html", context)


@require_POST
def mark_read(request: SignedInRequest) -> HttpResponse:
    """Remember that everything on the page was read; a page without its moment marks nothing."""
    form = ReadForm(request.POST)
    if form.is_valid():
        subscriptions.mark_read(by=request.user, until=form.cleaned_data["until"])
        messages.success(request, "Gemerkt. Beim nächsten Mal sehen Sie nur, was danach geschah.")
    else:
        messages.warning(request, "Das ließ sich nicht merken. Bitte laden Sie die Seite neu.")
    return redirect("news")


@require_POST
def unmark_read(request: SignedInRequest) -> HttpResponse:
    """Undo that."""
    subscriptions.unmark_read(by=request.user)
    messages.success(request, "Rückgängig gemacht.")
    return redirect("news")


def _entries(form: SinceForm, lookout: Lookout | None) -> tuple[list[Entry], datetime]:
    """What may be news since the day asked for, since all was read, or in the last week; and since which moment."""
    day = form.day()
    if day is None and lookout is not None and lookout.read_to is not None and lookout.read_at is not None:
        return news.entries(after=lookout.read_to), lookout.read_at
    moment = beginning(day)
    return news.entries_since(moment), moment


def _followed(found: list[News], standing: Standing) -> list[News]:
    """Those that concern what this person follows, paused or not."""
    rows = list(Subscription.objects.filter(user=standing.user_id))
    cabinet = following.Cabinet(found, standing)
    try:
        return list(cabinet.concerning(rows))
    except IndexUnusable:
        indexing.give_up()
        return list(cabinet.concerning(row for row in rows if not row.search))


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
