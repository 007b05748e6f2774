"""The Atom feeds of papers and meetings: which rows each has and how an entry reads. Public matter only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import escape

from council import audiences
from council.models import District, Meeting, Membership, Organization, Person
from council.models.entity import Entity
from council.views import meetings
from documents.models import Consultation, Originator, Paper
from documents.search import finding, sources
from documents.search import query as queries
from documents.search.engine import IndexUnusable
from documents.search.wishes import Wish
from documents.syndication import Entries, line, name_of
from documents.views import districts, search

NOBODY = None
MOST_FOUND = 500  # papers of a search that its feed leads to


class Scoped(Entries):
    """A feed of the town, or of the thing of a model whose key stands in the address."""

    about = ""  # the first words of its title; the name of the town or the thing follows
    whole = ""  # the page of the whole list
    model: type[Entity] | None = None

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _FOUND[self.model](kwargs["key"]) if self.model is not None else None

    def title(self, obj: Any) -> str:
        return line(f"{self.about} {obj.name if obj else settings.CITY_NAME}")

    def link(self, obj: Any) -> str:
        return str(obj.get_absolute_url()) if obj else reverse(self.whole)


class Papers(Scoped):
    """Papers about something, the latest first; each feed says which."""

    about = "Vorlagen:"
    whole = "papers"

    def rows(self, obj: Any) -> QuerySet[Paper] | Sequence[Paper]:
        """The papers, in their order."""
        return _latest(public_papers())

    def item_title(self, item: Any) -> str:
        return line(str(item))

    def item_link(self, item: Paper) -> str:
        return item.get_absolute_url()

    def item_guid(self, item: Paper) -> str:
        return name_of(f"papers/{item.key}")

    def item_description(self, item: Any) -> str:
        day = f" vom {item.date:%d.%m.%Y}" if item.date else ""
        return escape(line(f"{item.kind_label}{day}, {item.get_state_display()}. {item.plain_summary}"))

    def item_categories(self, item: Paper) -> list[str]:
        return [line(item.kind_label)]

    def item_pubdate(self, item: Paper) -> datetime:
        return item.published_at or item.created_at

    def item_updateddate(self, item: Paper) -> datetime:
        return item.modified_at


class Meetings(Scoped):
    """Meetings about something, the latest first; each feed says which."""

    about = "Sitzungen:"
    whole = "meetings"

    def chosen(self, obj: Any) -> QuerySet[Meeting]:
        """The meetings, in any order."""
        return public_meetings()

    def rows(self, obj: Any) -> QuerySet[Meeting]:
        rows = self.chosen(obj).select_related("organization", "location")
        return rows.order_by(F("date").desc(nulls_last=True), "-pk")

    def item_title(self, item: Any) -> str:
        return line(f"{item.organization or 'Gremium nicht angegeben'}: {item.name}")

    def item_link(self, item: Meeting) -> str:
        return item.get_absolute_url()

    def item_guid(self, item: Meeting) -> str:
        return name_of(f"meetings/{item.key}")

    def item_description(self, item: Any) -> str:
        day = f"{item.date:%d.%m.%Y}" if item.date else "Tag nicht angegeben"
        return escape(line(f"{day}, {item.location or 'Ort nicht angegeben'}, {item.get_state_display()}"))

    def item_pubdate(self, item: Meeting) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Meeting) -> datetime:
        return item.modified_at


class DistrictPapers(Papers):
    """Papers about a district."""

    about = "Vorlagen zum Ortsbezirk"
    model = District

    def rows(self, obj: District) -> QuerySet[Paper]:
        return districts.papers_of(obj, standing=audiences.standing_of(NOBODY))


class DistrictMeetings(Meetings):
    """Meetings of a district."""

    about = "Sitzungen zum Ortsbezirk"
    model = District

    def chosen(self, obj: District) -> QuerySet[Meeting]:
        return meetings_of(obj)


class TownPapers(Papers):
    """All papers of the town."""

    def rows(self, obj: None) -> QuerySet[Paper]:
        return _latest(public_papers().filter(body__home=True))


class TownMeetings(Meetings):
    """All meetings of the town."""

    def chosen(self, obj: None) -> QuerySet[Meeting]:
        return public_meetings().filter(organization__body__home=True)


class BodyPapers(Papers):
    """Papers that a body brought in or deals with."""

    model = Organization

    def rows(self, obj: Organization) -> QuerySet[Paper]:
        return _latest(public_papers().filter(of_body(obj)))


class BodyMeetings(Meetings):
    """Meetings of a body."""

    model = Organization

    def chosen(self, obj: Organization) -> QuerySet[Meeting]:
        return meetings_of_body(obj)


class PersonPapers(Papers):
    """Papers a person brought in."""

    about = "Eingebracht von"
    model = Person

    def rows(self, obj: Person) -> QuerySet[Paper]:
        return _latest(public_papers().filter(of_person(obj)))


class PersonMeetings(Meetings):
    """Meetings of the bodies a person sits in."""

    about = "Sitzungen der Gremien von"
    model = Person

    def chosen(self, obj: Person) -> QuerySet[Meeting]:
        return meetings_of_person(obj)


class SearchPapers(Papers):
    """Papers that a search finds."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Wish:
        return search.wish_of(request.GET).ordered("date")

    def asked(self, obj: Wish) -> str:
        return search.parameters(replace(obj.ordered("relevance"), typed=obj.typed[: queries.LONGEST_QUERY]))

    def title(self, obj: Wish) -> str:
        return line(f"Suche: {obj.typed[: queries.LONGEST_QUERY]}")

    def link(self, obj: Wish) -> str:
        return search.address(obj)

    def rows(self, obj: Wish) -> Sequence[Paper]:
        try:
            groups = finding.groups(obj, standing=audiences.standing_of(NOBODY)).names
        except (queries.QueryProblem, IndexUnusable):
            return []
        names = [sources.Name.parse(group) for group in groups]
        pks = [name.pk for name in names if name.source == "paper"][:MOST_FOUND]
        found = public_papers().in_bulk(pks)
        return [found[pk] for pk in pks if pk in found]


