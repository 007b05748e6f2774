"""Which feeds and calendars can be had of what: for the button beside a thing, and for the head of its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse

from council.models import District, Organization, Person
from documents.models import Paper

ATOM, ICAL = "application/atom+xml", "text/calendar"


class Channel(NamedTuple):
    """A feed or calendar: what it brings, its address and the type of what lies there."""

    label: str
    address: str
    mime: str = ATOM

    @property
    def sort(self) -> str:
        """What kind of thing it is, in words."""
        return "Kalender" if self.mime == ICAL else "Feed"


def of_town() -> Sequence[Channel]:
    """Of everything."""
    return (
        Channel("Vorlagen", reverse("town-papers")),
        Channel("Sitzungen", reverse("town-meetings")),
        Channel("Antworten auf Anfragen", reverse("town-answers")),
        Channel("Beschlüsse", reverse("town-resolutions")),
        Channel("Was ist neu", reverse("news-feed")),
        Channel("Sitzungen", reverse("town-calendar"), ICAL),
    )


def of_body(body: Organization) -> Sequence[Channel]:
    """Of a body."""
    return (
        Channel("Vorlagen", reverse("body-papers", args=[body.key])),
        Channel("Sitzungen", reverse("body-meetings", args=[body.key])),
        Channel("Antworten auf Anfragen", reverse("body-answers", args=[body.key])),
        Channel("Beschlüsse", reverse("body-resolutions", args=[body.key])),
        Channel("Sitzungen", reverse("body-calendar", args=[body.key]), ICAL),
    )


def of_person(person: Person) -> Sequence[Channel]:
    """Of a person: what they brought in, and the meetings of the bodies they sit in."""
    return (
        Channel("Eingebrachte Vorlagen", reverse("person-papers", args=[person.key])),
        Channel("Antworten auf eigene Anfragen", reverse("person-answers", args=[person.key])),
        Channel("Beschlüsse zu eigenen Vorlagen", reverse("person-resolutions", args=[person.key])),
        Channel("Sitzungen der Gremien", reverse("person-meetings", args=[person.key])),
        Channel("Sitzungen der Gremien", reverse("person-calendar", args=[person.key]), ICAL),
    )


def of_district(district: District) -> Sequence[Channel]:
    """Of a district."""
    return (
        Channel("Vorlagen", reverse("district-papers", args=[district.key])),
        Channel("Sitzungen", reverse("district-meetings", args=[district.key])),
        Channel("Antworten auf Anfragen", reverse("district-answers", args=[district.key])),
        Channel("Beschlüsse", reverse("district-resolutions", args=[district.key])),
        Channel("Sitzungen", reverse("district-calendar", args=[district.key]), ICAL),
    )


def of_paper(paper: Paper) -> Sequence[Channel]:
    """Of a paper; what is not public has no feed."""
    return (Channel("Diese Vorlage", reverse("paper-news", args=[paper.key])),) if paper.audience == "public" else ()


def of_search(parameters: str) -> Sequence[Channel]:
    """Of what a search finds; `parameters` as they stand in its address."""
    return (Channel("Treffer dieser Suche", f"{reverse('search-papers')}?{parameters}"),)
