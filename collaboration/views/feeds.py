"""Feeds of what is new, of everything and of one paper: public matter only, whoever asks, and no account needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import escape

from collaboration import news, stories
from collaboration.news import News
from council import audiences
from council.models import Entry
from documents.models import Paper
from documents.syndication import MOST, Entries, line
from documents.views.feeds import of

NOBODY = None


class Everything(Entries):
    """What happened to papers and meetings in the last week."""

    def title(self, obj: Any) -> str:
        return line(f"Was ist neu: {settings.CITY_NAME}")

    def link(self, obj: Any) -> str:
        return reverse("news")

    def rows(self, obj: Any) -> list[News]:
        return _public(news.happened(after=0), since=news.beginning(None))

    def item_title(self, item: Any) -> str:
        return line(f"{item.subject.name}: {item.words}")

    def item_description(self, item: Any) -> str:
        return escape(line(stories.Story(item.subject, []).overline))

    def item_link(self, item: News) -> str:
        return item.url

    def item_guid(self, item: News) -> str:
        """A name that stays, and betrays nothing of how much happened in between."""
        name = salted_hmac("collaboration.news", str(item.number), algorithm="sha256").hexdigest()
        return f"urn:uuid:{UUID(name[:32])}"

    def item_pubdate(self, item: News) -> datetime:
        return item.at

    def item_updateddate(self, item: News) -> datetime:
        return item.at


class OfPaper(Everything):
    """What happened to a public paper."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Paper:
        return get_object_or_404(Paper.objects.visible_for(audiences.standing_of(NOBODY)), key=kwargs["key"])

    def title(self, obj: Paper) -> str:
        return line(str(obj))

    def link(self, obj: Paper) -> str:
        return obj.get_absolute_url()

    def rows(self, obj: Paper) -> list[News]:
        return _public(news.happened_to(obj))


def _public(entries: QuerySet[Entry], *, since: datetime | None = None) -> list[News]:
    found = news.latest(entries, audiences.standing_of(NOBODY), most=10 * MOST, since=since)
    return [told for day in stories.days(found) for story in day.stories for told in story.lines][:MOST]


everything = of(Everything)
of_paper = of(OfPaper)
