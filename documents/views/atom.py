"""The Atom feeds of papers and meetings: which rows each has and how an entry reads. Public matter only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from council import audiences
from council.models import District, Meeting, Organization, Person
from documents import text
from documents.models import Consultation, Originator, Paper
from documents.search import finding, sources
from documents.search import query as queries
from documents.search.engine import IndexUnusable
from documents.search.wishes import Wish
from documents.views import districts, search

if TYPE_CHECKING:
    _Feed = Feed[Any, Any]
else:
    _Feed = Feed  # generic for the type checker alone

MOST = 50  # entries of a feed
NOBODY = None
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class StableAtom(Atom1Feed):
    """Atom that is the same as long as nothing in it changes, also while it is empty."""

    def latest_post_date(self) -> datetime:
        """When its newest entry changed."""
        return super().latest_post_date() if self.items else NEVER


class Papers(_Feed):
    """Papers about something, the latest first; each feed says which."""

    feed_type = StableAtom
    language = "de"
    about = "Vorlagen:"

    def rows(self, obj: Any) -> Iterable[Paper]:
        """The papers, in their order."""
        return _latest(public_papers())

    def title(self, obj: Any) -> str:
        return line(f"{self.about} {getattr(obj, 'name', settings.CITY_NAME)}")

    def link(self, obj: Any) -> str:
        return str(obj.get_absolute_url()) if obj else reverse("papers")

    def items(self, obj: Any) -> list[Paper]:
        return list(self.rows(obj))

    def item_title(self, item: Any) -> str:
        return line(str(item))

    def item_link(self, item: Paper) -> str:
        return item.get_absolute_url()

    def item_description(self, item: Any) -> str:
        day = f" vom {item.date:%d.%m.%Y}" if item.date else ""
        return line(f"{item.kind_label}{day}, {item.get_state_display()}. {item.plain_summary}")

    def item_pubdate(self, item: Paper) -> datetime:
        return item.published_at or item.created_at

    def item_updateddate(self, item: Paper) -> datetime:
        return item.modified_at


class Meetings(_Feed):
    """Meetings about something, the latest first; each feed says which."""

    feed_type = StableAtom
    language = "de"
    about = "Sitzungen:"

    def rows(self, obj: Any) -> QuerySet[Meeting]:
        """The meetings, in any order."""
        return public_meetings()

    def title(self, obj: Any) -> str:
        return line(f"{self.about} {getattr(obj, 'name', settings.CITY_NAME)}")

    def link(self, obj: Any) -> str:
        return str(obj.get_absolute_url()) if obj else reverse("meetings")

    def items(self, obj: Any) -> list[Meeting]:
        rows = self.rows(obj).select_related("organization", "location")
        return list(rows.order_by(F("date").desc(nulls_last=True), "-pk")[:MOST])

    def item_title(self, item: Any) -> str:
        return line(f"{item.organization or 'Gremium nicht angegeben'}: {item.name}")

    def item_link(self, item: Meeting) -> str:
        return item.get_absolute_url()

    def item_description(self, item: Any) -> str:
        day = f"{item.date:%d.%m.%Y}" if item.date else "Tag nicht angegeben"
        return line(f"{day}, {item.location or 'Ort nicht angegeben'}, {item.get_state_display()}")

    def item_pubdate(self, item: Meeting) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Meeting) -> datetime:
        return item.modified_at


class DistrictPapers(Papers):
    """Papers about a district."""

    about = "Vorlagen zum Ortsbezirk"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> District:
        return district(kwargs["key"])

    def rows(self, obj: District) -> Iterable[Paper]:
        return districts.papers_of(obj, standing=audiences.standing_of(NOBODY))[:MOST]


class DistrictMeetings(Meetings):
    """Meetings of a district."""

    about = "Sitzungen zum Ortsbezirk"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> District:
        return district(kwargs["key"])

    def rows(self, obj: District) -> QuerySet[Meeting]:
        return meetings_of(obj)


class TownPapers(Papers):
    """All papers of the town."""

    def rows(self, obj: None) -> Iterable[Paper]:
        return _latest(public_papers().filter(body__home=True))


class TownMeetings(Meetings):
    """All meetings of the town."""

    def rows(self, obj: None) -> QuerySet[Meeting]:
        return public_meetings().filter(organization__body__home=True)


class BodyPapers(Papers):
    """Papers that a body brought in or deals with."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organization:
        return body(kwargs["key"])

    def rows(self, obj: Organization) -> Iterable[Paper]:
        dealing = Consultation.objects.living().filter(organization=obj).values("paper")
        brought = Originator.objects.filter(organization=obj).values("paper")
        return _latest(public_papers().filter(Q(pk__in=dealing) | Q(pk__in=brought)))


class BodyMeetings(Meetings):
    """Meetings of a body."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organization:
        return body(kwargs["key"])

    def rows(self, obj: Organization) -> QuerySet[Meeting]:
        return meetings_of_body(obj)


class PersonPapers(Papers):
    """Papers a person brought in."""

    about = "Eingebracht von"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Person:
        return get_object_or_404(Person.objects.filter(deleted_at=None), key=kwargs["key"])

    def rows(self, obj: Person) -> Iterable[Paper]:
        return _latest(public_papers().filter(pk__in=Originator.objects.filter(person=obj).values("paper")))


class SearchPapers(Papers):
    """Papers that a search finds."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Wish:
        return search.wish_of(request.GET).ordered("date")

    def title(self, obj: Wish) -> str:
        return line(f"Suche: {obj.typed[: queries.LONGEST_QUERY]}")

    def link(self, obj: Wish) -> str:
        return search.address(obj)

    def rows(self, obj: Wish) -> Iterable[Paper]:
        try:
            groups = finding.groups(obj, standing=audiences.standing_of(NOBODY)).names
        except (queries.QueryProblem, IndexUnusable):
            return []
        names = [sources.Name.parse(group) for group in groups]
        pks = [name.pk for name in names if name.source == "paper"][:MOST]
        found = public_papers().in_bulk(pks)
        return [found[pk] for pk in pks if pk in found]


def public_papers() -> QuerySet[Paper]:
    return Paper.objects.visible_for(audiences.standing_of(NOBODY))


def _latest(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    return papers.order_by(F("date").desc(nulls_last=True), "-pk")[:MOST]


def public_meetings() -> QuerySet[Meeting]:
    return Meeting.objects.visible_for(audiences.standing_of(NOBODY))


def meetings_of_body(body: Organization) -> QuerySet[Meeting]:
    joint = Meeting.objects.filter(joint_organizations=body)
    return public_meetings().filter(Q(organization=body) | Q(pk__in=joint.values("pk")))


def body(key: str) -> Organization:
    return get_object_or_404(Organization.objects.living(), key=key)


def district(key: str) -> District:
    rows = District.objects.filter(deleted_at=None).select_related("council", "body")
    return get_object_or_404(rows, key=key)


def line(words: str) -> str:
    """One line without what neither XML nor calendars can carry."""
    return " ".join(text.normalise(words).split())


def meetings_of(district: District) -> QuerySet[Meeting]:
    """The public meetings of the district's council, and those that have the district on their public agenda."""
    standing = audiences.standing_of(NOBODY)
    dealing = Q(pk__in=districts.items_of(district, standing=standing).values("meeting"))
    if district.council_id is not None:
        dealing |= Q(organization=district.council_id)
        dealing |= Q(pk__in=Meeting.objects.filter(joint_organizations=district.council_id).values("pk"))
    return Meeting.objects.visible_for(standing).filter(dealing)
