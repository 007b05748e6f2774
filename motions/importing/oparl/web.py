"""An OParl server as a source: from its System, a Body or any list through all pages of all lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import quote, urljoin, urlsplit

from motions.importing.oparl.fetch import Fetcher, FetchError
from motions.importing.oparl.records import File, Kind
from motions.importing.oparl.source import Found, NotThereError, Position, Problem

_LISTS: Mapping[str, Kind] = {
    "legislativeTermList": Kind.LEGISLATIVE_TERM,
    "locationList": Kind.LOCATION,
    "organization": Kind.ORGANIZATION,
    "person": Kind.PERSON,
    "membership": Kind.MEMBERSHIP,
    "meeting": Kind.MEETING,
    "agendaItem": Kind.AGENDA_ITEM,
    "paper": Kind.PAPER,
    "consultation": Kind.CONSULTATION,
    "file": Kind.FILE,
}
"""The lists of a Body, in dependency order. What is embedded elsewhere comes twice; the reading drops the copy."""

START = "start"
_MOST_PAGES = 100_000
_MOST_OBJECTS = 1_000_000  # in one list; twenty times what a large city has of anything
_MOST_EMPTY_PAGES = 20
_HTML = (b"<!doctype html", b"<html")


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """An external list: its address and the type of its objects."""

    url: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    data: Sequence[object]
    next: str
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A list was read to its end without a fault: what it did not hold, the server no longer has in it."""

    url: str


Since = Callable[[str], str]
"""From the address of a list to the moment since which its changes are wanted (as OParl writes it), "" for all."""


def _all(url: str) -> str:
    return ""


class WebSource:
    """Walks an OParl server one request at a time."""

    def __init__(self, start: str, *, fetcher: Fetcher | None = None) -> None:
        self._start = start
        self._fetcher = fetcher or Fetcher(start)

    def objects(self, *, after: Position | None = None) -> Iterator[Found | Problem]:
        yield from (found for found in self.walk(after=after) if not isinstance(found, Ended))

    def walk(self, *, after: Position | None = None, since: Since = _all) -> Iterator[Found | Problem | Ended]:
        """All objects, or those changed since a moment, with a word for each list that was read to its end."""
        entrance = list(self._entrance())
        lists = [found for found in entrance if isinstance(found, _List)]
        resumed = next((place for place, found in enumerate(lists) if after and found.url == after.part), None)
        if resumed is None:
            yield from (found for found in entrance if not isinstance(found, _List))
        for found in lists[resumed or 0 :]:
            yield from self._walk(found, after=after if after and found.url == after.part else None, since=since)

    def promised(self) -> int | None:
        """How many objects the lists name in all, at the price of one page each; None if one does not say."""
        pages = [self._page(found.url, _Walked()) for found in self._entrance() if isinstance(found, _List)]
        totals = [None if isinstance(page, Problem) else page.total for page in pages]
        return sum(total for total in totals if total) or None if None not in totals else None

    def copy(self, file: File, *, into: BinaryIO) -> int:
        """As `Source.copy`; `into` is readable too, so that a web page instead of the file is noticed."""
        reason, passing = "Die Datei hat keine Adresse.", False
        start = into.tell()
        for url in dict.fromkeys((file.download_url, file.access_url)):
            if not url:
                continue
            try:
                size = self._fetcher.copy(url, into=into)
            except FetchError as error:
                reason, passing = str(error), error.passing
            else:
                if "html" in file.mime_type or not _is_page(into, start=start):
                    return size
                reason, passing = "Unter der Adresse liegt eine Internetseite statt der Datei.", True
            into.seek(start)
            into.truncate()
        raise NotThereError(reason, passing=passing)

    def text(self, file: File) -> str:
        return file.text

    def _entrance(self) -> Iterator[Found | Problem | _List]:
        """The System and the Bodies as objects, then the lists they lead to."""
        try:
            value = self._fetcher.value(self._start)
        except FetchError as error:
            yield Problem(where=self._start, message=str(error))
            return
        first = _page(value, url=self._start)
        if isinstance(first, Problem):
            yield first
        elif _is_list(value):
            yield from self._listed(self._start, first)
        else:
            yield from self._opened(value, number=0)

    def _listed(self, url: str, page: _Page) -> Iterator[Found | Problem | _List]:
        """A list given as the start: of Bodies, or of anything else."""
        kind = _kind(page.data[0]) if page.data else None
        if kind is Kind.BODY:
            yield from self._bodies(url)
        else:
            yield _List(url=url, kind=kind or Kind.PAPER)

    def _opened(self, value: Mapping[str, Any], *, number: int) -> Iterator[Found | Problem | _List]:
        """A single object given as the start, or found in the list of Bodies, and what it leads to."""
        yield Found(position=Position(part=START, page="", index=number), raw=value)
        if _kind(value) is Kind.BODY:
            yield from self._lists(value)
        bodies = value.get("body")
        if _kind(value) is Kind.SYSTEM:
            for url in bodies if isinstance(bodies, list) else [bodies]:
                if isinstance(url, str) and url.strip():
                    yield from self._bodies(_joined(self._start, url))

    def _bodies(self, url: str) -> Iterator[Found | Problem | _List]:
        found_here = self._walk(_List(url=url, kind=Kind.BODY), after=None, since=_all)
        for number, found in enumerate(found_here, start=1):
            if isinstance(found, Found) and isinstance(found.raw, Mapping):
                yield from self._opened(found.raw, number=number)
            elif not isinstance(found, Ended):
                yield found

    def _lists(self, body: Mapping[str, Any]) -> Iterator[_List]:
        for name, kind in _LISTS.items():
            url = body.get(name)
            if isinstance(url, str) and url.strip():
                yield _List(url=_joined(self._start, url), kind=kind)

    def _walk(self, wanted: _List, *, after: Position | None, since: Since) -> Iterator[Found | Problem | Ended]:
        """All objects of a list, page by page. A fault ends the list with a Problem; what came before it stays."""
        url, read = (after.page, after.index + 1) if after else (_changed_since(wanted.url, since(wanted.url)), 0)
        walked = _Walked()
        while url:
            page = self._page(url, walked)
            if isinstance(page, Problem):
                yield page
                return
            for index, raw in enumerate(page.data[read:], start=read):
                yield Found(position=Position(part=wanted.url, page=url, index=index), raw=raw, expected=wanted.kind)
            fault = walked.past(page, url=url)
            if fault:
                yield Problem(where=url, message=fault)
                return
            url, read = page.next, 0
        if after is None and walked.count < walked.promised:
            message = f"Die Liste nennt {walked.promised} Objekte, geliefert wurden {walked.count}."
            yield Problem(where=wanted.url, message=message)
            return
        yield Ended(url=wanted.url)

    def _page(self, url: str, walked: "_Walked") -> _Page | Problem:
        try:
            return _page(self._fetcher.value(url), url=url)
        except FetchError as error:
            return Problem(where=url, message=f"{error} Aus dieser Liste wurden {walked.count} Objekte gelesen.")


