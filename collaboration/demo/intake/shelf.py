"""What has been taken in so far, by the keys of the files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from collaboration.demo.agenda import Entry
from collaboration.demo.nouns import Town
from council.models import AgendaItem, Body, District, LegislativeTerm, Location, Meeting, Organization, Person, User
from documents.models import Paper


@dataclass
class Shelf:
    """The rows of the town; `now` is the moment of loading."""

    town: Town
    now: datetime
    body: Body
    terms: dict[str, LegislativeTerm] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    districts: dict[str, District] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    items: dict[tuple[str, str], AgendaItem] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    counted: list[tuple[AgendaItem, Entry]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day of loading."""
        return self.town.today

    def term(self, on: date) -> LegislativeTerm | None:
        """The legislative term of that day."""
        found = [term for term in self.terms.values() if term.start_date is not None and term.start_date <= on]
        return max(found, key=lambda term: term.start_date or date.min, default=None)


def moment(day: date, hour: str) -> datetime:
    """The moment in Germany of a day and an hour such as "16:30"."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(hour)))
