"""Feeds of the town, a body, a person, a district, a search as Atom: public matter only, whoever asks."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import conditional_page, require_safe

from council.requests import shared
from documents.syndication import Entries
from documents.views import atom


def of(feed: type[Entries]) -> Callable[..., HttpResponse]:
    """The view of a feed: it needs no account, and who has it already is told that nothing changed."""

    @require_safe
    @login_not_required
    @shared
    @conditional_page
    def view(request: HttpRequest, **kwargs: str) -> HttpResponse:
        return feed.answer(request, **kwargs)

    return view


urlpatterns: list[URLPattern] = [
    path("feeds/papers.atom", of(atom.TownPapers), name="town-papers"),
    path("feeds/meetings.atom", of(atom.TownMeetings), name="town-meetings"),
    path("feeds/search.atom", of(atom.SearchPapers), name="search-papers"),
    path("bodies/<slug:key>/papers.atom", of(atom.BodyPapers), name="body-papers"),
    path("bodies/<slug:key>/meetings.atom", of(atom.BodyMeetings), name="body-meetings"),
    path("people/<slug:key>/papers.atom", of(atom.PersonPapers), name="person-papers"),
    path("people/<slug:key>/meetings.atom", of(atom.PersonMeetings), name="person-meetings"),
    path("districts/<slug:key>/papers.atom", of(atom.DistrictPapers), name="district-papers"),
    path("districts/<slug:key>/meetings.atom", of(atom.DistrictMeetings), name="district-meetings"),
]