def public_papers() -> QuerySet[Paper]:
    """All papers everybody may read."""
    return Paper.objects.visible_for(audiences.standing_of(NOBODY))


def of_body(body: Organization, *, prefix: str = "") -> Q:
    """Keep what a body brought in or deals with; `prefix` leads from a row to its paper, such as ``"paper__"``."""
    dealing = Consultation.objects.living().filter(organization=body).values("paper")
    brought = Originator.objects.filter(organization=body).values("paper")
    return Q(**{f"{prefix}pk__in": dealing}) | Q(**{f"{prefix}pk__in": brought})


def of_person(person: Person, *, prefix: str = "") -> Q:
    """Keep what a person brought in; `prefix` as with bodies."""
    return Q(**{f"{prefix}pk__in": Originator.objects.filter(person=person).values("paper")})


def _latest(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    return papers.order_by(F("date").desc(nulls_last=True), "-pk")


def public_meetings() -> QuerySet[Meeting]:
    """All meetings everybody may see."""
    return Meeting.objects.visible_for(audiences.standing_of(NOBODY))


def meetings_of_body(body: Organization) -> QuerySet[Meeting]:
    """The public meetings of a body, joint ones too."""
    return meetings.of_body(public_meetings(), key=body.key)


def meetings_of_person(person: Person) -> QuerySet[Meeting]:
    """The public meetings of the bodies in which a person sat on that day, joint ones too."""
    seats = Membership.objects.filter(
        Q(start_date=None) | Q(start_date__lte=OuterRef("date")),
        Q(end_date=None) | Q(end_date__gte=OuterRef("date")),
        person=person,
        deleted_at=None,
    )
    own = Exists(seats.filter(organization=OuterRef("organization")))
    joint = Exists(seats.filter(organization__joint_meetings=OuterRef("pk")))
    return public_meetings().filter(own | joint)


def body(key: str) -> Organization:
    """The body of that key, else 404."""
    return get_object_or_404(Organization.objects.living(), key=key)


def person(key: str) -> Person:
    """The person of that key, else 404."""
    return get_object_or_404(Person.objects.filter(deleted_at=None), key=key)


def district(key: str) -> District:
    """The district of that key, else 404."""
    rows = District.objects.filter(deleted_at=None).select_related("council", "body")
    return get_object_or_404(rows, key=key)


def meetings_of(district: District) -> QuerySet[Meeting]:
    """The public meetings of the district's council, and those that have the district on their public agenda."""
    on_agenda = districts.items_of(district, standing=audiences.standing_of(NOBODY))
    dealing = Q(pk__in=on_agenda.values("meeting"))
    if district.council is not None:
        dealing |= Q(pk__in=meetings_of_body(district.council).values("pk"))
    return public_meetings().filter(dealing)


_FOUND: dict[type[Entity], Callable[[str], Any]] = {Organization: body, Person: person, District: district}