class _Walked:
    """What has been read of a list, to notice when it does not end."""

    def __init__(self) -> None:
        self.count = 0
        self.promised = 0
        self._pages: set[str] = set()
        self._seen: set[str] = set()
        self._empty = 0

    def past(self, page: _Page, *, url: str) -> str:
        """Note a page; why walking on from it would not end, or "" if it may go on."""
        fresh = {_id(raw) for raw in page.data} - self._seen
        self._seen |= fresh
        self._pages.add(url)
        self.count += len(page.data)
        self.promised = page.total if page.total is not None else self.promised
        self._empty = 0 if page.data else self._empty + 1
        return self._fault(page, stale=bool(page.data) and not fresh) if page.next else ""

    def _fault(self, page: _Page, *, stale: bool) -> str:
        if page.next in self._pages:
            return "Die Liste führt im Kreis (links.next zeigt auf eine schon gelesene Seite)."
        if stale:
            return "Die Liste wiederholt sich ohne Ende (links.next bringt nur schon gelesene Objekte)."
        if self._empty > _MOST_EMPTY_PAGES:
            return "Die Liste führt ohne Ende über leere Seiten."
        if self.count >= _MOST_OBJECTS:
            return f"Die Liste hat mehr als {_MOST_OBJECTS} Objekte."
        if len(self._pages) >= _MOST_PAGES:
            return f"Die Liste hat mehr als {_MOST_PAGES} Seiten."
        return ""


def _page(value: object, *, url: str) -> _Page | Problem:
    """The page in whatever shape it comes: an external list, a bare array, or a single object."""
    if isinstance(value, list):
        return _Page(data=value, next="", total=None)
    if not isinstance(value, dict):
        return Problem(where=url, message="Die Antwort ist weder eine Liste noch ein Objekt.")
    if isinstance(value.get("data"), list):
        links, pagination = value.get("links"), value.get("pagination")
        return _Page(data=value["data"], next=_next(links, url=url), total=_total(pagination))
    if str(value.get("type", "")).endswith("/Error"):
        return Problem(where=url, message=f"Die Gegenstelle meldet: {str(value.get('message', ''))[:300]}")
    if "id" in value:
        return _Page(data=[value], next="", total=None)
    return Problem(where=url, message="Die Antwort ist JSON, aber kein OParl.")


def _changed_since(url: str, moment: str) -> str:
    """The address of the list that holds only what changed since then."""
    if not moment:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}modified_since={quote(moment, safe='')}"


def _next(links: object, *, url: str) -> str:
    found = links.get("next") if isinstance(links, dict) else None
    return _joined(url, found) if isinstance(found, str) and found.strip() else ""


def _joined(base: str, url: str) -> str:
    """The address, made absolute; one that cannot be read stays as it is and fails when fetched."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url.strip()


def _total(pagination: object) -> int | None:
    found = pagination.get("totalElements") if isinstance(pagination, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _is_list(value: object) -> bool:
    return isinstance(value, list) or (isinstance(value, dict) and isinstance(value.get("data"), list))


def _kind(raw: object) -> Kind | None:
    said = str(raw.get("type", "")).rpartition("/")[2] if isinstance(raw, Mapping) else ""
    return next((kind for kind in Kind if kind == said), None)


def _id(raw: object) -> str:
    return str(raw.get("id")) if isinstance(raw, Mapping) else repr(raw)[:200]


def _is_page(stream: BinaryIO, *, start: int) -> bool:
    stream.seek(start)
    head = stream.read(512).lstrip().lower()
    stream.seek(0, 2)
    return head.startswith(_HTML)
