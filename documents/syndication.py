"""What every Atom feed of this house has in common: names that stay, an author, pages, a moment that never goes back.

Atom is RFC 4287, its pages are RFC 5005 §3. Feeds hold public matter alone, whoever reads them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from council.models import Entry
from documents import text

if TYPE_CHECKING:
    _Feed = Feed[Any, Any]
else:
    _Feed = Feed  # generic for the type checker alone

MOST = 50  # entries of a page
PAGE = "seite"  # the parameter of an address that names the page, from 1
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
WITHDRAWING = ("paper.restricted", "meeting.changed")  # entries that say by `was_public` that something left the public


class StableAtom(Atom1Feed):
    """Atom that is the same as long as nothing in it changes, also while it is empty."""

    def latest_post_date(self) -> datetime:
        """When its newest entry changed or something public was withdrawn, so that it never goes back."""
        withdrawn: datetime = self.feed["withdrawn_at"]
        return max(super().latest_post_date(), withdrawn) if self.items else withdrawn

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Add the ways to the first, the next and the previous page."""
        super().add_root_elements(handler)
        for name, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": name, "href": f"{self._host()}{address}"})

    def _host(self) -> str:
        parts = urlsplit(self.feed["feed_url"])
        return f"{parts.scheme}://{parts.netloc}"


class Entries(_Feed, ABC):
    """A feed about something (`obj`) or of the town. A subclass says which rows it has, and how an entry reads."""

    feed_type = StableAtom
    language = "de"
    page = 1
    path = "/"

    @classmethod
    def answer(cls, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Give the page of the feed that the address asks for; of no possible page, the first."""
        feed = cls()
        wanted = request.GET.get(PAGE, "")
        feed.page = int(wanted) if wanted.isdecimal() and 0 < len(wanted) < 7 and int(wanted) else 1
        feed.path = request.path
        return feed(request, **kwargs)

    @abstractmethod
    def rows(self, obj: Any) -> Any:
        """All rows in their order, as a query set or a list."""

    def items(self, obj: Any) -> list[Any]:
        """The rows of the page."""
        return list(self._read(obj)[:MOST])

    def author_name(self) -> str:
        """Who speaks: the town."""
        return settings.CITY_NAME

    def asked(self, obj: Any) -> str:
        """What the address asks for beside the page, as it stands in the address."""
        return ""

    def feed_guid(self, obj: Any) -> str:
        """The name of the feed, whatever host it is asked at; its pages share it."""
        return name_of(self._address(obj, page=1).lstrip("/"))

    def feed_url(self, obj: Any) -> str:
        """Where this page of the feed lies."""
        return self._address(obj, page=self.page)

    def feed_extra_kwargs(self, obj: Any) -> dict[str, Any]:
        """What StableAtom has to know."""
        more = len(self._read(obj)) > MOST
        pages = {"first": 1} | ({"previous": self.page - 1} if self.page > 1 else {})
        pages |= {"next": self.page + 1} if more else {}
        many = pages if more or self.page > 1 else {}
        return {
            "withdrawn_at": withdrawn_at(),
            "pages": {name: self._address(obj, page=number) for name, number in many.items()},
        }

    def _read(self, obj: Any) -> Sequence[Any]:
        """The rows of the page, and one more if there is a next page; read once."""
        if "_rows" not in self.__dict__:
            start = (self.page - 1) * MOST
            self._rows = _cut(self.rows(obj), start, start + MOST + 1)
        return self._rows

    def _address(self, obj: Any, *, page: int) -> str:
        asked = "&".join(part for part in (self.asked(obj), urlencode({PAGE: page}) if page > 1 else "") if part)
        return f"{self.path}?{asked}" if asked else self.path


def _cut(rows: Any, first: int, last: int) -> list[Any]:
    """Those rows from the first up to the last; of a query set the keys first, which an index knows."""
    if not isinstance(rows, QuerySet):
        return list(rows[first:last])
    keys = list(rows.values_list("pk", flat=True)[first:last])
    found = rows.order_by().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def name_of(path: str) -> str:
    """A name that stays, made of the town's own address and of where a thing lies in it (RFC 4151)."""
    return f"tag:{own_host()},2026:{path}"


def own_host() -> str:
    """The name of this installation in the net, whatever host it is asked at."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def withdrawn_at() -> datetime:
    """When something public was last withdrawn from the public, else long ago."""
    rows = Entry.objects.filter(verb__in=WITHDRAWING, numbers__was_public=1)
    return rows.aggregate(last=Max("at"))["last"] or NEVER


def line(words: str) -> str:
    """One line without what neither XML nor calendars can carry."""
    return " ".join(text.normalise(words).split())
